import { backendsOf, refuseDuplicate, refuseTooMany, shelveBackend, tellOfBackend } from './backend-fields.ts'
import { statusOfBackend } from './backend-health.ts'
import { readChange, readNewBackend } from './backend-reach.ts'
import { BodyReader, parseBody } from '../wire/body-reader.ts'
import { type Call, idParam } from '../wire/call.ts'
import { configOf } from './nodebalancer-configs.ts'
import { nodebalancerOf } from './nodebalancers.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound, refused } from '../wire/refusal.ts'
import type { BackendRow, ConfigRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

function showBackend(state: State, config: ConfigRow, row: BackendRow, at: number): unknown {
  return {
    id: row.id,
    address: row.address,
    label: row.label,
    status: statusOfBackend(state, config, row, at),
    weight: row.weight,
    mode: row.mode,
    config_id: row.config,
    nodebalancer_id: row.nodebalancer,
    vpc_config_id: row.vpcConfig,
  }
}

/** GET /nodebalancers/{nodeBalancerId}/configs/{configId}/nodes */
export function listBackends(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  const shelf = backendsOf(state, config.id)
  const lag = state.switches.listLag.nodes
  const at = now - lag
  const rows = lag === 0 ? shelf.all() : shelf.asOf(at)
  return pageOf(call, rows, { fields: {}, show: (row) => showBackend(state, config, row, at) })
}

function backendOf(call: Call, config: ConfigRow): BackendRow {
  const row = backendsOf(call.state, config.id).get(idParam(call, 2))
  if (row === undefined) throw notFound()
  return row
}

/** GET /nodebalancers/{nodeBalancerId}/configs/{configId}/nodes/{nodeId} */
export function getBackend(call: Call): unknown {
  const config = configOf(call)
  return showBackend(call.state, config, backendOf(call, config), call.now)
}

/** POST /nodebalancers/{nodeBalancerId}/configs/{configId}/nodes */
export function createBackend(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  const reader = new BodyReader(parseBody(call.body))
  const fields = readNewBackend(reader, state, nodebalancerOf(call))
  reader.check()
  refuseDuplicate(state, config.id, fields.address, null)
  refuseTooMany(state, config)
  return showBackend(state, config, shelveBackend(state, config, fields, now), now)
}

/** What a change has to name where it may not name only what changes. */
const WHOLE = ['label', 'address'] as const

/** PUT of one backend node: a partial body changes only what it names; health is Unknown again until the next check. */
export function updateBackend(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  const row = backendOf(call, config)
  const reader = new BodyReader(parseBody(call.body))
  if (state.switches.partialPut === 'refused') for (const name of WHOLE) reader.require(name)
  const asked = readChange(reader, state, nodebalancerOf(call), row)
  reader.check()
  const ignored = state.switches.labelWithMode === 'ignored' && asked.mode !== row.mode
  const fields = ignored ? { ...asked, label: row.label } : asked
  refuseDuplicate(state, config.id, fields.address, row.id)
  const changed = { ...row, ...fields, checkedFrom: state.switches.putResetsHealth ? now : row.checkedFrom }
  backendsOf(state, config.id).put(changed, now)
  tellOfBackend(state, row.nodebalancer, 'nodebalancer_node_update', now)
  return showBackend(state, config, changed, now)
}

/** DELETE of one backend node; the instance behind it is not touched. */
export function deleteBackend(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  const row = backendOf(call, config)
  const locks = state.nodebalancers.get(row.nodebalancer)?.locks ?? []
  if (locks.includes('cannot_delete_with_subresources'))
    throw refused(
      'This NodeBalancer is locked (cannot_delete_with_subresources) and its nodes cannot be deleted.',
    )
  backendsOf(state, config.id).remove(row.id, now)
  tellOfBackend(state, row.nodebalancer, 'nodebalancer_node_delete', now)
  return {}
}
