import type { Leaving, Removal } from './removal.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import { markedLabel } from '../fleet/model/mark.ts'
import { isLeaving, nodesOf } from '../fleet/sight/member-state.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { finishRemovals, type Finished } from './finish-removals.ts'
import { beforeDrain } from './hooks/before-drain.ts'
import { putBackAfterAll } from './put-back.ts'
import { Refused, RefusedLate, type Reason } from './gate.ts'
import { apiNow, freshUntil, stoppedBy, type Observed, type Run } from './run.ts'
import { keepPlace } from './keep-place.ts'
import { drainNode } from './take-away.ts'

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
  const drained = await Promise.all(
    cleared.removals.map((r) => drainMember(run, cleared.seen, r, reasonFor(r, plan, run.policy))),
  )
  const leaving = drained.filter((r) => r !== null)
  if (leaving.length === 0) return NOTHING
  for (const r of leaving) for (const step of r.journal.open('wait')) r.journal.begin(step)
  await run.clock.sleep(run.policy.scaleIn.drain, run.stop)
  if (run.stop.aborted) {
    await Promise.all(leaving.map((r) => callOff(run, r, stoppedBy(run))))
    return NOTHING
  }
  for (const r of leaving) endWait(r)
  return await finishRemovals(run, { fleet: cleared.seen.fleet, plan }, leaving)
}

/** Where every backend node was gone before its drain, there was nothing to wait for. */
function endWait({ journal, marked }: Leaving): void {
  const isVain = marked.length === 0 && journal.outcome().steps.some((s) => s.step.step === 'drain')
  for (const step of journal.open('wait')) {
    if (isVain) journal.skip(step, 'nothing of it was drained')
    else journal.done(step)
  }
}

/** Why one of a plan's removals takes away what it does. */
export function reasonFor({ isRefresh }: Removal, plan: Plan, policy: Policy): Reason {
  return isRefresh === true ? { kind: 'refresh' } : { kind: 'removal', most: askedOf(plan, policy) }
}

/** How many members in service a plan was asked to take away, whatever it has chosen. */
export function askedOf({ request, size, load }: Plan, { scaleIn }: Policy): number {
  if (request.action === 'reconcile' || request.action === 'refresh') return scaleIn.step
  if (load !== undefined) {
    const trimmed =
      request.action === 'follow' && size.total > (size.bounds?.trimAbove ?? size.max) ? scaleIn.step : 0
    return Math.max(trimmed, size.serving - Math.max(size.min, load.peak ?? size.serving))
  }
  return request.size.kind === 'by' ? request.size.n : Math.max(0, size.serving - request.size.n)
}

/** One PUT for each config sets mode and mark together; a member that cannot be drained everywhere is given back. */
export async function drainMember(
  run: Run,
  seen: Observed,
  { journal, member, isRefresh = false, isFirst = false }: Removal,
  reason: Reason,
): Promise<Leaving | null> {
  const marked = nodesOf(member).filter((b) => isLeaving(b, member))
  try {
    // Whoever finds it in its drain knows then that it is to be made up for.
    if (isFirst) await keepPlace(run, member.instance.id)
    for (const step of journal.open('drain')) {
      const label = markedLabel(member.label, apiNow(run, seen))
      journal.begin(step)
      const to = { backend: step.backend, label, until: freshUntil(seen) }
      const now = await drainNode(run, member, to, reason).catch((error: unknown) => {
        // Of a lost answer nobody knows; what the gate refused was never sent.
        if (!(error instanceof Refused) || error instanceof RefusedLate)
          marked.push({ ...step.backend, label, mode: 'drain' })
        throw error
      })
      if (now === null) journal.skip(step, 'the backend node is gone')
      else {
        marked.push(now)
        journal.done(step)
      }
    }
    return { journal, member, marked, isRefresh }
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
