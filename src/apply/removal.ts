import type { Backend, Member } from '../fleet/model/fleet.ts'
import type { Journal } from './journal.ts'

/** A member that is being removed. */
export interface Removal {
  readonly journal: Journal
  readonly member: Member
  /** It makes room for one that is made anew. */
  readonly isRefresh?: boolean
  /** It goes before there is another in its place, which is kept. */
  readonly isFirst?: boolean
}

/** One whose drain was sent, and the backend nodes that may carry our mark by now. */
export interface Leaving extends Removal {
  readonly marked: readonly Backend[]
}
