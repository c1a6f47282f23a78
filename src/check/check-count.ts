import { boundsOf } from '../fleet/bounds/bounds-of.ts'
import { byText } from '../fleet/bounds/by-text.ts'
import type { AccountProblem } from '../fleet/model/account-problem.ts'
import type { Bounds } from '../fleet/model/bounds.ts'
import type { Fleet, Instant } from '../fleet/model/fleet.ts'
import { membersExist } from '../fleet/model/members-exist.ts'
import { when } from '../fleet/model/when.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Prices } from '../fleet/model/prices.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Change, Plan } from '../fleet/plan/plan.ts'
import { accountProblems, planProblems } from '../fleet/refusals/account-problems.ts'
import { HOLD_REMEDIES } from '../fleet/report/hold-remedies.ts'
import { failure, warning, type CheckItem } from './check-item.ts'

/** What the next reconcile would do, by its very plan; refused where a run would be. */
interface Next {
  readonly plan: Plan
  readonly refusal: AccountProblem | null
  readonly now: Instant
}

/** Whether members may be missing from what was seen. */
export function isBlind({ doubts }: Pick<Fleet, 'doubts'>): boolean {
  return doubts.some((doubt) => doubt.blind)
}

/** More members or fewer than the bounds say, and what the next reconcile does about it as things are. */
export function checkCount(
  fleet: Fleet,
  policy: Policy,
  prices: Prices | null | undefined,
): readonly CheckItem[] {
  const n = fleet.members.length
  const bounds = boundsOf(fleet, policy, fleet.observedAt)
  if (n >= bounds.min && n <= bounds.trimAbove) return []
  const next = nextReconcile(fleet, policy, prices)
  const seen = isBlind(fleet) ? `${n === 1 ? '1 member was' : `${n} members were`} seen` : membersExist(n)
  return [n > bounds.trimAbove ? tooMany(seen, n, bounds, next) : tooFew(seen, n, bounds, next)]
}

function nextReconcile(fleet: Fleet, policy: Policy, prices: Prices | null | undefined): Next {
  const asked = { action: 'reconcile', size: { kind: 'by', n: 0 }, force: false, wait: true } as const
  const request = prices === undefined ? asked : { ...asked, prices }
  const plan = planRequest(fleet, policy, request, fleet.observedAt)
  const [refusal = null] = [...accountProblems(fleet, policy), ...planProblems(fleet, plan)]
  return { plan, refusal, now: fleet.observedAt }
}

function tooMany(seen: string, n: number, { trimAbove }: Bounds, next: Next): CheckItem {
  const removed = countOf('remove', next)
  const told = removed > 0 ? `reconcile removes ${removed} a run` : whyNone(next, 'removes nobody')
  return failure(
    'members',
    `${seen} and size.max is ${trimAbove}: ${n - trimAbove} are too many, and ${told}`,
    `raise size.max to ${n}, or ${removed > 0 ? 'look at linode-autoscale reconcile --dry-run before it does' : remedyOf(next)}`,
  )
}

function tooFew(seen: string, n: number, { min, minBy }: Bounds, next: Next): CheckItem {
  const created = countOf('add', next)
  const told = created > 0 ? `the next reconcile creates ${created}` : whyNone(next, 'creates none')
  const least = minBy === 'size' ? `size.min is ${min}` : `min is ${min}${byText(minBy)}`
  const remedy = created > 0 ? 'linode-autoscale reconcile, or adopt instances that exist' : remedyOf(next)
  return warning('members', `${seen} and ${least}: ${told}${created < min - n ? heldBack(next) : ''}`, remedy)
}

function countOf(kind: Change['kind'], { plan, refusal }: Next): number {
  return refusal === null ? plan.changes.filter((change) => change.kind === kind).length : 0
}

/** The names are those of `error.code` and of holds. */
function whyNone({ plan: { hold }, refusal, now }: Next, none: string): string {
  if (refusal !== null) return `the next reconcile is refused (${refusal.code})`
  if (hold === null) return `the next reconcile ${none}`
  const until = hold.until === null ? '' : ` until ${when(hold.until, now)}`
  return `the next reconcile is held (${hold.reason}${until})`
}

/** Which rule leaves some of it to later runs. */
function heldBack({ plan, refusal }: Next): string {
  const guard = plan.guards.find((each) => !each.passed)
  return refusal !== null || plan.hold !== null || guard === undefined ? '' : ` (${guard.guard})`
}

function remedyOf({ plan: { hold }, refusal }: Next): string {
  if (refusal !== null) return refusal.remedy
  return hold === null ? 'linode-autoscale reconcile --dry-run tells why' : HOLD_REMEDIES[hold.reason].remedy
}
