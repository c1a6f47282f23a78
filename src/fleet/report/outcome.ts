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
  /** Somebody deleted the instance while it was waited for, or the token has lost sight of it. */
  readonly vanished?: boolean
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

/** Whether somebody has taken, while it was worked on, what a change was to make a member that serves. */
function isLost({ kind, gaveUpFor }: Outcome): boolean {
  return kind !== 'remove' && gaveUpFor !== undefined
}

/** Whether a change did what it was for: its last step that was not skipped is done, none failed, and nothing was undone or lost. */
export function isDone(outcome: Outcome, step: Step['step']): boolean {
  if (hasFailed(outcome) || outcome.undone === true || isLost(outcome)) return false
  return outcome.steps.some((s) => s.step.step === step && s.status === 'done')
}

/** What a change came to, as a whole. */
export type ChangeResult = 'planned' | 'done' | 'begun' | 'undone' | 'failed' | 'not-begun'

/** What a change came to: `begun` did some of it and leaves the rest to a later run, `undone` did some of it and took that back. Hooks are not of the fleet. */
export function resultOf(outcome: Outcome): ChangeResult {
  const steps = outcome.steps.filter((s) => s.step.step !== 'hook')
  const all = (status: StepStatus): boolean => steps.every((s) => s.status === status)
  if (all('planned') && steps.length > 0) return 'planned'
  if (hasFailed(outcome)) return 'failed'
  if (outcome.undone === true) return 'undone'
  if (all('done')) return 'done'
  if (outcome.kind === 'remove' && isDone(outcome, 'put-back')) return 'undone'
  return steps.some((s) => s.status === 'done') ? 'begun' : 'not-begun'
}

/** The step by which a change is what it is called. */
const WHOLE = {
  add: 'create',
  remove: 'delete',
  'put-back': 'put-back',
  attach: 'attach',
  tidy: 'detach',
  retag: 'tag',
} as const satisfies Record<ChangeKind, Step['step']>

/** What came about, as `add web-4`; null where nothing is another than before. A removal that is only begun is a drain. */
export function cameAbout(outcome: Outcome): string | null {
  const { kind, member, steps, undone } = outcome
  const did = (step: Step['step']): boolean => steps.some((s) => s.step.step === step && s.status === 'done')
  if (undone === true || isLost(outcome)) return null
  if (kind === 'remove') {
    if (did('delete')) return `remove ${member}`
    return did('drain') && !did('put-back') ? `drain ${member}` : null
  }
  return (kind === 'tidy' ? steps.some((s) => s.status === 'done') : did(WHOLE[kind]))
    ? `${kind} ${member}`
    : null
}

/** Whether a signal, and nothing else, kept a run from what was asked. */
export function isStoppedBy(signal: string, outcomes: readonly Outcome[]): boolean {
  const steps = outcomes.flatMap((o) => o.steps)
  const failed = steps.filter((s) => s.status === 'failed')
  const bySignal = (s: StepOutcome): boolean => s.detail?.startsWith(`stopped by ${signal}`) === true
  return failed.every(bySignal) && steps.some((s) => s.step.step !== 'hook' && s.status !== 'done')
}
