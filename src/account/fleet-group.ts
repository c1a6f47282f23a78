import type { Policy } from '../fleet/model/policy.ts'

/** Fleets that are looked at one after the other: what the account answers to all of them is read once. Its identity is what counts. */
export interface FleetGroup {
  readonly policies: readonly Policy[]
}
