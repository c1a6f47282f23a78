import { hostOf } from '../state/addresses.ts'
import type { BodyReader } from '../wire/body-reader.ts'
import { type BackendFields, readBackend } from './backend-fields.ts'
import type { BackendRow, NodeBalancerRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'
import { liesIn } from '../account/vpcs.ts'

/** What decides which addresses a NodeBalancer reaches. */
export type Reaching = Pick<NodeBalancerRow, 'type' | 'vpcs'>

/** What a common NodeBalancer wants of an address outside a VPC; of a change of one it has been seen. */
const COMMON = '192.168.'

// The other refusals' own words have never been recorded; that they are refused is documented.

/** Reads a new backend node, at an address that the NodeBalancer reaches. */
export function readNewBackend(reader: BodyReader, state: State, nodebalancer: Reaching): BackendFields {
  const fields = readBackend(reader, state, null)
  const subnet = reader.integer('subnet_id') ?? null
  return {
    ...fields,
    vpcConfig: reach(reader, state, nodebalancer, { host: hostOf(fields.address), subnet }),
  }
}

/** Reads the change of one; the address is judged where the change names one. */
export function readChange(
  reader: BodyReader,
  state: State,
  nodebalancer: Reaching,
  row: BackendRow,
): BackendFields {
  const fields = readBackend(reader, state, row)
  const own = nodebalancer.vpcs.find(({ id }) => id === row.vpcConfig)?.subnet ?? null
  const subnet = reader.integer('subnet_id') ?? own
  const host = hostOf(fields.address)
  const isNamed = reader.has('address') || reader.has('subnet_id')
  return isNamed ? { ...fields, vpcConfig: reach(reader, state, nodebalancer, { host, subnet }) } : fields
}

/** The id of a NodeBalancer's place in a subnet, or null when it has none there. */
export function nodebalancerVpc({ vpcs }: Pick<Reaching, 'vpcs'>, subnet: number): number | null {
  return vpcs.find((each) => each.subnet === subnet)?.id ?? null
}

interface Place {
  readonly host: string
  readonly subnet: number | null
}

/**
 * Whether a NodeBalancer reaches an address: one that begins with 192.168 unless it is premium, one of a VPC subnet it is in
 * when that is named, and any IPv6. Returns the id of its place in the VPC, or null.
 */
function reach(
  reader: BodyReader,
  state: State,
  nodebalancer: Reaching,
  { host, subnet }: Place,
): number | null {
  if (host.includes(':') || host === '') return null
  if (subnet !== null) return reachInVpc(reader, state, nodebalancer, { host, subnet })
  const inVpc = nodebalancer.vpcs.some((each) =>
    liesIn(host, state.subnets.get(each.subnet)?.ipv4 ?? '0.0.0.0/32'),
  )
  if (inVpc) reader.problem('subnet_id', 'subnet_id is required for an address in a VPC')
  else if (nodebalancer.type !== 'common')
    reader.problem('address', 'Private IPv4 addresses are not allowed on premium NodeBalancers')
  else if (!host.startsWith(COMMON)) reader.problem('address', 'Must begin with 192.168')
  return null
}

function reachInVpc(
  reader: BodyReader,
  state: State,
  nodebalancer: Reaching,
  { host, subnet }: { readonly host: string; readonly subnet: number },
): number | null {
  const place = nodebalancerVpc(nodebalancer, subnet)
  const network = state.subnets.get(subnet)?.ipv4
  if (place === null || network === undefined)
    reader.problem('subnet_id', 'The NodeBalancer is not configured for this subnet')
  else if (!liesIn(host, network)) reader.problem('address', 'Address must be within the subnet')
  return place
}
