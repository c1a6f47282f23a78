import type { Fleet, Instant } from '../model/fleet.ts'
import { memberNumber } from '../model/label.ts'
import { unmarkedLabel } from '../model/mark.ts'
import { numbersFreedSince, reuseWindow } from '../sight/last-changes.ts'
import type { Policy } from '../model/policy.ts'

/**
 * The `count` lowest numbers nobody uses: no instance, ours or not, no backend node, and no deletion so recent that a
 * run which saw the fleet before it could take the number for the one it planned.
 */
export function freeNumbers(fleet: Fleet, policy: Policy, now: Instant, count: number): readonly number[] {
  const used = new Set(fleet.members.map((m) => m.number))
  for (const { label } of fleet.strangers) addNumber(used, policy, label)
  for (const { label } of fleet.backends) addNumber(used, policy, unmarkedLabel(label))
  const freed = numbersFreedSince(fleet, policy, now - reuseWindow(policy))
  const free: number[] = []
  for (let n = 1; free.length < count; n++) if (!used.has(n) && !freed.has(n)) free.push(n)
  return free
}

function addNumber(used: Set<number>, policy: Policy, label: string): void {
  const number = memberNumber(policy.name, label)
  if (number !== null) used.add(number)
}
