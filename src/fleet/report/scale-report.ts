import type { Outcome } from './outcome.ts'
import type { Instant } from '../model/fleet.ts'
import type { Plan } from '../plan/plan.ts'
import type { Hold } from '../model/hold.ts'

/** What a scale command comes to, planned or carried out. */
export interface ScaleReport {
  /** The fleet's name. */
  readonly fleet: string
  readonly dryRun: boolean
  readonly result: 'done' | 'held' | 'stopped' | 'failed'
  readonly hold: Hold | null
  readonly plan: Plan
  /** When the fleet was seen that it was planned for, on the API's clock. */
  readonly observedAt: Instant
  readonly outcomes: readonly Outcome[]
  /** US dollars an hour; null when the price could not be read. */
  readonly hourlyChange: number | null
  /** Things worth knowing that change nothing. */
  readonly remarks: readonly string[]
  /** The signal that ended the run before its time. */
  readonly stoppedBy: string | null
}
