import type { Bounds } from '../model/bounds.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { boundsAt } from './bounds-at.ts'
import { floorsIn } from './floor-tag.ts'

/** The bounds of an observed fleet at `now`, by which everything that plans goes; its first NodeBalancer's tags keep the floors. */
export function boundsOf(
  { nodeBalancers }: Pick<Fleet, 'nodeBalancers'>,
  policy: Policy,
  now: Instant,
): Bounds {
  const [first] = policy.attachments
  const tags = nodeBalancers.find((nb) => nb.id === first?.nodeBalancer)?.tags ?? []
  return boundsAt(policy.size, floorsIn(tags, policy.name), now)
}
