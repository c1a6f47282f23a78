import type { Bounds } from '../model/bounds.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { boundsAt } from './bounds-at.ts'

/** The bounds of an observed fleet at `now`, by which everything that plans goes. */
export function boundsOf(_fleet: Pick<Fleet, 'nodeBalancers'>, policy: Policy, now: Instant): Bounds {
  return boundsAt(policy.size, [], now)
}
