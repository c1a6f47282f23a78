import type { Leaving, Removal } from './removal.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import { markedLabel } from '../fleet/model/label.ts'
import { isLeaving } from '../fleet/sight/member-state.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import { finishRemovals, type Finished } from './finish-removals.ts'
import { beforeDrain } from './hooks/before-drain.ts'
import { putBackAfterAll } from './put-back.ts'
import { freshUntil, stoppedBy, type Observed, type Run } from './run.ts'

const NOTHING: Finished = { backs: [], paused: null }

/**
 * Drains members, waits, looks at the whole fleet again, and deletes only what the new plan still removes.
 */
export async function removeMembers(
  run: Run,
  seen: Observed,
  plan: Plan,
  removals: readonly Removal[],
): Promise<Finished> {
  const replan = (fleet: Fleet): Plan => planRequest(fleet, run.policy, plan.request, fleet.observedAt)
  const cleared = await beforeDrain(run, { seen, removals }, replan)
  const drained = await Promise.all(cleared.removals.map((r) => drainMember(run, cleared.seen, r)))
  const leaving = drained.filter((r) => r !== null)
  if (leaving.length === 0) return NOTHING
  for (const r of leaving) for (const step of r.journal.open('wait')) r.journal.begin(step)
  await run.clock.sleep(run.policy.scaleIn.drain, run.stop)
  if (run.stop.aborted) {
    await Promise.all(leaving.map((r) => callOff(run, r, stoppedBy(run))))
    return NOTHING
  }
  for (const r of leaving) for (const step of r.journal.open('wait')) r.journal.done(step)
  return await finishRemovals(run, { fleet: cleared.seen.fleet, plan }, leaving)
}

/** One PUT for each config sets mode and mark together; a member that cannot be drained everywhere is given back. */
export async function drainMember(
  run: Run,
  seen: Observed,
  { journal, member }: Removal,
): Promise<Leaving | null> {
  const marked = member.backends.filter((b) => isLeaving(b, member))
  try {
    for (const step of journal.open('drain')) {
      const label = markedLabel(member.label)
      marked.push({ ...step.backend, label, mode: 'drain' })
      journal.begin(step)
      const now = await run.cloud.change(step.backend, { mode: 'drain', label }, freshUntil(seen))
      if (now === null) journal.skip(step, 'the backend node is gone')
      else journal.done(step)
    }
    return { journal, member, marked }
  } catch (error) {
    const [step] = journal.open('drain')
    if (step !== undefined) journal.fail(step, error)
    await callOff(run, { journal, member, marked }, 'not drained everywhere')
    return null
  }
}

/** Puts a member back that was to leave, and says why the rest is not done. */
export async function callOff(run: Run, { journal, marked }: Leaving, why: string): Promise<void> {
  journal.skipRest(why)
  await putBackAfterAll(run, journal, { label: journal.member, backends: marked })
}
