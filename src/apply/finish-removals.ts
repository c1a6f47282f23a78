import { CloudError } from '../cloud.ts'
import { planRemovalAgain, type Planned } from '../fleet/plan/plan-removal-again.ts'
import type { Change, Plan } from '../fleet/plan/plan.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { stepsOf } from '../fleet/plan/steps-of.ts'
import { deleteMember } from './delete-member.ts'
import { explain, Journal } from './journal.ts'
import { putBackAfterAll, putBackMember } from './put-back.ts'
import type { Leaving, Removal } from './removal.ts'
import type { Reason } from './gate.ts'
import { lookAgain } from './look-again.ts'
import { type Observed, type Run } from './run.ts'

/** What the second look came to beside the removals. */
export interface Finished {
  /** Journals of what it put back beside them. */
  readonly backs: readonly Journal[]
  /** The pause that came meanwhile: nothing was deleted. */
  readonly paused: Hold | null
}

/**
 * Looks at the whole fleet again after the drain, deletes what the new plan still removes and puts the others back.
 */
export async function finishRemovals(
  run: Run,
  first: Planned,
  leaving: readonly Leaving[],
): Promise<Finished> {
  try {
    const again = await lookAgain(run)
    const next = planRemovalAgain(first, again.fleet, run.policy)
    const reason: Reason =
      first.plan.request.dead === undefined ? { kind: 'removal', most: 0 } : { kind: 'replacement' }
    const removes = next.changes.filter((c) => c.kind === 'remove')
    const backs = await putBackOthers(run, again, next, leaving)
    await Promise.all(
      leaving.map(async (r) => {
        const change = removes.find((c) => c.of.instance.id === r.member.instance.id)
        const why: Reason = r.isRefresh === true ? { kind: 'refresh' } : reason
        if (change !== undefined) await deleteMember(run, r.journal, change.of, why)
        else await giveUp(run, again, next, r).catch(async (error) => await lookFailed(run, r, error))
      }),
    )
    return { backs, paused: next.hold?.reason === 'paused' ? next.hold : null }
  } catch (error) {
    await Promise.all(leaving.map(async (r) => await lookFailed(run, r, error)))
    return { backs: [], paused: null }
  }
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
async function giveUp(run: Run, again: Observed, next: Plan, r: Leaving): Promise<void> {
  const now = again.fleet.members.find((m) => m.instance.id === r.member.instance.id)
  if (now === undefined) return await lost(run, r)
  const change = next.changes.find(
    (c): c is Extract<Change, { kind: 'put-back' }> =>
      c.kind === 'put-back' && c.of.instance.id === now.instance.id,
  )
  const why = change?.because ?? next.hold?.detail ?? 'it does not leave any more: somebody put it back'
  r.journal.skipRest(why)
  await putBackAfterAll(run, r.journal, now)
}

/** It is no member any more: somebody has deleted it, or made it a machine of their own, which gets its connections back. */
async function lost(run: Run, { journal, member, marked }: Leaving): Promise<void> {
  const { id, label } = member.instance
  const still = await run.cloud.instance(id)
  if (still === null) {
    journal.skipRest('removed by another run')
    return
  }
  journal.skipRest(`instance ${id} is no member any more: its label or its fleet tag was changed`)
  await putBackAfterAll(run, journal, { label, backends: marked })
}

/** Without a second look nothing is deleted. Of a definite answer the drain is given back; of none nobody knows what is there. */
async function lookFailed(run: Run, { journal, member, marked }: Leaving, error: unknown): Promise<void> {
  const isDefinite = error instanceof CloudError && !PASSING.has(error.code)
  const then = isDefinite ? 'it is put back' : 'it stays drained, and the next run finishes or puts it back'
  const [step] = journal.open('delete')
  const why = `looking at ${member.label} again: ${explain(error)}; ${then}`
  if (step !== undefined) journal.fail(step, new Error(why))
  journal.skipRest('not reached')
  if (isDefinite) await putBackAfterAll(run, journal, { label: member.label, backends: marked })
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'incomplete'])
