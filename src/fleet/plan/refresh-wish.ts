import type { InstanceId } from '../model/ids.ts'

/** How a refresh goes about it. */
export interface RefreshWish {
  /** How many new members are made beside the old ones at once. */
  readonly surge: number
  /** How many members are to be of the profile's spec at the end; null for all. */
  readonly until: { readonly kind: 'members' | 'percent'; readonly n: number } | null
  /** New members that have been in service for long enough, as far as this run has seen. */
  readonly baked: ReadonlySet<InstanceId>
  /** Whether this run has removed one that never came into service: it tells of failing ones when it is gone. */
  readonly hasFailed: boolean
  /** Whether members are replaced only near the end of an hour that is paid for. */
  readonly keepsPaidHour: boolean
}
