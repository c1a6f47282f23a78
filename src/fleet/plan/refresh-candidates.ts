import { isNearlyUsedUp, removableFrom } from '../load/paid-hour.ts'
import type { Fleet, Instant, Member } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import type { Policy } from '../model/policy.ts'
import type { Census, Counted } from '../sight/census.ts'
import { spoiledBecause, staleBecause } from '../sight/member-state.ts'
import { pairsOf, substitutesIn, type Pair } from '../sight/pairs.ts'
import { renewalReason } from '../sight/renewal.ts'
import type { RefreshWish } from './refresh-wish.ts'
import type { Verdict } from './verdict.ts'

/** Who is what in a refresh. */
export interface Candidates {
  /** Who is to be replaced next, in this order. */
  readonly victims: readonly Counted[]
  /** Old halves whose new ones serve and have done so for long enough. */
  readonly ready: readonly Counted[]
  /** Old halves that leave already. */
  readonly leaving: readonly Counted[]
  /** Those that leave for want of room, before there is another in their place. */
  readonly goingFirst: readonly Counted[]
  /** New ones that never came into service, beside old ones that serve: they go, and take nothing along. */
  readonly failed: readonly Counted[]
  /** How many pairs stand and go on: one whose new half a person has taken waits for the person, and nobody waits for it. */
  readonly pairs: number
  /** Pairs that only time is missing. */
  readonly waiting: readonly Pair[]
  readonly verdicts: readonly Verdict[]
}

interface Sight {
  readonly fleet: Fleet
  readonly census: Census
  readonly policy: Policy
  readonly now: Instant
  /** There is no room beside anybody. */
  readonly isFull: boolean
}

/** Sorts the members of a fleet by what a refresh does with them. */
export function refreshCandidates(sight: Sight, wish: RefreshWish): Candidates {
  const { fleet, census, policy, now } = sight
  const failed = failedSubstitutes(fleet, census)
  const pairs = pairsOf(fleet, policy, now).filter(({ fresh }) => failed.every((c) => c.member !== fresh))
  const isHalf = (c: Counted): boolean =>
    pairs.some(({ old, fresh }) => c.member === old || c.member === fresh)
  const old = census.all.filter((c) => pairs.some((p) => p.old === c.member))
  const isReady = (c: Counted): boolean => {
    const fresh = pairs.find((p) => p.old === c.member)?.fresh
    return c.replaced === true && fresh !== undefined && wish.baked.has(fresh.instance.id)
  }
  const due = census.all.filter((c) => !isHalf(c) && !failed.includes(c) && isVictim(c, policy, now))
  const onTheWay = pairs.filter(({ fresh }) => !isTaken(census, fresh))
  const going = new Set(old.filter(isGoing).map((c) => c.member))
  const victims = due.toSorted(inTurn).slice(0, left(sight, wish, pairs.length))
  const hours = paidHours(victims, wish, policy, now)
  return {
    victims: hours.victims,
    ready: old.filter((c) => isReady(c) && c.state === 'in-service'),
    leaving: old.filter((c) => isGoing(c) && c.replaced === true),
    goingFirst: census.all.filter((c) => isGoingFirst(c, sight) && !isHalf(c)),
    failed,
    pairs: onTheWay.length,
    waiting: onTheWay.filter((p) => !going.has(p.old) && old.some((c) => c.member === p.old && !isReady(c))),
    verdicts: hours.verdicts,
  }
}

/** Whether a person has taken a member out of service. */
export function isTaken({ all }: Census, member: Member): boolean {
  return all.some((c) => c.member === member && c.unkept === 'held' && !c.inService)
}

/** Where there is no room beside anybody. */
function isGoingFirst(c: Counted, { isFull, policy, now }: Sight): boolean {
  if (!isGoing(c) || !isFull || spoiledBecause(c.member, policy) !== null) return false
  return renewalReason(c.member.instance, policy, now) !== null
}

function isGoing({ state }: Counted): boolean {
  return state === 'leaving'
}

function isUseless(c: Counted): boolean {
  return isGoing(c) || (c.state === 'out-of-service' && c.down)
}

/** Members that were made to take a place and are DOWN, or leave, while whoever has it serves. */
export function failedSubstitutes(fleet: Fleet, census: Census): readonly Counted[] {
  const olds = substitutesIn(fleet)
  const serves = (m: Member | undefined): boolean =>
    m !== undefined && census.all.some((c) => c.member === m && c.inService)
  return census.all.filter((c) => isUseless(c) && serves(olds.get(c.member.instance.id)))
}

/** One in service or DOWN, which is no person's, and bears no stale mark. */
function isVictim(c: Counted, policy: Policy, now: Instant): boolean {
  const isOurs = c.state === 'in-service' || (c.state === 'out-of-service' && c.down)
  return isOurs && staleBecause(c.member) === null && renewalReason(c.member.instance, policy, now) !== null
}

/** What does not serve first, then the oldest. */
function inTurn(a: Counted, b: Counted): number {
  const [one, other] = [a.member.instance, b.member.instance]
  return Number(a.inService) - Number(b.inService) || one.created - other.created || one.id - other.id
}

/** How many more are to be of the profile's spec. */
function left({ census, policy, now }: Sight, { until }: RefreshWish, pairs: number): number {
  if (until === null) return Infinity
  const renewed = census.all.filter((c) => renewalReason(c.member.instance, policy, now) === null).length
  const members = census.all.length - pairs
  const goal = until.kind === 'members' ? until.n : Math.ceil((members * until.n) / 100)
  return Math.max(0, goal - renewed)
}

/** A new member takes a few minutes until the old one may go. */
const MAKING = 180_000

function paidHours(
  victims: readonly Counted[],
  { keepsPaidHour }: RefreshWish,
  policy: Policy,
  now: Instant,
): Pick<Candidates, 'victims' | 'verdicts'> {
  if (!keepsPaidHour) return { victims, verdicts: [] }
  const free = victims.filter((c) => c.down || isNearlyUsedUp(c.member.instance, policy, now + MAKING))
  const [next] = victims
    .map(({ member }) => ({ member, at: removableFrom(member.instance, policy, now + MAKING) - MAKING }))
    .toSorted((a, b) => a.at - b.at)
  const holds = free.length === 0 && next !== undefined
  const detail = holds
    ? `${next.member.label} may be replaced from ${isoInstant(next.at)} on: its hour is paid`
    : ''
  return {
    victims: free,
    verdicts: [
      {
        guard: { guard: 'paid-hour', value: free.length, limit: victims.length, passed: !holds },
        allowed: Infinity,
        holds,
        detail,
        until: next?.at ?? null,
      },
    ],
  }
}
