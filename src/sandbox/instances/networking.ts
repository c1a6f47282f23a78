import { hostOf } from '../state/addresses.ts'
import { apiTime } from '../wire/api-time.ts'
import { backendsOf } from '../nodebalancers/backend-fields.ts'
import { type Call, idParam } from '../wire/call.ts'
import { addressesOf, type OwnedAddress, showAddress } from './instance-addresses.ts'
import { hostsOf } from './instance-life.ts'
import { instanceOf } from './instances.ts'
import { nodebalancerFields, nodebalancerOf, showListed } from '../nodebalancers/nodebalancers.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { FirewallRules, State } from '../state/state.ts'
import type { FilterFields } from '../wire/x-filter.ts'

const PREFIXES = { public: 24, private: 17, ipv6: 64 } as const

const IP_FIELDS: FilterFields<OwnedAddress> = {
  address: (row) => row.address,
  prefix: (row) => PREFIXES[row.kind],
  rdns: (row) => showAddress(row)['rdns'],
  region: (row) => row.owner.region,
  type: (row) => (row.kind === 'ipv6' ? 'ipv6' : 'ipv4'),
  linode_id: (row) => row.owner.id,
  reserved: () => false,
}

/** GET /networking/ips: the addresses of all instances. */
export function listAddresses(call: Call): unknown {
  const rows = call.state.instances.all().flatMap(addressesOf)
  return pageOf(call, rows, { fields: IP_FIELDS, show: showAddress })
}

/** GET /networking/ipv6/ranges: none is routed. */
export function listIpv6Ranges(call: Call): unknown {
  return pageOf(call, [], { fields: {}, show: (row) => row })
}

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

interface FirewallRow {
  readonly id: number
  readonly linodes: readonly InstanceRow[]
  readonly own: FirewallRules | undefined
}

// A firewall exists as soon as an instance was created with its id, or rules were given it by hand; without it lets everything in.
function firewalls(state: State): readonly FirewallRow[] {
  const rows = state.instances.all()
  const known = [...state.firewallRules.keys()]
  const ids = [...new Set([...rows.map((row) => row.firewall), ...known])].filter(
    (id) => id !== null && id > 0,
  )
  return ids.flatMap((id) =>
    id === null
      ? []
      : [{ id, linodes: rows.filter((row) => row.firewall === id), own: state.firewallRules.get(id) }],
  )
}

const OLDEST = Date.UTC(2026, 0, 1)

function showFirewall(row: FirewallRow): Readonly<Record<string, unknown>> {
  const made = apiTime(Math.min(OLDEST, ...row.linodes.map((each) => each.created)))
  const inbound = row.own ?? { inbound: [], inbound_policy: 'ACCEPT' }
  const rules = { ...inbound, outbound: [], outbound_policy: 'ACCEPT' }
  return {
    id: row.id,
    label: `firewall-${row.id}`,
    created: made,
    updated: made,
    status: 'enabled',
    rules: { ...rules, version: 1, fingerprint: '00000000' },
    tags: [],
    entities: row.linodes.map(({ id, label }) => ({
      id,
      type: 'linode',
      label,
      url: `/v4/linode/instances/${id}`,
      parent_entity: null,
    })),
  }
}

function pageOfFirewalls(call: Call, rows: readonly FirewallRow[]): unknown {
  const fields: FilterFields<FirewallRow> = { id: (row) => row.id, label: (row) => `firewall-${row.id}` }
  return pageOf(call, rows, { fields, show: showFirewall })
}

/** GET /networking/firewalls */
export function listFirewalls(call: Call): unknown {
  return pageOfFirewalls(call, firewalls(call.state))
}

/** GET /networking/firewalls/{firewallId} */
export function getFirewall(call: Call): unknown {
  const row = firewalls(call.state).find(({ id }) => id === idParam(call, 0))
  if (row === undefined) throw notFound()
  return showFirewall(row)
}

/** GET /linode/instances/{linodeId}/firewalls */
export function listFirewallsOfInstance(call: Call): unknown {
  const row = instanceOf(call)
  return pageOfFirewalls(
    call,
    firewalls(call.state).filter(({ id }) => id === row.firewall),
  )
}

/** GET /nodebalancers/{nodeBalancerId}/firewalls: there are none. */
export function listFirewallsOfNodeBalancer(call: Call): unknown {
  nodebalancerOf(call)
  return pageOfFirewalls(call, [])
}
