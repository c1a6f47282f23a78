import type { Fleet, Instant, Member } from '../model/fleet.ts'
import {
  isComing,
  isDown,
  isInService,
  memberState,
  seemsDead,
  servesOn,
  staleBecause,
  unkeptState,
  type MemberState,
} from './member-state.ts'
import type { ConfigId } from '../model/ids.ts'
import { boundsOf } from '../bounds/bounds-of.ts'
import type { Bounds } from '../model/bounds.ts'
import type { Size } from '../model/size.ts'
import type { Policy } from '../model/policy.ts'
import { pairsOf } from './pairs.ts'

/** A member with what the rules ask about it. */
export interface Counted {
  readonly member: Member
  readonly state: MemberState
  /** The state without protect tag and locks. */
  readonly unkept: MemberState
  readonly inService: boolean
  /** Some check says DOWN. */
  readonly down: boolean
  /** DOWN, and UP nowhere. */
  readonly seemsDead: boolean
  /** Where it takes connections; everywhere, if it is in service. */
  readonly servesOn: readonly ConfigId[]
  /** It will be in service without another create. */
  readonly coming: boolean
  /** The one that takes its place is in service: it counts for nothing any more, and may go. */
  readonly replaced?: true
}

/** All members, counted once for a whole plan. */
export interface Census {
  readonly all: readonly Counted[]
  readonly size: Size
  /** The bounds at that instant. */
  readonly bounds: Bounds
  /** More than half of at least three members that are past starting are DOWN: the check or the app is the suspect. */
  readonly mostDown: boolean
  /** How many of those are DOWN, of how many. */
  readonly down: { readonly count: number; readonly of: number }
}

/** Counts a fleet at `now`. */
export function takeCensus(fleet: Fleet, policy: Policy, now: Instant): Census {
  const everywhere = fleet.attachments.map((at) => at.config)
  const each = fleet.members.map((member) => counted(member, { fleet, policy, now, everywhere }))
  const all = withPairs(each, fleet, policy, now)
  const judged = all.filter((c) => c.unkept !== 'starting')
  const down = { count: judged.filter((c) => c.down).length, of: judged.length }
  const bounds = boundsOf(fleet, policy, now)
  const serving = all.filter((c) => c.inService && c.replaced !== true).length
  return {
    all,
    size: sizeOf(serving, all.length, bounds),
    bounds,
    mostDown: down.of >= 3 && down.count * 2 > down.of,
    down,
  }
}

interface Counting {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly now: Instant
  /** The configs of the profile. */
  readonly everywhere: readonly ConfigId[]
}

function counted(member: Member, { fleet, policy, now, everywhere }: Counting): Counted {
  const unkept = unkeptState(member, fleet, policy, now)
  const inService = isInService(member, fleet)
  return {
    member,
    state: memberState(member, unkept, policy),
    unkept,
    inService,
    // Who is in service takes connections on every config: nothing more is asked of most members.
    down: !inService && isDown(member, fleet),
    seemsDead: !inService && seemsDead(member, fleet),
    servesOn: inService ? everywhere : servesOn(member, fleet),
    coming: isComing(member, unkept, fleet, policy),
  }
}

/** Members that are certain to stay in service, both halves of a pair among them: taking a stale mark off resets health until the next check. */
export function servingNow({ all }: Pick<Census, 'all'>): number {
  return all.filter((c) => c.inService && staleBecause(c.member) === null).length
}

/** Where nothing but the base size sets bounds there is no more to tell of them. */
function sizeOf(serving: number, total: number, bounds: Bounds): Size {
  const { min, max, minBy, maxBy, next, floor } = bounds
  const isBase = minBy === 'size' && maxBy === 'size' && next === null && floor === null
  return { serving, total, min, max, ...(isBase ? {} : { bounds }) }
}

/** It is in service, and stays so: one whose stale mark the next run takes off is Unknown until its next check. */
function takesOver(fresh: Counted | undefined): boolean {
  return fresh !== undefined && fresh.inService && staleBecause(fresh.member) === null
}

/** A pair is one member: its old half counts until the other one is in service, and what is on its way to take its place adds nothing. */
function withPairs(all: readonly Counted[], fleet: Fleet, policy: Policy, now: Instant): readonly Counted[] {
  const pairs = pairsOf(fleet, policy, now)
  if (pairs.length === 0) return all
  const of = new Map(all.map((c) => [c.member.instance.id, c]))
  const fresh = new Map(pairs.map((p) => [p.fresh.instance.id, of.get(p.old.instance.id)]))
  const old = new Map(pairs.map((p) => [p.old.instance.id, of.get(p.fresh.instance.id)]))
  return all.map((c): Counted => {
    const { id } = c.member.instance
    const before = fresh.get(id)
    if (before !== undefined) return { ...c, coming: c.coming && !before.inService && !before.coming }
    return takesOver(old.get(id)) ? { ...c, replaced: true, coming: false } : c
  })
}
