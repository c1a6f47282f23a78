import type { Census } from '../sight/census.ts'
import { checkCost } from './check-cost.ts'
import { checkStrangers, fillTo } from './check-strangers.ts'
import { comingCount } from './coming-count.ts'
import type { Request } from './request.ts'
import { checkMostDown, checkNewFail, type Question, type Verdict } from './verdict.ts'

/** What filling to min comes to, and what has been asked about it. */
export interface Filled {
  readonly creates: number
  readonly brake: Verdict
  readonly newFail: Verdict
  /** None where there are none. */
  readonly strangers: readonly Verdict[]
  readonly cost: readonly Verdict[]
}

/**
 * What min lacks, counted in members, as far as the brake, failing new members and strangers let it through. `over` are those that are to be
 * trimmed, `finished` those whose removal is finished beside it.
 */
export function fillUp(
  q: Question,
  census: Census,
  {
    over,
    finished,
    request,
  }: { readonly over: number; readonly finished: number; readonly request: Request },
): Filled {
  const { serving, min, max } = census.size
  const total = census.size.total - finished
  const wanted = Math.min(Math.max(0, min - total), Math.max(0, max - census.size.total))
  const floor = fillTo(q.fleet, census.size, serving + comingCount(census))
  const short = Math.min(wanted, Math.max(0, floor - total))
  const brake = checkMostDown(census, {
    wanted: short + over,
    allowed: comingCount(census) === 0 ? 1 : 0,
    consequence: 'creates at most one probe and removes nobody',
  })
  const newFail = checkNewFail({ ...q, wanted: short }, census)
  const strangers = checkStrangers(q.fleet, q.policy, census, { wanted, creates: short })
  const cost = checkCost(q.fleet, q.policy, request, short)
  const allowed = [brake, newFail, ...strangers, ...cost].map((v) => v.allowed)
  return { creates: Math.min(short, ...allowed), brake, newFail, strangers, cost }
}
