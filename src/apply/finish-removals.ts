import { CloudError } from '../cloud.ts'
import { planRemovalAgain, type Planned } from '../fleet/plan/plan-removal-again.ts'
import type { Change, Plan } from '../fleet/plan/plan.ts'
import { saidToKeep, whyKept, whyLost, type LookedAgain } from '../fleet/plan/why-kept.ts'
import { whyUnpaired } from '../fleet/plan/why-unpaired.ts'
import type { Backend, Member } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { isMarked } from '../fleet/model/mark.ts'
import { nodesOf, staleBecause } from '../fleet/sight/member-state.ts'
import { stepsOf } from '../fleet/plan/steps-of.ts'
import { keepPlace, settleUnseen } from './keep-place.ts'
import { deleteMember } from './delete-member.ts'
import { DRAINED_ANEW, fateOfDrain } from './fate-of-drain.ts'
import { explain, Journal } from './journal.ts'
import { putBackAfterAll, putBackMember } from './put-back.ts'
import type { Leaving, Removal } from './removal.ts'
import type { Reason } from './gate.ts'
import { isGone, type Deletions } from './is-gone.ts'
import { lookAgain } from './look-again.ts'
import { type Observed, type Run } from './run.ts'
import type { Deleting } from './take-away.ts'

/** What the second look came to beside the removals. */
export interface Finished {
  /** Journals of what it put back beside them. */
  readonly backs: readonly Journal[]
  /** The pause, or the higher min, that came meanwhile: nothing was deleted. */
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
    const looked = { first: first.fleet, again: again.fleet, next }
    const backs = await putBackOthers(run, again, next, leaving)
    await Promise.all(
      leaving.map(async (r) => {
        const change = removes.find((c) => c.of.instance.id === r.member.instance.id)
        const why: Reason = r.isRefresh === true ? { kind: 'refresh' } : reason
        if (change !== undefined && isDrainedAnew(r, change.of)) r.journal.giveUp(BY_ANOTHER_RUN)
        else if (change !== undefined)
          await deleteInTurn(run, r, change, {
            reason: why,
            request: next.request,
            since: first.fleet.observedAt,
          })
        else await giveUp(run, looked, r).catch(async (error) => await lookFailed(run, r, error))
      }),
    )
    return { backs, paused: cameMeanwhile(next) ? next.hold : null }
  } catch (error) {
    await Promise.all(leaving.map(async (r) => await lookFailed(run, r, error)))
    return { backs: [], paused: null }
  }
}

/** One that goes before there is another in its place leaves word of that first. */
async function deleteInTurn(
  run: Run,
  leaving: Leaving,
  { of, isFirst }: Extract<Change, { kind: 'remove' }>,
  why: Deleting,
): Promise<void> {
  try {
    if (isFirst === true) await keepPlace(run, of.instance.id)
  } catch (error) {
    return await lookFailed(run, leaving, error, `keeping the place of ${of.label}`)
  }
  await deleteMember(run, leaving.journal, of, why)
}

/** A pause, or a min that was raised, and not another run that has removed somebody. */
function cameMeanwhile({ hold, size }: Plan): boolean {
  return hold?.reason === 'paused' || (hold?.reason === 'at-min' && size.bounds !== undefined)
}

const BY_ANOTHER_RUN: Hold = { reason: 'taken-by-another-run', detail: DRAINED_ANEW, until: null }

