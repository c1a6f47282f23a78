import { takeCensus, type Census, type Counted } from '../sight/census.ts'
import { byText } from '../bounds/by-text.ts'
import type { Bounds } from '../model/bounds.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { membersExist } from '../model/members-exist.ts'
import { planRepairs } from './plan-repairs.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'
import { HOUR_HAS_BEGUN, paidHours } from './paid-hours.ts'
import { isNeeded, less, roomFor, take, takesPlace, type Room } from './room.ts'
import { addsOf } from './adds-of.ts'
import { checkHalfPause } from './check-half-pause.ts'
import { fillUp } from './fill-up.ts'
import { checkCooldown, checkMostDown, firstHold, type Question, type Verdict } from './verdict.ts'
import { staleBecause, upOn } from '../sight/member-state.ts'
import { victimOrder } from './victim-order.ts'

/**
 * Plans fewer members: what leaves already is finished first and counts; then victims are chosen. Where there are fewer than min, which
 * may have been raised since anybody looked, it is filled instead.
 */
export function planScaleIn(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, false)
  const full = roomFor(census, repairs.leaving)
  const isPaused = checkHalfPause('scale-in', { fleet, policy, now, wanted: 0 }, request).length > 0
  const replaced = isPaused ? [] : goneAnyway(census, repairs.leaving, full)
  const leaving = repairs.leaving.filter((c) => !replaced.includes(c))
  const wanted = wantedRemovals(census, leaving, request)
  const room = less(full, replaced)
  const hours = paidHours(policy, request, now)
  const paused = checkHalfPause('scale-in', { fleet, policy, now, wanted }, request)
  const isDue = (c: Counted): boolean => hours.endsInTime(c) || leaving.indexOf(c) < aboveMax(census)
  const due = leaving.filter(isDue).filter((c) => !isPaused || isWatchedDead(c, request, fleet))
  const finish = census.mostDown ? [] : take(downFirst(due), wanted, room)
  const [rest, candidates] = [wanted - finish.length, choosable(census, policy, now)]
  const nothing = { fleet, policy, now, wanted: 0, exempt: 0, force: request.force }
  const fill = fillInstead(nothing, census, request)
  const verdicts = [
    ...paused,
    checkMostDown(census, { wanted, allowed: 0, consequence: 'removes nobody' }),
    ...fill.before,
    checkCooldown('scale-in', { ...nothing, wanted: rest }),
    ...fill.after,
    checkMin(census, { wanted, room, candidates }),
    ...hours.check(candidates, rest),
    checkInSize(census, wanted, request),
    checkCandidates(candidates, rest),
  ]
  const allowed = Math.min(rest, ...verdicts.map((v) => v.allowed))
  const chosen = take(candidates.filter(hours.mayGo), allowed, less(room, finish))
  return {
    request,
    size: census.size,
    guards: verdicts.map((v) => v.guard),
    hold: replaced.length + finish.length + chosen.length + fill.creates > 0 ? null : firstHold(verdicts),
    changes: [
      ...repairs.tidy,
      ...repairs.giveBack,
      ...putBacks(leaving, finish, census, (c) => whyStays(isDue(c), isPaused)),
      // Nobody is attached to be removed.
      ...repairs.attach.filter((a) => !chosen.some((c) => c.member.label === a.member)),
      ...addsOf(fleet, policy, now, fill.creates),
      ...[...replaced, ...finish, ...chosen].map(removal),
    ],
  }
}

/** How many are above every max of the day, and are trimmed whatever hour of them has begun. */
function aboveMax({ size, bounds }: Census): number {
  return size.total - bounds.trimAbove
}

/** Who is DOWN is no capacity to put back; of equals the lowest id, so that two runs do not undo each other. */
function downFirst(due: readonly Counted[]): readonly Counted[] {
  return due.toSorted(deadFirst)
}

/** Who is UP nowhere, then who is DOWN somewhere. */
function deadFirst(a: Counted, b: Counted): number {
  return Number(b.seemsDead) - Number(a.seemsDead) || Number(b.down) - Number(a.down)
}

/** Everybody that leaves and is not finished. */
function putBacks(
  leaving: readonly Counted[],
  finish: readonly Counted[],
  census: Census,
  why: (counted: Counted) => string | undefined,
): readonly Change[] {
  return leaving.filter((c) => !finish.includes(c)).map((c) => putBack(c, census, why(c)))
}

/** What another one serves in the place of goes whatever was asked. */
function goneAnyway(census: Census, leaving: readonly Counted[], room: Room): readonly Counted[] {
  const replaced = leaving.filter((c) => c.replaced === true)
  return census.mostDown ? [] : take(replaced, Infinity, room)
}

function isWatchedDead({ member }: Counted, { dead }: Request, fleet: Fleet): boolean {
  return dead?.has(member.instance.id) === true && upOn(member, fleet).length === 0
}

function whyStays(isInTime: boolean, isPaused: boolean): string | undefined {
  if (isPaused) return 'scale-in is paused'
  return isInTime ? undefined : HOUR_HAS_BEGUN
}

