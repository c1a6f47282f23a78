import type { Change } from '../fleet/plan/plan.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'

/**
 * Removes backend nodes that serve no member; whether their instance is really gone is asked again, by label.
 * Resolves to false when there is one by now: then the list of instances was older than that of the backend nodes, and
 * whatever else was planned on it is to be planned again.
 */
export async function tidyLeftovers(
  run: Run,
  journal: Journal,
  change: Extract<Change, { kind: 'tidy' }>,
): Promise<boolean> {
  const asked = change.leftovers.some((l) => l.why === 'no-instance')
  const [first] = journal.open('detach')
  try {
    if (asked && (await run.cloud.findInstance(change.member)) !== null) {
      journal.skipRest(`an instance ${change.member} exists by now`)
      return false
    }
    for (const step of journal.open('detach')) {
      journal.begin(step)
      await run.cloud.detach(step.backend)
      journal.done(step)
    }
  } catch (error) {
    const [step = first] = journal.open('detach')
    if (step !== undefined) journal.fail(step, error)
    journal.skipRest('not reached')
  }
  return true
}
