import type { Member } from '../fleet/model/fleet.ts'
import type { Journal } from './journal.ts'

/** A member that is being removed. */
export interface Removal {
  readonly journal: Journal
  readonly member: Member
}
