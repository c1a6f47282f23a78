/** What the model of the cloud goes by. Times are milliseconds. */
export interface CloudNumbers {
  /** From the create to `running`: drawn between the two for each instance. */
  readonly boot: { readonly from: number; readonly to: number }
  /** From `running` until the application answers. */
  readonly appStart: number
  /** The NodeBalancer's: one passed check makes a backend node UP. */
  readonly checkInterval: number
  readonly checkAttempts: number
  /** From a request to the moment it has taken effect. */
  readonly latency: number
  /** The part of all writes that the API refuses for the moment. */
  readonly hiccups: number
  /** How often a member's processors are read. */
  readonly scrape: number
  /** Over so long its busy ratio is averaged. */
  readonly rate: number
  /** How often the rules are evaluated. */
  readonly evaluation: number
  /** The part of a member up to which it meets the demand. */
  readonly slo: number
  readonly seed: number
}

/** The model as it is when nothing else is asked for. */
export const USUAL_NUMBERS: CloudNumbers = {
  boot: { from: 51_000, to: 67_000 },
  appStart: 3_000,
  checkInterval: 5_000,
  checkAttempts: 3,
  latency: 1_000,
  hiccups: 0,
  scrape: 15_000,
  rate: 45_000,
  evaluation: 15_000,
  slo: 1,
  seed: 1,
}
