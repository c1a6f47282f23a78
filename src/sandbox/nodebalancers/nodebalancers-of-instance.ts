import { hostsOf } from '../instances/instance-life.ts'
import { instanceOf } from '../instances/instances.ts'
import { hostOf } from '../state/addresses.ts'
import type { Call } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import { backendsOf } from './backend-fields.ts'
import { nodebalancerFields, showListed } from './nodebalancers.ts'

/** GET /linode/instances/{linodeId}/nodebalancers: those with a backend node at one of its addresses. */
export function listNodeBalancersOfInstance(call: Call): unknown {
  const { state } = call
  const row = instanceOf(call)
  const addresses = new Set(hostsOf(row))
  const ids = new Set(
    state.configs
      .all()
      .filter(({ id }) =>
        backendsOf(state, id)
          .all()
          .some((backend) => addresses.has(hostOf(backend.address))),
      )
      .map((config) => config.nodebalancer),
  )
  const rows = state.nodebalancers.all().filter(({ id }) => ids.has(id))
  return pageOf(call, rows, {
    fields: nodebalancerFields,
    show: showListed,
  })
}
