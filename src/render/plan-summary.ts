import type { AccountProblem } from '../fleet/model/account-problem.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { Change, Plan } from '../fleet/plan/plan.ts'
import { duration } from './duration.ts'

const WOULD = [
  ['tidy', 'tidy'],
  ['put-back', 'put back'],
  ['attach', 'attach'],
  ['add', 'create and attach'],
  ['remove', 'drain and delete'],
] as const satisfies readonly (readonly [Change['kind'], string])[]

/** What a plan comes to, in one line: `would create and attach web-5`, or `held: cooldown, 4m10s left: web-4 was created at ...`. */
function planSummary({ hold, changes }: Plan, now: Instant): string {
  const kinds = WOULD.flatMap(([kind, verb]) => {
    const members = changes.filter((c) => c.kind === kind).map((c) => c.member)
    return members.length === 0 ? [] : [`${verb} ${members.join(', ')}`]
  })
  const would = kinds.length === 0 ? '' : `would ${kinds.join('; ')}`
  if (hold === null) return would === '' ? 'nothing to do' : would
  const left = hold.until === null ? '' : `, ${countdown(hold.until, now)} left`
  return `held: ${hold.reason}${left}: ${hold.detail}${would === '' ? '' : `; ${would}`}`
}

/** What a run would come to now: where the account does not allow what the profile names it ends before its first write, whatever is planned. */
export function runSummary(plan: Plan, problems: readonly AccountProblem[], now: Instant): string {
  if (problems.length === 0) return planSummary(plan, now)
  return `would be refused: ${problems.map((p) => p.message).join('; ')}`
}

/** The time until an instant, never below zero: `4m10s`. */
export function countdown(until: Instant, now: Instant): string {
  return duration(Math.max(0, until - now))
}
