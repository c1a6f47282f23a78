import type { Fleet, Member } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { isDrained, isYoung, nodesOf } from './member-state.ts'

/** The events tell whole seconds. */
const SECOND = 1_000

/**
 * The members of a first look that no run can have deleted by the second: they bore no mark at the first, so a run had a whole drain to
 * wait, and the account says that they were deleted before. One that is young may have been given up by the run that made it.
 */
export function goneByHand(first: Fleet, again: Fleet, policy: Policy): readonly Member[] {
  const { drain } = policy.scaleIn
  const deleted = (again.activity ?? []).filter(
    (a) => a.action === 'delete' && !a.failed && a.at + SECOND < first.observedAt + drain,
  )
  const there = new Set(again.members.map((m) => m.instance.id))
  return first.members.filter(
    (m) =>
      !there.has(m.instance.id) &&
      !isYoung(m, policy, first.observedAt) &&
      !nodesOf(m).some(isDrained) &&
      deleted.some((a) => a.instance === m.instance.id),
  )
}
