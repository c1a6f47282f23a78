import type { Fleet, Instant, Member } from '../model/fleet.ts'
import { isComing, isDown, isInService, memberState, unkeptState, type MemberState } from './member-state.ts'
import { boundsOf } from '../bounds/bounds-of.ts'
import type { Bounds } from '../model/bounds.ts'
import type { Size } from '../model/size.ts'
import type { Policy } from '../model/policy.ts'

/** A member with what the rules ask about it. */
export interface Counted {
  readonly member: Member
  readonly state: MemberState
  /** The state without protect tag and locks. */
  readonly unkept: MemberState
  readonly inService: boolean
  readonly down: boolean
  /** It will be in service without another create. */
  readonly coming: boolean
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
  const all = fleet.members.map((member) => ({
    member,
    state: memberState(member, fleet, policy, now),
    unkept: unkeptState(member, fleet, policy, now),
    inService: isInService(member, fleet),
    down: isDown(member, fleet),
    coming: isComing(member, fleet, policy, now),
  }))
  const judged = all.filter((c) => c.unkept !== 'starting')
  const down = { count: judged.filter((c) => c.down).length, of: judged.length }
  const bounds = boundsOf(fleet, policy, now)
  const serving = all.filter((c) => c.inService).length
  return {
    all,
    size: sizeOf(serving, all.length, bounds),
    bounds,
    mostDown: down.of >= 3 && down.count * 2 > down.of,
    down,
  }
}

/** Where nothing but the base size sets bounds there is no more to tell of them. */
function sizeOf(serving: number, total: number, bounds: Bounds): Size {
  const { min, max, minBy, maxBy, next, floor } = bounds
  const isBase = minBy === 'size' && maxBy === 'size' && next === null && floor === null
  return { serving, total, min, max, ...(isBase ? {} : { bounds }) }
}
