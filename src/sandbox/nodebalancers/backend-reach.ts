import { hostOf } from '../state/addresses.ts'
import type { BodyReader } from '../wire/body-reader.ts'
import { nodebalancerVpc } from './nodebalancer-vpcs.ts'
import type { NodeBalancerRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'
import { liesIn } from '../account/vpcs.ts'

const PRIVATE = '192.168.128.0/17'

// The refusals' own words have never been recorded; that they are refused is documented.

/**
 * Whether a NodeBalancer reaches an address: a private one unless it is premium, one of a VPC subnet it is in when that is
 * named, and any IPv6. Returns the id of its place in the VPC, or null.
 */
export function readReach(
  reader: BodyReader,
  state: State,
  nodebalancer: NodeBalancerRow,
  address: string,
): number | null {
  const host = hostOf(address)
  const subnet = reader.integer('subnet_id') ?? null
  if (host.includes(':')) return null
  if (subnet !== null) return reachInVpc(reader, state, nodebalancer, { host, subnet })
  if (nodebalancer.type !== 'common' && liesIn(host, PRIVATE))
    reader.problem('address', 'Private IPv4 addresses are not allowed on premium NodeBalancers')
  const inVpc = nodebalancer.vpcs.some((each) =>
    liesIn(host, state.subnets.get(each.subnet)?.ipv4 ?? '0.0.0.0/32'),
  )
  if (inVpc) reader.problem('subnet_id', 'subnet_id is required for an address in a VPC')
  return null
}

function reachInVpc(
  reader: BodyReader,
  state: State,
  nodebalancer: NodeBalancerRow,
  { host, subnet }: { readonly host: string; readonly subnet: number },
): number | null {
  const place = nodebalancerVpc(nodebalancer, subnet)
  const network = state.subnets.get(subnet)?.ipv4
  if (place === null || network === undefined)
    reader.problem('subnet_id', 'The NodeBalancer is not configured for this subnet')
  else if (!liesIn(host, network)) reader.problem('address', 'Address must be within the subnet')
  return place
}
