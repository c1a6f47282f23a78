import { backendAddress } from '../fleet/model/address.ts'
import type { Backend, Instance, Member } from '../fleet/model/fleet.ts'
import { ownOf } from '../fleet/sight/assemble-fleet.ts'
import type { Run } from './run.ts'

/** One look at the members that are waited for. */
export interface Look {
  /** Null for an instance that is gone. */
  readonly instances: ReadonlyMap<Instance['id'], Instance | null>
  /** Every backend node of the profile's configs. */
  readonly backends: readonly Backend[]
}

/** Reads the instances by id and every config's backend nodes, side by side. */
export async function lookAtMembers(run: Run, ids: readonly Instance['id'][]): Promise<Look> {
  const { cloud, policy } = run
  const [instances, backends] = await Promise.all([
    Promise.all(ids.map(async (id) => [id, await cloud.instance(id)] as const)),
    Promise.all(policy.attachments.map(async (at) => await cloud.backends(at.nodeBalancer, at.config))),
  ])
  return { instances: new Map(instances), backends: backends.flat() }
}

/** A member as a look shows it, and the backend nodes that are one too many for their place. */
export interface Seen {
  readonly member: Member
  readonly second: readonly Backend[]
}

/** Puts a member together: of two backend nodes for one place the one under its label is the member's, else the lowest id. */
export function seeMember(run: Run, look: Look, instance: Instance): Seen {
  const places = run.policy.attachments.map((at) => {
    const address = instance.address === null ? null : backendAddress(instance.address, at.port)
    const mine = look.backends.filter((b) => b.config === at.config && b.address === address)
    const own = ownOf(mine, instance.label)
    return { at, own, second: mine.filter((b) => b !== own).sort((a, b) => a.id - b.id) }
  })
  return {
    member: {
      label: instance.label,
      number: 0,
      instance,
      backends: places.flatMap((p) => (p.own === null ? [] : [p.own])),
      former: [],
      missing: places.filter((p) => p.own === null).map((p) => p.at),
      locks: instance.locks,
    },
    second: places.flatMap((p) => p.second),
  }
}
