import type { Instant } from './fleet.ts'

/** Something that Linode will do to an instance. */
export interface Maintenance {
  readonly instance: number
  /** The API's word: reboot, cold migration, live migration. */
  readonly what: string
  /** Null where no time is set. */
  readonly at: Instant | null
}
