import type { Instant } from './fleet.ts'

/** A `min` for a while, which a person has set. */
export interface Floor {
  readonly n: number
  readonly until: Instant
}

/** What sets a bound: the size of the profile, an entry of its schedule, or a floor. */
export type BoundBy = 'size' | 'floor' | { readonly schedule: string }

/** The bounds at one instant, and what sets each. */
export interface BoundsNow {
  readonly min: number
  readonly max: number
  readonly minBy: BoundBy
  readonly maxBy: BoundBy
}

/** The bounds of a fleet at one instant, with what is known of those before and after. */
export interface Bounds extends BoundsNow {
  /** When min or max becomes another, and what they are then; null when neither does within a fortnight. */
  readonly next: (BoundsNow & { readonly at: Instant }) | null
  /** What a removal has to leave: the highest min of the hour that begins now. */
  readonly leaves: number
  /** What is trimmed whatever scale-in says: only what is above the highest max of the last 24 hours. */
  readonly trimAbove: number
  /** The floor that is set, whether it decides or not. */
  readonly floor: Floor | null
}
