import { planReplacement, suspects } from '../fleet/plan/plan-replacement.ts'
import { pauseOf } from '../fleet/sight/pause.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { hasFailed, isDone, type Outcome } from '../fleet/report/outcome.ts'
import { applyPlan, type Applied } from './apply-plan.ts'
import { replaceMember } from './replace-member.ts'
import { lookAgain } from './look-again.ts'
import { lostSight } from './lost-sight.ts'
import { takenByAnother } from './taken-by-another.ts'
import { type Observed, type Run } from './run.ts'
import { watchMembers, type Dead } from './watch-members.ts'

/** Carries a reconcile out, and then, if it waits, watches what is DOWN and replaces one member that was dead all the time. */
export async function reconcile(run: Run, seen: Observed, plan: Plan): Promise<Applied> {
  const applied = await applyPlan(run, seen, plan)
  // Where only scale-in is paused the dead are replaced all the same.
  const isHalf = pauseOf(seen.fleet, run.policy, seen.fleet.observedAt, 'scale-in') !== null
  if (applied.hold?.reason === 'paused' && !isHalf) return applied
  const doubtful = suspects(seen.fleet, run.policy, seen.fleet.observedAt)
  if (!plan.request.wait || doubtful.length === 0 || run.stop.aborted) return applied
  if (applied.outcomes.some(hasFailed)) return applied
  try {
    const dead = await watchMembers(run, seen, doubtful)
    return dead.size === 0 ? applied : await replaceOne(run, plan, applied, dead)
  } catch (error) {
    // Nothing was changed: the cloud could not be read, and that is all there is to say.
    if (applied.outcomes.length === 0) throw error
    const lost = lostSight(run, error, { before: 'whoever is DOWN is replaced', next: 'another reconcile' })
    return { outcomes: [...applied.outcomes, lost], hold: applied.hold }
  }
}

async function replaceOne(run: Run, { request }: Plan, applied: Applied, dead: Dead): Promise<Applied> {
  const again = await lookAgain(run)
  const replacement = planReplacement(again.fleet, run.policy, request, dead)
  const journals = await replaceMember(run, again, replacement)
  const replaced = journals.map((j) => j.outcome())
  const hold = journals.length > 0 ? (applied.hold ?? keptFor(replaced)) : (replacement.hold ?? applied.hold)
  return { outcomes: [...applied.outcomes, ...replaced], hold }
}

/** Why a dead one was not replaced, where that has a name: a person has taken it, or the fleet was paused meanwhile. */
function keptFor(replaced: readonly Outcome[]): Hold | null {
  return takenByAnother(replaced.filter((o) => o.gaveUpFor !== undefined || hasTakenEffect(o)))
}

function hasTakenEffect(outcome: Outcome): boolean {
  return isDone(outcome, 'create') || isDone(outcome, 'delete') || hasFailed(outcome)
}
