import { type Call, idParam } from '../wire/call.ts'
import { nodebalancerOf } from './nodebalancers.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { NodeBalancerRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'
import { rangeFor } from '../account/vpcs.ts'

type Place = NodeBalancerRow['vpcs'][number]

function show(state: State, nodebalancer: NodeBalancerRow, { id, subnet }: Place): unknown {
  return {
    id,
    nodebalancer_id: nodebalancer.id,
    vpc_id: state.subnets.get(subnet)?.vpc ?? null,
    subnet_id: subnet,
    ipv4_range: rangeFor(state, subnet),
  }
}

/** GET /nodebalancers/{nodeBalancerId}/vpcs */
export function listNodeBalancerVpcs(call: Call): unknown {
  const row = nodebalancerOf(call)
  return pageOf(call, row.vpcs, { fields: {}, show: (each) => show(call.state, row, each) })
}

/** GET /nodebalancers/{nodeBalancerId}/vpcs/{nodeBalancerVpcConfigId} */
export function getNodeBalancerVpc(call: Call): unknown {
  const row = nodebalancerOf(call)
  const place = row.vpcs.find(({ id }) => id === idParam(call, 1))
  if (place === undefined) throw notFound()
  return show(call.state, row, place)
}