/** It took connections again since this run drained it: their time begins with the mark that it bears now. */
function isDrainedAnew({ marked }: Leaving, now: Member): boolean {
  const known = new Set(marked.map((b) => b.label))
  return nodesOf(now).some((b) => isMarked(b.label) && !known.has(b.label))
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
async function giveUp(run: Run, looked: LookedAgain, r: Leaving): Promise<void> {
  const now = looked.again.members.find((m) => m.instance.id === r.member.instance.id)
  if (now === undefined) return await lost(run, looked, r)
  const { moved, gone, otherwise, unseen } = await fateOfDrain(run, r, now)
  const said = isWhole(now, unseen) ? null : saidToKeep(looked, now, run.policy)
  if (gone !== null && said === null && (await run.cloud.instance(now.instance.id)) === null)
    return await lost(run, looked, r)
  const taken = moved ?? (said === null && unseen.length === 0 ? gone : null)
  if (taken !== null) r.journal.giveUp({ reason: 'taken-by-a-person', detail: taken, until: null })
  else if (unseen.length > 0 && said === null) failUnseen(r)
  else {
    const unpaired = said === null ? whyUnpaired(looked, now, run.policy) : null
    const hold = unpaired ?? whyKept(looked, now, { policy: run.policy, otherwise })
    if (said !== null && hold.reason === 'taken-by-another-run') await needOthersGone(run, looked)
    r.journal.giveUp(hold)
  }
  await putBackAfterAll(run, r.journal, withDrained(now, unseen))
}

/** Others that are missing in the second look are why fewer removals are wanted: rejects where they may only not be seen. */
async function needOthersGone(run: Run, looked: LookedAgain): Promise<void> {
  const there = new Set(looked.again.instances.map((i) => i.id))
  const missing = looked.first.members.map((m) => m.instance).filter((i) => !there.has(i.id))
  await Promise.all(missing.map(async (i) => await isGone(run, i, deletionsIn(looked))))
}

/** What two looks know of deletions in the meantime. */
function deletionsIn({ first, again }: Pick<LookedAgain, 'first' | 'again'>): Deletions {
  return { since: first.observedAt, log: again.activity }
}

/** It looks drained by half, and is drained on every config: nobody has undone anything. */
function isWhole(now: Member, unseen: readonly Backend[]): boolean {
  return staleBecause(now) !== null && staleBecause(withDrained(now, unseen)) === null
}

/** Nobody is deleted by a look that does not even show what this run has done. */
function failUnseen({ journal, member }: Leaving): void {
  const [step] = journal.open('delete')
  const why = `looking at ${member.label} again: the account’s list of backend nodes is older than its drain; it is put back, and a longer scale_in.drain gives the list its time`
  if (step !== undefined) journal.fail(step, new Error(why))
  journal.skipRest('not reached')
}

/** A list that lags shows a node of ours as it was before its drain: what was read of it by itself counts. */
function withDrained(now: Member, unseen: readonly Backend[]): Member {
  const known = new Set(unseen.map((b) => b.id))
  const others = (nodes: readonly Backend[]): readonly Backend[] => nodes.filter((b) => !known.has(b.id))
  return { ...now, backends: [...others(now.backends), ...unseen], former: others(now.former) }
}

/**
 * It is no member any more: somebody has deleted it, or made it a machine of their own, which gets its connections back. Rejects where it may
 * only not be seen.
 */
async function lost(run: Run, looked: LookedAgain, { journal, member, marked }: Leaving): Promise<void> {
  const { label } = member.instance
  const there = !(await isGone(run, member.instance, deletionsIn(looked)))
  journal.giveUp(whyLost(looked, member, { there, policy: run.policy }))
  if (there) await putBackAfterAll(run, journal, { label, backends: marked })
}

/** Without a second look nothing is deleted. Of a definite answer the drain is given back; of none nobody knows what is there. */
async function lookFailed(
  run: Run,
  { journal, member, marked }: Leaving,
  error: unknown,
  what = `looking at ${member.label} again`,
): Promise<void> {
  const isDefinite = error instanceof CloudError && !PASSING.has(error.code)
  const back = marked.length === 0 ? 'nothing of it is drained' : 'it is put back'
  const then = isDefinite ? back : 'it stays drained, and the next run finishes or puts it back'
  const [step] = journal.open('delete')
  const why = `${what}: ${explain(error)}; ${then}`
  if (step !== undefined) journal.fail(step, new Error(why))
  journal.skipRest('not reached')
  if (isDefinite && (await putBackAfterAll(run, journal, { label: member.label, backends: marked })))
    await settleUnseen(run, member.instance.id, error)
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'incomplete'])
