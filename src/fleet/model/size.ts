/** Sizes of a fleet: members in service, members, and the bounds of the latter. */
export interface Size {
  readonly serving: number
  readonly total: number
  readonly min: number
  readonly max: number
}
