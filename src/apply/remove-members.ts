import type { Backend, Member } from '../fleet/fleet.ts'
import { markedLabel, unmarkedLabel } from '../fleet/label.ts'
import { isLeaving } from '../fleet/member-state.ts'
import { planRequest } from '../fleet/plan-request.ts'
import type { Change, Plan } from '../fleet/plan.ts'
import { stepsOf } from '../fleet/steps-of.ts'
import { deleteMember } from './delete-member.ts'
import { explain, Journal } from './journal.ts'
import { putBackAfterAll, putBackMember } from './put-back.ts'
import { freshUntil, observeFleet, stoppedBy, type Observed, type Run } from './run.ts'

/** A member that is being removed. */
export interface Removal {
  readonly journal: Journal
  readonly member: Member
}

/** One whose drain was sent, and the backend nodes that may carry our mark by now. */
interface Leaving extends Removal {
  readonly marked: readonly Backend[]
}

/**
 * Drains members, waits, looks at the whole fleet again, and deletes only what the new plan still removes.
 * Returns journals of what the second look put back beside them.
 */
export async function removeMembers(
  run: Run,
  seen: Observed,
  plan: Plan,
  removals: readonly Removal[],
): Promise<readonly Journal[]> {
  const drained = await Promise.all(removals.map((r) => drainMember(run, seen, r)))
  const leaving = drained.filter((r) => r !== null)
  if (leaving.length === 0) return []
  for (const r of leaving) for (const step of r.journal.open('wait')) r.journal.begin(step)
  await run.clock.sleep(run.policy.scaleIn.drain, run.stop)
  if (run.stop.aborted) {
    await Promise.all(leaving.map((r) => callOff(run, r, stoppedBy(run))))
    return []
  }
  for (const r of leaving) for (const step of r.journal.open('wait')) r.journal.done(step)
  return await finish(run, seen, plan, leaving)
}

/** One PUT for each config sets mode and mark together; a member that cannot be drained everywhere is given back. */
async function drainMember(run: Run, seen: Observed, { journal, member }: Removal): Promise<Leaving | null> {
  const marked = member.backends.filter(isLeaving)
  try {
    for (const step of journal.open('drain')) {
      const label = markedLabel(unmarkedLabel(step.backend.label))
      marked.push({ ...step.backend, label })
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
async function callOff(run: Run, { journal, marked }: Leaving, why: string): Promise<void> {
  journal.skipRest(why)
  await putBackAfterAll(run, journal, marked)
}

async function finish(
  run: Run,
  seen: Observed,
  plan: Plan,
  leaving: readonly Removal[],
): Promise<readonly Journal[]> {
  try {
    const again = await observeFleet(run)
    const next = planAgain(run, seen, again, plan)
    const removes = next.changes.filter((c) => c.kind === 'remove')
    const backs = await putBackOthers(run, again, next, leaving)
    await Promise.all(
      leaving.map(async (r) => {
        const change = removes.find((c) => c.of.instance.id === r.member.instance.id)
        if (change === undefined) await giveUp(run, again, next, r)
        else await deleteMember(run, r.journal, change.of)
      }),
    )
    return backs
  } catch (error) {
    for (const r of leaving) failRest(r, error)
    return []
  }
}

/** Members that are gone since the first look count as removed already, whoever did it. */
function planAgain(run: Run, seen: Observed, again: Observed, plan: Plan): Plan {
  const there = new Set(again.fleet.members.map((m) => m.instance.id))
  const gone = seen.fleet.members.filter((m) => !there.has(m.instance.id)).length
  const { size } = plan.request
  const rest = size.kind === 'by' ? { ...size, n: Math.max(0, size.n - gone) } : size
  return planRequest(again.fleet, run.policy, { ...plan.request, size: rest }, again.fleet.observedAt)
}

/** What the second look puts back and is none of ours gets a journal of its own. */
async function putBackOthers(
  run: Run,
  again: Observed,
  next: Plan,
  leaving: readonly Removal[],
): Promise<readonly Journal[]> {
  const mine = new Set(leaving.map((r) => r.member.instance.id))
  const others = next.changes.filter((c) => c.kind === 'put-back').filter((c) => !mine.has(c.of.instance.id))
  return await Promise.all(
    others.map(async (change) => {
      const journal = new Journal(change, stepsOf(change, again.fleet, run.policy, false), run.tell)
      await putBackMember(run, journal, change.of)
      return journal
    }),
  )
}

/** The new plan does not remove this member any more. */
async function giveUp(run: Run, again: Observed, next: Plan, r: Removal): Promise<void> {
  const now = again.fleet.members.find((m) => m.instance.id === r.member.instance.id)
  if (now === undefined) {
    r.journal.skipRest('removed by another run')
    return
  }
  const change = next.changes.find(
    (c): c is Extract<Change, { kind: 'put-back' }> =>
      c.kind === 'put-back' && c.of.instance.id === now.instance.id,
  )
  const why = change?.because ?? next.hold?.detail ?? 'it does not leave any more: somebody put it back'
  r.journal.skipRest(why)
  await putBackAfterAll(run, r.journal, now.backends)
}

function failRest({ journal, member }: Removal, error: unknown): void {
  const [step] = journal.open('delete')
  const why = `looking at ${member.label} again: ${explain(error)}; it stays drained, and the next run finishes or puts it back`
  if (step !== undefined) journal.fail(step, new Error(why))
  journal.skipRest('not reached')
}
