import type { Outcome } from '../fleet/report/outcome.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import { isLeaving } from '../fleet/sight/member-state.ts'
import type { Change, Plan, Step } from '../fleet/plan/plan.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { stepsOf } from '../fleet/plan/steps-of.ts'
import { agreedTo } from './agreed-to.ts'
import { isLeftEmpty } from './is-left-empty.ts'
import { addMember, type Pending } from './add-member.ts'
import { attachMembers } from './attach-members.ts'
import { awaitMembers } from './await-members.ts'
import { Journal } from './journal.ts'
import { putBackMember } from './put-back.ts'
import { retagMember } from './retag-member.ts'
import { Rivals } from './rivals.ts'
import { removeMembers } from './remove-members.ts'
import { takenByAnother } from './taken-by-another.ts'
import { isTurn, leaveToLater, turnRemovals } from './take-turn.ts'
import { absoluteRequest, displacedAmong, requestAgain } from './request-again.ts'
import { lookAgain } from './look-again.ts'
import { lostSight } from './lost-sight.ts'
import { createUntil, isStale, stoppedBy, type Observed, type Run } from './run.ts'
import { isUndated, tidyLater, tidyLeftovers } from './tidy-leftovers.ts'

/** What became of a plan. */
export interface Applied {
  readonly outcomes: readonly Outcome[]
  /** The plan's own hold, a pause that came meanwhile, or `taken-by-another-run`. */
  readonly hold: Hold | null
  /** When it looked last, on the API's clock, where that is not when it began. */
  readonly seenAt?: Instant
}

/** One change on its way. */
interface Part {
  readonly change: Change
  readonly journal: Journal
}

/** How often a run may look and plan again before it leaves the rest to the next one. */
const ROUNDS = 3

/**
 * Carries a plan out: first what finishes or undoes what others left, then, on a sight that is still fresh, what changes the
 * size. Never rejects for what the cloud refuses: that is in the outcomes.
 */
export async function applyPlan(run: Run, seen: Observed, plan: Plan): Promise<Applied> {
  const journals: Journal[] = []
  const lost: Outcome[] = []
  let now = { seen, plan }
  let paused: Hold | null = null
  let yielded = false
  for (let round = 1; ; round++) {
    const pass = await applyOnce(run, now.seen, now.plan)
    journals.push(...pass.journals)
    paused ??= pass.paused
    // Who gave up what it made plans once more, and not again.
    if (pass.again === null || (pass.again.yielded && yielded)) break
    yielded ||= pass.again.yielded
    const next = round < ROUNDS ? await planAgain(run, pass.again) : tooSlow
    if (next instanceof Error) {
      journals.push(...giveUp(pass.again, next))
      if (pass.again.putOff.length === 0 && next !== tooSlow) lost.push(lostSight(run, next, LACKING))
      break
    }
    now = next
  }
  const outcomes = [...journals.map((j) => j.outcome()), ...lost]
  return { outcomes, hold: holdOf(run, outcomes, yielded ? null : (now.plan.hold ?? paused)) }
}

function holdOf(run: Run, outcomes: readonly Outcome[], planned: Hold | null): Hold | null {
  if (planned !== null) return planned
  if (run.stop.aborted && !outcomes.some((o) => o.undone)) return null
  // A turn leaves every drain to a later one.
  return takenByAnother(isTurn(run) ? outcomes.filter((o) => o.kind !== 'remove') : outcomes)
}

const LACKING = { before: 'what is lacking is made', next: 'another run' }
const tooSlow = new Error('the API answers too slowly to act on what was seen; run it again')

/** What one pass did, and what is to be planned again, when there is reason to. */
interface Pass {
  readonly journals: readonly Journal[]
  readonly again: Again | null
  /** A pause that came while it waited. */
  readonly paused: Hold | null
}

interface Again {
  readonly request: Plan['request']
  /** Changes that were put off until a fresh look. */
  readonly putOff: readonly Part[]
  /** Another run's members took the place of this one's. */
  readonly yielded: boolean
}

