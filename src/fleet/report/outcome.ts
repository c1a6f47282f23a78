import type { Hold } from '../model/hold.ts'
import type { ChangeKind, Step } from '../plan/plan.ts'

/** What became of one step; `planned` is what a dry run shows and what was never begun. */
export type StepStatus = 'planned' | 'done' | 'failed' | 'skipped'

/** One step and what became of it. */
export interface StepOutcome {
  readonly step: Step
  readonly status: StepStatus
  /** What happened, or why it was not done. */
  readonly detail: string | null
}

/** What became of one change. */
export interface Outcome {
  readonly member: string
  readonly kind: ChangeKind
  readonly steps: readonly StepOutcome[]
  /** The type of the instance that was created, when one was. */
  readonly created?: string
  /** The instance that was created was taken away again by the run that made it. */
  readonly undone?: boolean
  /** What kept it from being done, where that has a name of its own. */
  readonly gaveUpFor?: Hold
}

/** News of one step while a plan is carried out. */
export interface Progress {
  readonly member: string
  readonly step: Step
  readonly status: 'started' | 'waiting' | Exclude<StepStatus, 'planned'>
  readonly detail: string | null
}

/** Whether something of a change failed. */
export function hasFailed(outcome: Outcome): boolean {
  return outcome.steps.some((s) => s.status === 'failed')
}

/** Whether a change did what it was for: its last step that was not skipped is done, none failed, and nothing was undone. */
export function isDone(outcome: Outcome, step: Step['step']): boolean {
  if (hasFailed(outcome) || outcome.undone === true) return false
  return outcome.steps.some((s) => s.step.step === step && s.status === 'done')
}
