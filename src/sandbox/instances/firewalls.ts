import type { InstanceRow } from '../state/rows.ts'
import type { FirewallRules, State } from '../state/state.ts'
import { apiTime } from '../wire/api-time.ts'
import { type Call, idParam } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { FilterFields } from '../wire/x-filter.ts'
import { instanceOf } from './instances.ts'

/** A firewall, with the instances behind it. */
export interface FirewallRow {
  readonly id: number
  readonly linodes: readonly InstanceRow[]
  readonly own: FirewallRules
}

function firewalls(state: State): readonly FirewallRow[] {
  const rows = state.instances.all()
  return [...state.firewallRules].map(([id, own]) => ({
    id,
    linodes: rows.filter((row) => row.firewall === id),
    own,
  }))
}

const OLDEST = Date.UTC(2026, 0, 1)

function showFirewall(row: FirewallRow): Readonly<Record<string, unknown>> {
  const made = apiTime(Math.min(OLDEST, ...row.linodes.map((each) => each.created)))
  const rules = { ...row.own, outbound: [], outbound_policy: 'ACCEPT' }
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

/** A page of firewalls. */
export function pageOfFirewalls(call: Call, rows: readonly FirewallRow[]): unknown {
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
