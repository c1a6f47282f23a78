/** A number that Prometheus is asked for and that says how much work there is, whatever the processors do. */
export interface Signal {
  readonly name: string
  /** PromQL with one result; `$fleet` stands for the fleet tag. */
  readonly query: string
  /** How much of it one member does when it is fully busy. */
  readonly perMember: number
}

/** How a fleet is sized by its load. All durations are milliseconds. */
export interface LoadPolicy {
  /** The part of a member that is to be busy, above 0 and below 1. */
  readonly target: number
  readonly signals: readonly Signal[]
  /** A fleet shrinks to the most that was wanted within it. */
  readonly window: number
  /** So long after its boot, what a member measures says nothing. */
  readonly warmUp: number
  /** Members more than the work asks for. */
  readonly spare: number
  /** Virtual processors of a member as the profile makes it; null when its type does not tell. */
  readonly cores: number | null
  /** `scale_in.step`, where the profile has one: by so many at once it shrinks at most. */
  readonly stepIn: number | null
  /** `scale_in.cooldown`, where the profile has one. */
  readonly cooldownIn: number | null
  /** Who measures: Prometheus, by the generated rules, or the API's own statistics. */
  readonly from: 'prometheus' | 'linode'
}

/** What a fleet that is sized by its load goes by where its profile says nothing else. */
export const USUAL_LOAD: LoadPolicy = {
  target: 0.6,
  signals: [],
  window: 12 * 60_000,
  warmUp: 2 * 60_000,
  spare: 0,
  cores: null,
  stepIn: null,
  cooldownIn: null,
  from: 'prometheus',
}

/** Of these, as a profile has them. */
export const USUAL_DURATIONS = {
  window: `${USUAL_LOAD.window / 60_000}m`,
  warmUp: `${USUAL_LOAD.warmUp / 60_000}m`,
} as const
