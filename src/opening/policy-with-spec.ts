import type { Fleet } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { maintenanceOf } from './with-maintenance.ts'
import { specToSee } from './known-spec.ts'
import type { OpenFleet } from './open-fleet.ts'

/** The policy with what members are made from now, as far as a look at this fleet needs it, and with what Linode plans for them. */
export async function policyToSee(
  { policy, spec, account }: Pick<OpenFleet, 'policy' | 'spec' | 'account'>,
  fleet: Pick<Fleet, 'members' | 'scopes'>,
): Promise<Policy> {
  const known = await specToSee(
    spec,
    fleet.members.map((m) => m.instance),
  )
  const maintenance = await maintenanceOf({ account }, fleet)
  return { ...policy, spec: known, ...(maintenance === null ? {} : { maintenance }) }
}

/** The fleet as a run that plans it needs it: with what members are made from now. */
export async function withSpec(open: OpenFleet): Promise<OpenFleet> {
  return { ...open, policy: { ...open.policy, spec: await open.spec.known() } }
}
