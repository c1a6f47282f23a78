import { pageOfFirewalls } from '../instances/firewalls.ts'
import type { Call } from '../wire/call.ts'
import { nodebalancerOf } from './nodebalancers.ts'

/** GET /nodebalancers/{nodeBalancerId}/firewalls: there are none. */
export function listFirewallsOfNodeBalancer(call: Call): unknown {
  nodebalancerOf(call)
  return pageOfFirewalls(call, [])
}
