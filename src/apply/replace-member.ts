import { hasFailed, isDone } from '../fleet/report/outcome.ts'
import { addsOf } from '../fleet/plan/adds-of.ts'
import { planReplacement } from '../fleet/plan/plan-replacement.ts'
import { refreshRoom } from '../fleet/plan/refresh-verdicts.ts'
import { takeCensus } from '../fleet/sight/census.ts'
import { pauseOf } from '../fleet/sight/pause.ts'
import type { Plan, Step } from '../fleet/plan/plan.ts'
import { stepsOf } from '../fleet/plan/steps-of.ts'
import { replacesTag } from '../fleet/model/replaces.ts'
import { agreedTo } from './agreed-to.ts'
import { addMember } from './add-member.ts'
import { awaitMembers } from './await-members.ts'
import { finishRemovals } from './finish-removals.ts'
import { beforeDrain } from './hooks/before-drain.ts'
import { isGone } from './is-gone.ts'
import { explain, Journal } from './journal.ts'
import { Rivals } from './rivals.ts'
import { keepPlace, settlePlaces } from './keep-place.ts'
import type { Leaving } from './removal.ts'
import { retagMember } from './retag-member.ts'
import { callOff, drainMember } from './remove-members.ts'
import { lookAgain } from './look-again.ts'
import { isStale, stoppedBy, type Observed, type Run } from './run.ts'

/**
 * Replaces a dead member. Its drain comes first: it takes no connections anyway, and the mark tells the next run, should this one
 * die, to finish the removal instead of starting another replacement. The new one comes before the removal, but at max after it.
 */
export async function replaceMember(run: Run, seen: Observed, plan: Plan): Promise<readonly Journal[]> {
  const journals = plan.changes.map((change) => ({
    change,
    journal: new Journal(change, stepsOf(change, seen.fleet, run.policy, plan.request.wait), run.tell),
  }))
  const all = journals.map((j) => j.journal)
  const removal = journals.flatMap(({ change, journal }) =>
    change.kind === 'remove' ? [{ journal, member: change.of, isKept: change.isFirst === true }] : [],
  )[0]
  const add = journals.find((j) => j.change.kind === 'add')?.journal
  if (removal === undefined || add === undefined) return all
  if (agreedTo(run, [removal]).length === 0) {
    add.skipRest('the dead member stays')
    return all
  }
  const request = { ...plan.request, force: plan.request.pausable !== true }
  const cleared = await beforeDrain(run, { seen, removals: [removal] }, (fleet) =>
    planReplacement(fleet, run.policy, request, new Set([removal.member.instance.id])),
  )
  const isCleared = cleared.removals.length > 0
  const { id } = removal.member.instance
  // Who may not tag replaces the dead all the same.
  if (isCleared && removal.isKept) await keepPlace(run, id).catch(() => undefined)
  const leaving = isCleared ? await drainMember(run, cleared.seen, removal, { kind: 'replacement' }) : null
  const adds = [add]
  if (leaving === null) add.skipRest('the dead member was not drained')
  else {
    const planned = { fleet: cleared.seen.fleet, plan, seen: cleared.seen }
    await exchange(run, planned, { leaving, adds, drained: run.clock.monotonic() })
  }
  // Whoever has stayed needs no other in its place.
  const hasStayed = leaving === null || isDone(removal.journal.outcome(), 'put-back')
  if (isCleared && removal.isKept && hasStayed && !run.stop.aborted)
    await settlePlaces(run, [id]).catch(() => undefined)
  return [...all, ...adds.slice(1)]
}

const RIVAL =
  'another run has added a member meanwhile: it stays drained, and that run or the next one finishes it'

const STAYS = 'the dead member was not removed, and there is no room beside it'

interface Planned {
  readonly fleet: Observed['fleet']
  readonly plan: Plan
  readonly seen: Observed
}

interface Pair {
  readonly leaving: Leaving
  /** When its drain was sent, on the monotonic clock. */
  readonly drained: number
  /** Those that are to take its place, of which the last one counts: the labels of the others went to somebody else. */
  readonly adds: Journal[]
}

/** How many numbers are tried. */
const NUMBERS = 3

async function exchange(run: Run, planned: Planned, pair: Pair): Promise<void> {
  const { total, max } = planned.plan.size
  if (total >= max) {
    await finish(run, planned, pair)
    const gone = pair.leaving.journal
      .outcome()
      .steps.some((s) => s.step.step === 'delete' && s.status === 'done')
    if (gone) await addOne(run, planned, pair.adds)
    else await fillPlace(run, planned, pair)
    return
  }
  const came = await addOne(run, planned, pair.adds)
  if (came === 'there') await finish(run, planned, pair)
  else if (came === 'taken') pair.leaving.journal.skipRest('another run replaces it')
  // The mark on its drain may be the other run's by now, and is any run's to finish.
  else if (pair.adds.some((j) => j.isUndone)) pair.leaving.journal.skipRest(RIVAL)
  else await callOff(run, pair.leaving, 'its replacement did not come into service')
}

