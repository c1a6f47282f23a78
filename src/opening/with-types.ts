import type { Cloud } from '../cloud.ts'
import type { Action } from '../fleet/model/action.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import type { KnownTypes } from '../fleet/model/type-cores.ts'
import { substitutesIn } from '../fleet/sight/pairs.ts'
import { isToRenew, renewalReason } from '../fleet/sight/renewal.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { OpenFleet } from './open-fleet.ts'

/** Whose types are asked for. */
type TypeSource = Pick<OpenFleet, 'instance'> & {
  readonly policy: Policy
  readonly cloud: Pick<Cloud, 'cores'>
}

/** Whether a run may replace a member by one of another type: a refresh, or a renewal, which nobody has asked for. */
function mayChangeType(
  { policy, instance }: Omit<TypeSource, 'cloud'>,
  fleet: Fleet,
  action: Action,
): boolean {
  if (action === 'scale-out' || action === 'scale-in') return false
  const now = fleet.observedAt
  const others = fleet.members.filter((m) => m.instance.type !== instance.type)
  if (others.length === 0) return false
  if (substitutesIn(fleet).size > 0) return true
  return others.some(({ instance: one }) =>
    action === 'refresh' ? renewalReason(one, policy, now) !== null : isToRenew(one, policy, now),
  )
}

/** What the account tells of a fleet's types and of the profile's. Never rejects: what cannot be read is not in it. */
async function typesNow({ instance, cloud }: TypeSource, { members }: Fleet): Promise<KnownTypes> {
  const own = [instance.type, ...instance.otherTypes]
  const each = [...new Set([...own, ...members.map((m) => m.instance.type)])].map(
    async (type): Promise<readonly (readonly [string, number])[]> => {
      const cores = await cloud.cores(type).catch(() => null)
      return cores === null ? [] : [[type, cores]]
    },
  )
  return { own, cores: new Map((await Promise.all(each)).flat()) }
}

/** The fleet with what is known of its types, where its run may replace a member by one of another. */
export async function withTypes(open: OpenFleet, fleet: Fleet, action: Action): Promise<OpenFleet> {
  if (!mayChangeType(open, fleet, action)) return open
  return { ...open, policy: { ...open.policy, types: await typesNow(open, fleet) } }
}
