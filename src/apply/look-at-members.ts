import { CloudError } from '../cloud.ts'
import { backendAddress } from '../fleet/model/address.ts'
import type { Backend, Config, Instance, Member, Missing } from '../fleet/model/fleet.ts'
import type { Attachment } from '../fleet/model/policy.ts'
import { missingProblem } from '../fleet/refusals/account-problems.ts'
import { ownOf, takesConnections } from '../fleet/sight/own-backend.ts'
import { isCode } from './create-instance.ts'
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
    Promise.all(policy.attachments.map(async (at) => await backendsAt(run, at))),
  ])
  return { instances: new Map(instances), backends: backends.flat() }
}

/** The backend nodes of one config. Where it is not found, what is said is what any look says of a config, or a NodeBalancer, that is gone. */
async function backendsAt({ cloud }: Run, { nodeBalancer, config }: Attachment): Promise<readonly Backend[]> {
  try {
    return await cloud.backends(nodeBalancer, config)
  } catch (error) {
    if (!isCode(error, 'not-found')) throw error
    const isThere = await cloud.tags(nodeBalancer).then(
      () => true,
      (why: unknown) => !isCode(why, 'not-found'),
    )
    const gone: Missing = isThere
      ? { kind: 'config', nodeBalancer, config }
      : { kind: 'nodebalancer', nodeBalancer }
    const { code, message, remedy } = missingProblem(gone)
    throw new CloudError(code, message, remedy)
  }
}

/** A look, and what is known of the configs. */
export interface Sight {
  readonly look: Look
  readonly configs: readonly Config[]
}

/** A member as a look shows it, and the backend nodes that are one too many for their place. */
export interface Seen {
  readonly member: Member
  readonly second: readonly Backend[]
}

/** Puts a member together: of two backend nodes for one place one is the member's, and what takes connections beside it stays. */
export function seeMember({ policy }: Run, { look, configs }: Sight, instance: Instance): Seen {
  const takes = (b: Backend): boolean => takesConnections(b, { configs }, policy)
  const places = policy.attachments.map((at) => {
    const address = instance.address === null ? null : backendAddress(instance.address, at.port)
    const mine = look.backends.filter((b) => b.config === at.config && b.address === address)
    const own = ownOf(mine, instance.label, takes)
    const others = mine.filter((b) => b !== own && (!takes(b) || (own !== null && takes(own))))
    return { at, own, second: others.sort((a, b) => a.id - b.id) }
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
