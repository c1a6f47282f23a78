import type { Fleet, Instant, Member } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import type { Policy } from '../model/policy.ts'
import { cooldownOf } from '../sight/cooldown.ts'
import { markedAt } from '../sight/marked-at.ts'
import { seemsDead } from '../sight/member-state.ts'
import { substitutesIn } from '../sight/pairs.ts'

/** Marks are told in whole seconds. */
const SECOND = 1_000

/** The two looks of a removal. */
interface Looks {
  readonly first: Fleet
  readonly again: Fleet
}

/** What the cooldown would have said at an instant, had it known what a later look knows; null where it holds nothing. */
export function heldInHindsight(at: Instant, again: Fleet, policy: Policy): string | null {
  const known = {
    ...again,
    activity: (again.activity ?? []).filter((a) => a.at <= at),
    members: again.members.filter((m) => m.instance.created <= at),
  }
  const { since, until } = cooldownOf('scale-in', known, policy, at)
  if (since === null || until === null) return null
  return `cooldown: ${since.change.label} was ${since.action} at ${isoInstant(since.change.at)}, which was not to be seen at first`
}

/**
 * What would have held the drain that another run has begun, and no look showed until now; null where nothing would. What the first look
 * showed that run may have seen, too. Who is dead or has somebody in its place leaves for that, and not for a load.
 */
export function begunTooEarly(of: Member, { first, again }: Looks, policy: Policy): string | null {
  const at = markedAt(of, again.observedAt)
  const isReplaced = [...substitutesIn(again).values()].some((m) => m.instance.id === of.instance.id)
  if (at === null || isReplaced || seemsDead(of, again)) return null
  return heldInHindsight(at + SECOND - 1, unseenAtFirst({ first, again }), policy)
}

function unseenAtFirst({ first, again }: Looks): Fleet {
  const there = new Set(first.members.map((m) => m.instance.id))
  const told = new Set((first.activity ?? []).map((a) => `${a.action} ${a.instance}`))
  for (const id of there) told.add(`create ${id}`)
  return {
    ...again,
    activity: (again.activity ?? []).filter((a) => !told.has(`${a.action} ${a.instance}`)),
    members: again.members.filter((m) => !there.has(m.instance.id)),
  }
}
