import type { Instance, Sighting } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { isOwned } from './assemble-fleet.ts'
import { hostsOf } from './whose-host.ts'

/**
 * The instance to ask about beside a host that nobody was seen at: whether the answer shows it tells whether the answer can be believed. One whose
 * hosts are known, a member before any other; null where no instance was seen at all.
 */
export function hostWitness({ instances }: Pick<Sighting, 'instances'>, policy: Policy): Instance | null {
  const rank = (i: Instance): number => (hostsOf(i).length === 0 ? 2 : 0) + (isOwned(i, policy) ? 0 : 1)
  const [first] = instances.toSorted((a, b) => rank(a) - rank(b))
  return first ?? null
}
