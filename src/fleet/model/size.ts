import type { Bounds } from './bounds.ts'

/** Sizes of a fleet: members in service, members, and the bounds of the latter. */
export interface Size {
  readonly serving: number
  readonly total: number
  readonly min: number
  readonly max: number
  /** What sets the bounds and until when, where that is more than the profile's base size. */
  readonly bounds?: Bounds
}