async function planAgain(run: Run, { request }: Again): Promise<{ seen: Observed; plan: Plan } | Error> {
  try {
    const seen = await lookAgain(run)
    return { seen, plan: planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt) }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function giveUp({ putOff }: Again, why: Error): readonly Journal[] {
  for (const { journal } of putOff) {
    const [step] = FIRST_STEPS.flatMap((name): readonly Step[] => journal.open(name))
    if (step !== undefined) journal.fail(step, why)
    journal.skipRest('not reached')
  }
  return putOff.map((t) => t.journal)
}

/** By what a change that was put off is told as failed. */
const FIRST_STEPS = ['create', 'drain', 'delete', 'attach', 'put-back', 'detach', 'tag'] as const

async function applyOnce(run: Run, seen: Observed, plan: Plan): Promise<Pass> {
  const parts = plan.changes.map((change): Part => ({
    change,
    journal: openJournal(run, seen, plan, change),
  }))
  const journals = parts.map((t) => t.journal)
  // A person's answer to a question may have taken long.
  if (parts.length > 0 && !run.stop.aborted && isStale(run, seen))
    return { journals: [], again: { request: plan.request, putOff: parts, yielded: false }, paused: null }
  const repaired = run.stop.aborted ? NOTHING_REPAIRED : await repair(run, seen, parts)
  if (run.stop.aborted) {
    for (const part of parts) leaveOff(run, part)
    return { journals, again: null, paused: null }
  }
  const sizing = parts.filter((t) => t.change.kind === 'add' || t.change.kind === 'remove')
  if (sizing.length > 0 && (repaired.torn || isStale(run, seen) || isPastMax(run, seen, sizing))) {
    const rest = parts.filter((t) => !sizing.includes(t)).map((t) => t.journal)
    for (const j of rest) j.skipRest('put off until a fresh look')
    return { journals: rest, again: { request: plan.request, putOff: sizing, yielded: false }, paused: null }
  }
  const leaving = agreedTo(run, removalsOf(parts))
  const [vanished, { backs, paused }] = await Promise.all([
    grow(run, seen, parts, { repaired: repaired.pendings, plan }),
    isTurn(run) ? turnRemovals(run, seen, plan, leaving) : removeMembers(run, seen, plan, leaving),
    tidyUndated(run, seen, parts),
  ])
  return { journals: [...journals, ...backs], again: againAfter(run, plan, journals, vanished), paused }
}

/** The clock has let max fall since the look, and there would be more. */
function isPastMax(run: Run, seen: Observed, sizing: readonly Part[]): boolean {
  const adds = sizing.filter((t) => t.change.kind === 'add').length
  return adds > 0 && run.clock.monotonic() > createUntil(run, seen, adds)
}

function againAfter(run: Run, plan: Plan, journals: readonly Journal[], vanished: number): Again | null {
  const yielded = journals.some((j) => j.isUndone)
  const lost = vanished + (isTurn(run) ? 0 : displacedAmong(journals))
  if (run.stop.aborted) return null
  const again = { request: plan.request, putOff: [], yielded }
  if (lost === 0 && !yielded) return isLeftEmpty(run, plan, journals) ? again : null
  const request = yielded ? absoluteRequest(plan) : requestAgain(plan, { lost, journals })
  return request === null ? null : { ...again, request }
}

/** A signal: a change of size that was not begun is nothing lost; what a dead run left is still unfinished. */
function leaveOff(run: Run, { change, journal }: Part): void {
  const fresh =
    change.kind === 'add' ||
    (change.kind === 'remove' && !change.of.backends.some((b) => isLeaving(b, change.of)))
  const [step] = LAST_STEPS.flatMap((name): readonly Step[] => journal.open(name))
  if (!fresh && step !== undefined) {
    journal.fail(step, new Error(`${stoppedBy(run)}: left unfinished, as it was found`))
  }
  journal.skipRest(`${stoppedBy(run)}: not begun`)
}

/** What a change that repairs is about. */
const LAST_STEPS = ['delete', 'attach', 'put-back', 'detach', 'tag'] as const

function openJournal(run: Run, seen: Observed, plan: Plan, change: Change): Journal {
  return new Journal(change, stepsOf(change, seen.fleet, run.policy, plan.request.wait), run.tell)
}

/** What the repairs came to. */
interface Repaired {
  readonly pendings: readonly Pending[]
  /** The sight was torn: a backend node was there before its instance. */
  readonly torn: boolean
}

const NOTHING_REPAIRED: Repaired = { pendings: [], torn: false }

/** Leftovers and put-backs come first: they are safe, quick, and others wait for them. */
async function repair(run: Run, seen: Observed, parts: readonly Part[]): Promise<Repaired> {
  let torn = false
  const pendings = await Promise.all(
    parts.map(async ({ change, journal }) => {
      const isDue = change.kind === 'tidy' && !isUndated(change)
      if (isDue && !(await tidyLeftovers(run, seen, { journal, change }))) torn = true
      if (change.kind === 'retag') await retagMember(run, journal, change)
      return change.kind === 'put-back' ? await putBackMember(run, journal, change.of) : null
    }),
  )
  return { pendings: pendings.filter((p) => p !== null), torn }
}

/** What may be of an instance that no list shows yet comes last. */
async function tidyUndated(run: Run, seen: Observed, parts: readonly Part[]): Promise<void> {
  const late = parts.flatMap(({ change, journal }) =>
    change.kind === 'tidy' && isUndated(change) ? [{ change, journal }] : [],
  )
  await tidyLater(run, seen, late)
}

/** Creates and attaches side by side, then watches all together. Returns how many vanished meanwhile. */
async function grow(
  run: Run,
  seen: Observed,
  parts: readonly Part[],
  { repaired, plan }: { readonly repaired: readonly Pending[]; readonly plan: Plan },
): Promise<number> {
  const adds = parts.filter((t) => t.change.kind === 'add').map((t) => t.journal)
  const attaches = parts.flatMap(({ change, journal }) =>
    change.kind === 'attach' ? [{ journal, member: change.of }] : [],
  )
  const rivals = new Rivals(run, seen, adds, plan.counted)
  const [attached, ...added] = await Promise.all([
    attachMembers(run, seen, attaches),
    ...adds.map((journal) => addMember(run, seen, journal, rivals)),
  ])
  await rivals.yieldFirst()
  const pendings = [...repaired, ...attached, ...added.filter((p) => p !== null)]
  if (isTurn(run)) {
    await leaveToLater(run, pendings)
    await rivals.lookLater()
    return 0
  }
  const vanished = await awaitMembers(run, seen, pendings, rivals)
  if (!plan.request.wait) await rivals.lookLater()
  return vanished.length
}

function removalsOf(parts: readonly Part[]) {
  return parts.flatMap(({ change, journal }) =>
    change.kind === 'remove'
      ? [
          {
            journal,
            member: change.of,
            isRefresh: change.isRefresh === true,
            isFirst: change.isFirst === true,
          },
        ]
      : [],
  )
}
