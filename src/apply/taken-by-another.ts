import type { Hold } from '../fleet/model/hold.ts'
import { isDone, type Outcome, type StepOutcome } from '../fleet/report/outcome.ts'

/** Every change of size was somebody else's, or kept from us, by the time we came to it. */
export function takenByAnother(outcomes: readonly Outcome[]): Hold | null {
  const sizing = outcomes.filter((o) => o.kind === 'add' || o.kind === 'remove' || o.gaveUpFor !== undefined)
  const took = sizing.some((o) => isDone(o, o.kind === 'add' ? 'create' : 'delete'))
  const failed = outcomes.some((o) => o.steps.some((s) => s.status === 'failed'))
  const [first] = sizing.flatMap((o) =>
    o.steps.filter((s) => isGivenUp(o, s)).map(({ detail }) => ({ ...o, detail })),
  )
  if (took || failed || first === undefined) return null
  const { reason = 'taken-by-another-run', until = null } = first.gaveUpFor ?? {}
  return { reason, detail: `${first.member}: ${first.detail}`, until }
}

function isGivenUp({ undone }: Outcome, { step, status, detail }: StepOutcome): boolean {
  if (undone === true) return step.step === 'delete'
  return status === 'skipped' && detail !== null && step.step !== 'hook'
}
