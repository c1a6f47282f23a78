import type { Wanted } from './wanted-members.ts'

/** What a fleet's load asks for, before any bound, and how that is known. */
export interface Sized {
  /** The most work that any source tells, in members that it keeps fully busy; null when none does. */
  readonly work: number | null
  /** Members in service wanted now; null when that is not known. */
  readonly wanted: number | null
  /** What the fleet may shrink to; null when that is not known. */
  readonly peak: number | null
  readonly unknown: 'work-unknown' | 'peak-unknown' | null
  /** Why it is not known, where that can be told. */
  readonly trouble: string | null
  /** The numbers are those of the alert that started the run. */
  readonly isHint: boolean
  /** Hardly any work where there was much within the hour: an outage, and the retries will come. */
  readonly isOutage: boolean
  /** Members are DOWN because there is more work than they can do. */
  readonly isOverload: boolean
  readonly sources: Wanted
}
