import type { Instant } from './fleet.ts'

/** How busy an instance was on average in the five minutes before a moment. */
export interface BusyPoint {
  readonly at: Instant
  /** The part of all its processors, 0 to 1. */
  readonly busy: number
}
