import type { Fleet, Member } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { isDrained, isInService, isYoung, nodesOf } from './member-state.ts'

/** The events tell whole seconds. */
const SECOND = 1_000
/** Runs that answer one load make their members within so long of one another, in milliseconds. */
const RIVALS_WITHIN = 300_000

/**
 * The members of a first look that no run can have deleted by the second: they bore no mark at the first, so a run had a whole drain to
 * wait, and the account says that they were deleted before. One that is young may have been given up by the run that made it: one that serves, only where
 * another was made for the same load.
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
      !mayBeGivenUp(m, first, policy) &&
      !nodesOf(m).some(isDrained) &&
      deleted.some((a) => a.instance === m.instance.id),
  )
}

function mayBeGivenUp(m: Member, first: Fleet, policy: Policy): boolean {
  if (!isYoung(m, policy, first.observedAt)) return false
  const { id, created } = m.instance
  const isBeside = (at: number): boolean => Math.abs(at - created) <= RIVALS_WITHIN
  const isRivaled =
    first.members.some((o) => o.instance.id !== id && isBeside(o.instance.created)) ||
    (first.activity ?? []).some(
      (a) => a.action === 'create' && a.instance !== id && !a.failed && isBeside(a.at),
    )
  return isRivaled || !isInService(m, first)
}