interface Instead {
  readonly creates: number
  /** Verdicts that are told before the cooldown's, and after it. */
  readonly before: readonly Verdict[]
  readonly after: readonly Verdict[]
}

/** What is created where there are fewer members than min; nothing else, and no guard, where there are not. */
function fillInstead(q: Question, census: Census, request: Request): Instead {
  if (census.size.total >= census.size.min) return { creates: 0, before: [], after: [] }
  const { creates, newFail, strangers, cost } = fillUp(q, census, { over: 0, finished: 0, request })
  return { creates, before: [newFail], after: [...strangers, ...cost] }
}

/** The change that removes a member. */
export function removal({ member, replaced }: Counted): Change {
  return {
    kind: 'remove',
    member: member.label,
    of: member,
    ...(replaced === true ? { isRefresh: true } : {}),
  }
}

/** A member that leaves and is not to be finished. */
export function putBack({ member }: Counted, census: Census, why = 'no more removals are wanted'): Change {
  const back = { kind: 'put-back', member: member.label, of: member, wait: false } as const
  if (census.mostDown) return { ...back, because: 'most members are down', hold: 'most-members-down' }
  return why === HOUR_HAS_BEGUN ? { ...back, because: why, hold: 'paid-hour' } : { ...back, because: why }
}

/** `by N` removes N members; `to N` leaves N in service, counting those that leave as if they still served. */
function wantedRemovals(census: Census, leaving: readonly Counted[], request: Request): number {
  const { kind, n } = request.size
  if (kind === 'by') return n
  return Math.max(0, census.size.serving + leaving.filter(takesPlace).length - n)
}

/**
 * Whose place another one has taken already, members that are DOWN, then those in service by the profile's `victim`; nobody else may be chosen, and nobody who bears a stale
 * mark before a later look: with a drain it would become an old one.
 */
export function choosable(census: Census, policy: Policy, now: Instant): readonly Counted[] {
  const order = victimOrder(policy.scaleIn.victim, now)
  const clean = census.all.filter((c) => staleBecause(c.member) === null)
  const down = clean
    .filter((c) => c.state === 'out-of-service' && c.down)
    .sort(order)
    .sort(deadFirst)
  const serving = clean.filter((c) => c.state === 'in-service').sort(order)
  const [replaced, others] = [true, false].map((is) => serving.filter((c) => (c.replaced === true) === is))
  return [...(replaced ?? []), ...down, ...(others ?? [])]
}

/** A removal leaves at least min members, and at least min in service unless it is DOWN. */
export function checkMin(
  census: Census,
  { wanted, room, candidates }: { wanted: number; room: Room; candidates: readonly Counted[] },
): Verdict {
  const { serving, total } = census.size
  const min = census.bounds.leaves
  const lasts = candidates.filter((c) => isNeeded(c, room))
  const allNeeded = candidates.length === 0 ? room.serving === 0 : lasts.length === candidates.length
  const full = wanted > 0 && (room.members === 0 || allNeeded)
  return {
    guard: { guard: 'at-min', value: total - wanted, limit: min, passed: !full && total - wanted >= min },
    allowed: Infinity,
    holds: full,
    detail: `${membersExist(total)}, ${serving} of them in service, and ${minText(census)}${full ? lastsText(lasts) : ''}`,
    until: lessFrom(census.bounds),
  }
}

/** `min is 4`, with what sets it where that is not the base size. */
function minText({ bounds }: Census): string {
  const soon = bounds.leaves > bounds.min ? `, and ${bounds.leaves} within the hour` : ''
  return `min is ${bounds.min}${byText(bounds.minBy)}${soon}`
}

/** Who is out of service, and stays all the same. */
function lastsText(lasts: readonly Counted[]): string {
  const last = lasts
    .filter((c) => !takesPlace(c))
    .map((c) => `${c.member.label} on config ${c.servesOn.join(', ')}`)
  return last.length === 0 ? '' : `; nobody else takes connections: ${last.join('; ')}`
}

/** From when on fewer have to stay, where the clock tells. */
function lessFrom({ min, leaves, next }: Bounds): Instant | null {
  return leaves === min && next !== null && next.min < min ? next.at : null
}

function checkInSize(census: Census, wanted: number, request: Request): Verdict {
  const { serving } = census.size
  const met = request.size.kind === 'to' && wanted === 0
  return {
    guard: { guard: 'at-size', value: serving, limit: serving - wanted, passed: !met },
    allowed: Infinity,
    holds: met,
    detail: `${serving} members are in service and ${request.size.n} are wanted${serving < request.size.n ? ': a scale-in adds nobody' : ''}`,
    until: null,
  }
}

/** Only members that are in service or DOWN may be chosen, and none that is held. */
export function checkCandidates(candidates: readonly Counted[], rest: number): Verdict {
  return {
    guard: {
      guard: 'no-candidate',
      value: candidates.length,
      limit: rest,
      passed: candidates.length >= rest,
    },
    allowed: Infinity,
    holds: rest > 0 && candidates.length === 0,
    detail: 'every member is held, on its way or not running: none may be chosen',
    until: null,
  }
}