/** At max, where this run has deleted nobody: whoever else took the dead one away, its place is filled by the run that watched it. */
async function fillPlace(run: Run, planned: Planned, { leaving, adds }: Pair): Promise<void> {
  const [add] = adds
  if (add === undefined) return
  if (run.stop.aborted) return add.skipRest(`${stoppedBy(run)}: not begun`)
  if (hasFailed(leaving.journal.outcome())) return add.skipRest(STAYS)
  const seen = await lookAgain(run).catch((error: unknown) => lookFailed(add, error))
  if (seen === null) return
  const { fleet } = seen
  const { instance } = leaving.member
  if (fleet.members.some((m) => m.instance.id === instance.id)) return add.skipRest(STAYS)
  const told = { since: planned.fleet.observedAt, log: fleet.activity }
  const gone = await isGone(run, instance, told).catch((error: unknown) => lookFailed(add, error))
  if (gone === null) return
  if (hasRoom(run, planned, fleet)) await addOne(run, { ...planned, fleet, seen }, adds)
  else if (gone) add.skipRest(`${instance.label} is gone, and by now there is no room for another one`)
  else add.skipRest(`${instance.label} lives and is no member any more, and there is no room beside it`)
}

function hasRoom({ policy }: Run, { plan }: Planned, fleet: Observed['fleet']): boolean {
  const now = fleet.observedAt
  const census = takeCensus(fleet, policy, now)
  return refreshRoom({ fleet, policy, request: plan.request, census, now }) > 0
}

type Came = 'there' | 'taken' | 'failed'

/** Under another number where the label went to one that takes another's place, or to a stranger: that replaces nobody here. */
async function addOne(run: Run, planned: Planned, adds: Journal[]): Promise<Came> {
  const add = adds.at(-1)
  if (add === undefined) return 'failed'
  const came = await addUnder(run, planned, add)
  if (add.displacedBy === null) return came
  const next = adds.length < NUMBERS && !run.stop.aborted ? await underAnother(run, planned) : null
  if (next === null) return 'failed'
  adds.push(next.journal)
  return await addOne(run, next.planned, adds)
}

interface Next {
  readonly journal: Journal
  readonly planned: Planned
}

/** Null where there is no room for it any more, or nobody can tell: what was not done is in the journal of the first. */
async function underAnother(run: Run, planned: Planned): Promise<Next | null> {
  const seen = await lookAgain(run).catch(() => null)
  if (seen === null || !hasRoom(run, planned, seen.fleet)) return null
  const { fleet } = seen
  const [add] = addsOf(fleet, run.policy, fleet.observedAt, 1)
  const before = planned.plan.changes.find((c) => c.kind === 'add')
  if (add === undefined || before === undefined) return null
  const change = { ...before, member: add.member }
  const steps = stepsOf(change, fleet, run.policy, planned.plan.request.wait)
  return { journal: new Journal(change, steps, run.tell), planned: { ...planned, fleet, seen } }
}

async function addUnder(run: Run, { seen, fleet, plan }: Planned, add: Journal): Promise<Came> {
  if (run.stop.aborted) {
    add.skipRest(`${stoppedBy(run)}: not begun`)
    return 'failed'
  }
  const fresh = await notStale(run, seen).catch((error: unknown) => lookFailed(add, error))
  if (fresh === null) return 'failed'
  if (pauseOf(fresh.fleet, run.policy, fresh.fleet.observedAt) !== null && plan.request.pausable === true) {
    add.skipRest('paused meanwhile: not begun')
    return 'failed'
  }
  const rivals = new Rivals(run, fresh, [add])
  const pending = await addMember(run, fresh, add, rivals)
  await rivals.yieldFirst()
  if (pending !== null && !add.isUndone) await awaitMembers(run, { ...seen, fleet }, [pending], rivals)
  await settle(run, add)
  if (hasFailed(add.outcome()) || add.isUndone || add.isGivenUp) return 'failed'
  return pending === null ? 'taken' : 'there'
}

/** Somebody is in the place that was kept: what cannot be told now, the next run of any kind tells. */
async function settle(run: Run, { member, made, replaces, isUndone, hasVanished }: Journal): Promise<void> {
  if (made === null || replaces === null || isUndone || hasVanished || run.stop.aborted) return
  const tag: Step = { step: 'tag', instance: made, on: [], off: [replacesTag(replaces)], settles: [replaces] }
  const quiet = new Journal({ member, kind: 'retag' }, [tag], () => undefined)
  await retagMember(run, quiet, { of: { instance: made } })
}

/** Where the removal came first, it took long, and a create rests on a fresh sight. The label is the lock all the same. */
async function notStale(run: Run, seen: Observed): Promise<Observed> {
  return isStale(run, seen) ? await lookAgain(run) : seen
}

/** What became of the dead one stays told, whoever cannot be seen by now. */
function lookFailed(add: Journal, error: unknown): null {
  const [create] = add.open('create')
  if (create !== undefined) add.fail(create, new Error(`looking again before it is made: ${explain(error)}`))
  add.skipRest('not begun')
  return null
}

async function finish(run: Run, { fleet, plan }: Planned, { leaving, drained }: Pair): Promise<void> {
  const rest = drained + run.policy.scaleIn.drain - run.clock.monotonic()
  if (rest > 0) await run.clock.sleep(rest, run.stop)
  if (run.stop.aborted) return await callOff(run, leaving, stoppedBy(run))
  for (const step of leaving.journal.open('wait')) leaving.journal.done(step)
  await finishRemovals(run, { fleet, plan }, [leaving])
}
