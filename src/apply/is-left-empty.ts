import type { Plan } from '../fleet/plan/plan.ts'
import { isDone } from '../fleet/report/outcome.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'
import { isTurn } from './take-turn.ts'

/**
 * Whether a reconcile has deleted somebody whom nobody could be made beside: who is to come in that place is planned on a look that knows of
 * the deletion. A turn leaves it to the next one.
 */
export function isLeftEmpty(
  run: Run,
  { request, size, changes }: Plan,
  journals: readonly Journal[],
): boolean {
  if (request.action !== 'reconcile' || isTurn(run)) return false
  const outcomes = journals.map((j) => j.outcome())
  const gone = outcomes.filter((o) => o.kind === 'remove' && isDone(o, 'delete')).length
  const came = outcomes.filter((o) => o.kind === 'add' && isDone(o, 'create')).length
  const isKept = changes.some((c, i) => {
    const outcome = outcomes[i]
    return c.kind === 'remove' && c.isFirst === true && outcome !== undefined && isDone(outcome, 'delete')
  })
  return isKept || (gone > 0 && size.total - gone + came < size.min)
}
