import type { Fleet } from '../fleet/model/fleet.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Pending } from './add-member.ts'
import { deleteMember } from './delete-member.ts'
import type { Finished } from './finish-removals.ts'
import type { Reason } from './gate.ts'
import { beforeDrain } from './hooks/before-drain.ts'
import { memberHook } from './hooks/member-hook.ts'
import { keepPlace } from './keep-place.ts'
import type { Removal } from './removal.ts'
import { drainMember, reasonFor } from './remove-members.ts'
import type { Observed, Run } from './run.ts'

/** A run that waits for nothing. */
export interface Turn extends Run {
  readonly isDrained: NonNullable<Run['isDrained']>
}

/** Whether a run is a turn of follow. */
export function isTurn(run: Run): run is Turn {
  return run.isDrained !== undefined
}

/** What is attached everywhere gets its hook; the rest is a later turn's. */
export async function leaveToLater(run: Turn, pendings: readonly Pending[]): Promise<void> {
  await Promise.all(
    pendings.map(async ({ journal, instance }) => {
      if (journal.open('attach').length === 0) await memberHook(run, journal, 'after_attach', instance)
      journal.skipRest('a later turn sees to it')
    }),
  )
}

/**
 * A turn's part of removals: whose drain has lasted long enough is deleted, which this turn's own look and plan allow; of the others the
 * drain is begun, and a later turn goes on.
 */
export async function turnRemovals(
  run: Turn,
  seen: Observed,
  plan: Plan,
  removals: readonly Removal[],
): Promise<Finished> {
  const leaving = removals.filter((r) => r.journal.open('drain').length === 0)
  const due = leaving.filter((r) => run.isDrained(r.member))
  await Promise.all(
    due.map(async (r) => {
      for (const step of r.journal.open('wait')) r.journal.done(step)
      const reason = turnReason(r, plan, run)
      const since = seen.fleet.observedAt
      await deleteMember(run, r.journal, r.member, { reason, request: plan.request, since })
    }),
  )
  for (const { journal } of leaving) journal.skipRest('it drains, and a later turn deletes it')
  const replan = (fleet: Fleet): Plan => planRequest(fleet, run.policy, plan.request, fleet.observedAt)
  const fresh = removals.filter((r) => !leaving.includes(r))
  const cleared = await beforeDrain(run, { seen, removals: fresh }, replan)
  await Promise.all(cleared.removals.map(async (r) => await beginDrain(run, cleared.seen, r, plan)))
  for (const { journal } of cleared.removals) journal.skipRest('it drains, and a later turn deletes it')
  return { backs: [], paused: null }
}

/** Who was watched being dead is given up only as that: whoever is UP anywhere by now stays. */
function turnReason(removal: Removal, plan: Plan, { policy }: Run): Reason {
  const { isRefresh = false, member } = removal
  const isDead = isKept(removal) || plan.request.dead?.has(member.instance.id) === true
  return isDead && !isRefresh ? { kind: 'replacement' } : reasonFor(removal, plan, policy)
}

/** A dead one whose place is kept for another. */
function isKept({ isRefresh = false, isFirst = false }: Removal): boolean {
  return isFirst && !isRefresh
}

/** Who may not tag replaces the dead all the same. */
async function beginDrain(run: Turn, seen: Observed, removal: Removal, plan: Plan): Promise<void> {
  const reason = turnReason(removal, plan, run)
  if (isKept(removal)) await keepPlace(run, removal.member.instance.id).catch(() => undefined)
  await drainMember(run, seen, isKept(removal) ? { ...removal, isFirst: false } : removal, reason)
}
