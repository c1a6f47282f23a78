import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import type { Counted } from '../sight/census.ts'
import { addsOf } from './adds-of.ts'
import type { Change } from './plan.ts'

/** The changes that make a new member beside each of these, to take its place. */
export function replacements(
  fleet: Fleet,
  policy: Policy,
  now: Instant,
  olds: readonly Counted[],
): readonly Change[] {
  return addsOf(fleet, policy, now, olds.length).map((add, i): Change => {
    const old = olds[i]?.member
    return add.kind !== 'add' || old === undefined ? add : { ...add, replaces: old }
  })
}
