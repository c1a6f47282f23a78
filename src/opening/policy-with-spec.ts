import type { Fleet } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { specToSee } from './known-spec.ts'
import type { OpenFleet } from './open-fleet.ts'

/** The policy with what members are made from now, as far as a look at this fleet needs it. */
export async function policyToSee(
  { policy, spec }: Pick<OpenFleet, 'policy' | 'spec'>,
  { members }: Pick<Fleet, 'members'>,
): Promise<Policy> {
  const known = await specToSee(
    spec,
    members.map((m) => m.instance),
  )
  return { ...policy, spec: known }
}

/** The fleet as a run that plans it needs it: with what members are made from now. */
export async function withSpec(open: OpenFleet): Promise<OpenFleet> {
  return { ...open, policy: { ...open.policy, spec: await open.spec.known() } }
}
