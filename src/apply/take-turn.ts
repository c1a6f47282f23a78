import type { Fleet } from '../fleet/model/fleet.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Pending } from './add-member.ts'
import { deleteMember } from './delete-member.ts'
import type { Finished } from './finish-removals.ts'
import { beforeDrain } from './hooks/before-drain.ts'
import { memberHook } from './hooks/member-hook.ts'
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
      const reason = reasonFor(r, plan, run.policy)
      const since = seen.fleet.observedAt
      await deleteMember(run, r.journal, r.member, { reason, request: plan.request, since })
    }),
  )
  for (const { journal } of leaving) journal.skipRest('it drains, and a later turn deletes it')
  const replan = (fleet: Fleet): Plan => planRequest(fleet, run.policy, plan.request, fleet.observedAt)
  const fresh = removals.filter((r) => !leaving.includes(r))
  const cleared = await beforeDrain(run, { seen, removals: fresh }, replan)
  await Promise.all(
    cleared.removals.map((r) => drainMember(run, cleared.seen, r, reasonFor(r, plan, run.policy))),
  )
  for (const { journal } of cleared.removals) journal.skipRest('it drains, and a later turn deletes it')
  return { backs: [], paused: null }
}
