/** What was seen at one moment of the loop. */
export interface Moment {
  /** Seconds since it began. */
  readonly at: number
  /** New connections a second that are asked for. */
  readonly rate: number
  /** The fleet's average load as Prometheus knows it, 0 to 1; null while it knows none. */
  readonly load: number | null
  readonly members: number
  readonly serving: number
  /** Requests that have failed until now. */
  readonly failed: number
}

/** Something that happened. */
export interface Happening {
  readonly at: number
  readonly who: 'load' | 'alert' | 'command' | 'account' | 'prometheus'
  readonly what: string
}

/** The thresholds of the profile. */
export interface Thresholds {
  readonly high: number
  readonly low: number
}

/** What is told of alerts when there are none. */
export const QUIET = 'none fires'
