import { CloudError } from '../cloud.ts'
import { hostOf } from '../fleet/model/address.ts'
import type { Backend, Config, Instance } from '../fleet/model/fleet.ts'
import { nodeBalancerId, type NodeBalancerId } from '../fleet/model/ids.ts'
import { hostsOf } from '../fleet/sight/whose-host.ts'
import { listAll } from './list.ts'
import { readBackends, readConfigs } from './observe.ts'
import type { Reader } from './reader.ts'

/**
 * The backend nodes at an instance's addresses on configs that the profile does not name, of every NodeBalancer it is behind: once it is
 * deleted nobody can ask for them. None where the token may not read that.
 */
export async function nodesElsewhere(reader: Reader, instance: Instance): Promise<readonly Backend[]> {
  try {
    const ids = await nodeBalancersOf(reader, instance)
    const lists = await Promise.all(ids.map(async (id) => await nodesBeside(reader, id)))
    const hosts = new Set(hostsOf(instance))
    return lists.flat().filter((b) => hosts.has(hostOf(b.address)))
  } catch (error) {
    if (error instanceof CloudError && (error.code === 'missing-scope' || error.code === 'not-found'))
      return []
    throw error
  }
}

/** The NodeBalancers that an instance is behind. */
export async function nodeBalancersOf(
  { wire, pace }: Reader,
  { id, label }: Instance,
): Promise<readonly NodeBalancerId[]> {
  const what = `reading the NodeBalancers of ${label} (instance ${id})`
  const { rows } = await listAll(wire, pace, { what, path: `/v4/linode/instances/${id}/nodebalancers` })
  return rows.flatMap((row) => (typeof row['id'] === 'number' ? [nodeBalancerId(row['id'])] : []))
}

/** The backend nodes of one NodeBalancer on the configs that the profile does not name; its configs are read where they are not known. */
export async function nodesBeside(
  reader: Reader,
  id: NodeBalancerId,
  known?: readonly Config[],
): Promise<readonly Backend[]> {
  const named = new Set(reader.policy.attachments.map((at) => at.config))
  const others = (known ?? (await readConfigs(reader, id))).filter((c) => !named.has(c.id))
  const lists = await Promise.all(
    others.map(async (c) => await readBackends(reader, { nodeBalancer: id, config: c.id })),
  )
  return lists.flat()
}
