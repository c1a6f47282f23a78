import { isFleetTag, memberNumber } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import type { Account, Machine } from './account.ts'
import { isServing } from './serving.ts'

/** What a run knows when it asks for one more. */
export interface Create {
  readonly account: Account
  readonly policy: Policy
  readonly action: Request['action']
  readonly sawAt: number
  /** Members that it has seen, or made. */
  readonly known: readonly Machine[]
  /** Whoever it has seen that was no member, and nobody has touched since. */
  readonly lost: readonly Machine[]
}

/**
 * What is wrong with one more. Members may have lost their tag: as long as they run, nobody is created past max beside them, nor in the place of
 * those that serve.
 */
export function judgeCreate(
  it: Create,
  { min, max }: { readonly min: number; readonly max: number },
): readonly string[] {
  const { account, policy, action, known } = it
  const lost = it.lost.filter((m) => isUntagged(m, policy) && runs(m, account))
  const serving = lost.filter((m) => isServing(m, account, policy)).length
  const isWell =
    known.length > 0 && known.every((m) => m.fate === 'good' && runs(m, account) && m.sickUntil < it.sawAt)
  return [
    ...(known.length + 1 > max ? [`created one beside ${known.length}, and max is ${max} now`] : []),
    ...(action === 'scale-out' && known.length + lost.length + 1 > max
      ? [`created one beside ${known.length} and ${lost.length} untagged, and max is ${max}`]
      : []),
    ...(action === 'reconcile' && isWell && serving > 0 && known.length + serving >= min
      ? [`filled up to min beside ${known.length} and ${serving} untagged that serve`]
      : []),
  ]
}

/** Labelled as a member, and in no fleet. */
function isUntagged({ tags, label }: Machine, policy: Policy): boolean {
  return memberNumber(policy.name, label) !== null && !tags.some(isFleetTag)
}

function runs(m: Machine, account: Account): boolean {
  return account.toInstance(m).status !== 'offline'
}
