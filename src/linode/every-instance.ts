import type { Instance } from '../fleet/model/fleet.ts'
import { listAll } from './list.ts'
import type { Reader } from './reader.ts'

/** Every instance of the account that the token sees; in a VPC those of the fleet's region with their address, since a VPC ends there. */
export async function everyInstance({
  wire,
  pace,
  policy,
  addressing,
}: Reader): Promise<readonly Instance[]> {
  const { rows } = await listAll(wire, pace, {
    what: 'listing the Linodes',
    path: '/v4beta/linode/instances',
  })
  const instances = rows.map((row) => addressing.toInstance(row))
  const near = await addressing.completeAll(instances.filter(({ region }) => region === policy.region))
  return [...near, ...instances.filter(({ region }) => region !== policy.region)].toSorted(
    (a, b) => a.id - b.id,
  )
}
