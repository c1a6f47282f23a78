import type { Fleet } from '../../fleet/model/fleet.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import { whyKept } from '../../fleet/plan/why-kept.ts'
import { explain } from '../journal.ts'
import type { Removal } from '../removal.ts'
import { lookAgain } from '../look-again.ts'
import { isStale, stoppedBy, type Observed, type Run } from '../run.ts'
import { memberHook } from './member-hook.ts'

/** The removals that may go on, and the sight they rest on. */
export interface Cleared {
  readonly seen: Observed
  readonly removals: readonly Removal[]
}

/**
 * Runs `before_drain` for members that are about to be drained. A hook may take its time, and no drain may rest on an old
 * sight: then the fleet is observed again, and only who the new plan removes too goes on.
 */
export async function beforeDrain(
  run: Run,
  { seen, removals }: Cleared,
  replan: (fleet: Fleet) => Plan,
): Promise<Cleared> {
  const hooked = removals.filter((r) => r.journal.open('hook').some((s) => s.moment === 'before_drain'))
  if (hooked.length === 0 || run.runHook === undefined) return { seen, removals }
  const refused = new Set<Removal>()
  await Promise.all(
    hooked.map(async (r) => {
      const goes = await memberHook(run, r.journal, 'before_drain', r.member.instance)
      if (!goes) refused.add(r)
    }),
  )
  const left = removals.filter((r) => !refused.has(r))
  if (run.stop.aborted) {
    for (const r of hooked) r.journal.skipRest(`${stoppedBy(run)}: not begun`)
    return { seen, removals: left.filter((r) => !hooked.includes(r)) }
  }
  return isStale(run, seen)
    ? await planAgain(run, { seen, removals: left }, replan)
    : { seen, removals: left }
}

async function planAgain(
  run: Run,
  { seen, removals }: Cleared,
  replan: (fleet: Fleet) => Plan,
): Promise<Cleared> {
  try {
    const again = await lookAgain(run)
    const next = replan(again.fleet)
    const still = new Set(next.changes.flatMap((c) => (c.kind === 'remove' ? [c.of.instance.id] : [])))
    const left = removals.filter((r) => still.has(r.member.instance.id))
    const looked = { first: seen.fleet, again: again.fleet, next }
    const otherwise = 'it is not to be removed any more'
    for (const r of removals) {
      if (!left.includes(r)) r.journal.giveUp(whyKept(looked, r.member, { policy: run.policy, otherwise }))
    }
    return { seen: again, removals: left }
  } catch (error) {
    for (const { journal } of removals) {
      const [step] = journal.open('drain')
      if (step !== undefined) journal.fail(step, new Error(`looking again after the hook: ${explain(error)}`))
      journal.skipRest('not reached')
    }
    return { seen, removals: [] }
  }
}
