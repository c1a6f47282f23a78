import type { Counted } from '../sight/census.ts'
import type { Instance, Instant } from '../model/fleet.ts'
import type { Victim } from '../model/policy.ts'

const HOUR = 3_600_000

/** Who goes first: `newest`, `oldest`, or whose paid hour ends soonest. Equal ones by id, so any order of input gives the same. */
export function victimOrder(victim: Victim, now: Instant): (a: Counted, b: Counted) => number {
  const key = (i: Instance): number => {
    if (victim === 'newest') return -i.created
    if (victim === 'oldest') return i.created
    return HOUR - ((((now - i.created) % HOUR) + HOUR) % HOUR)
  }
  const tie = victim === 'newest' ? -1 : 1
  return (a, b) =>
    key(a.member.instance) - key(b.member.instance) || tie * (a.member.instance.id - b.member.instance.id)
}
