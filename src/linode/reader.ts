import type { Policy } from '../fleet/model/policy.ts'
import type { Addressing } from './addressing.ts'
import type { Pace } from './call.ts'
import type { OwnDeletions } from './own-deletions.ts'
import type { Wire } from './send.ts'

/** What reading a fleet needs. */
export interface Reader {
  readonly wire: Wire
  readonly pace: Pace
  readonly policy: Policy
  /** The fleets that are read beside it, itself among them: they ask one question together. */
  readonly beside: readonly Policy[]
  /** How far back events are read, in milliseconds. */
  readonly eventWindow: number
  readonly addressing: Addressing
  /** What no answer is believed to show any more. */
  readonly own: OwnDeletions
}
