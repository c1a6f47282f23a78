import type { Fleet, Instant } from '../model/fleet.ts'
import { memberLabel } from '../model/label.ts'
import type { Policy } from '../model/policy.ts'
import { freeNumbers } from './free-numbers.ts'
import type { Change } from './plan.ts'

/** The changes that add `count` members, under numbers that nobody uses. */
export function addsOf(fleet: Fleet, policy: Policy, now: Instant, count: number): readonly Change[] {
  return freeNumbers(fleet, policy, now, count).map((n) => ({
    kind: 'add',
    member: memberLabel(policy.name, n),
  }))
}
