import type { Instant } from './fleet.ts'

/** Why a plan changes no size. The names are the same in text, JSON, tests and docs. */
export type HoldReason =
  | 'paused'
  | 'alert-resolved'
  | 'condition-false'
  | 'most-members-down'
  | 'new-members-fail'
  | 'on-the-way'
  | 'cooldown'
  | 'strangers'
  | 'at-max'
  | 'at-cost'
  | 'at-min'
  | 'at-size'
  | 'no-candidate'
  | 'at-wanted'
  | 'paid-hour'
  | 'work-unknown'
  | 'peak-unknown'
  | 'two-specs'
  | 'too-small'
  | 'taken-by-another-run'
  | 'taken-by-a-person'
  | 'not-confirmed'

/** A plan that changes no size, and why. Not an error. */
export interface Hold {
  readonly reason: HoldReason
  /** One sentence, with the fleet's own names and numbers. */
  readonly detail: string
  /** When it ends by itself, where that is known. */
  readonly until: Instant | null
}
