import { type BackendFields, backendsOf, shelveBackend } from './backend-fields.ts'
import { readNewBackend, type Reaching } from './backend-reach.ts'
import { statusOfBackend } from './backend-health.ts'
import { BodyReader, parseBody } from '../wire/body-reader.ts'
import { type Call, idParam } from '../wire/call.ts'
import { configsOf, readConfig, refuseTakenPort, shelveConfig } from './config-fields.ts'
import { addEvent, nodebalancerEntity } from '../account/events.ts'
import { nodebalancerOf } from './nodebalancers.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { ConfigFields, ConfigRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

function nodesStatus(state: State, config: ConfigRow, at: number) {
  const rows = backendsOf(state, config.id).all()
  const up = rows.filter((row) => statusOfBackend(state, config, row, at) === 'UP').length
  return { up, down: rows.length - up }
}

function showConfig(state: State, config: ConfigRow, at: number): unknown {
  const isSecure = config.fields.protocol === 'https'
  return {
    id: config.id,
    ...config.fields,
    nodebalancer_id: config.nodebalancer,
    ssl_commonname: isSecure ? 'sandbox.example.com' : '',
    ssl_fingerprint: isSecure ? '00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13' : '',
    ssl_cert: isSecure ? '<REDACTED>' : null,
    ssl_key: isSecure ? '<REDACTED>' : null,
    nodes_status: nodesStatus(state, config, at),
    udp_session_timeout: 16,
  }
}

/** The config a path names; it must belong to the NodeBalancer the path names. */
export function configOf(call: Call): ConfigRow {
  const nodebalancer = nodebalancerOf(call)
  const config = call.state.configs.get(idParam(call, 1))
  if (config === undefined || config.nodebalancer !== nodebalancer.id) throw notFound()
  return config
}

/** GET /nodebalancers/{nodeBalancerId}/configs */
export function listConfigs(call: Call): unknown {
  const rows = configsOf(call.state, nodebalancerOf(call).id)
  return pageOf(call, rows, { fields: {}, show: (config) => showConfig(call.state, config, call.now) })
}

/** GET /nodebalancers/{nodeBalancerId}/configs/{configId} */
export function getConfig(call: Call): unknown {
  return showConfig(call.state, configOf(call), call.now)
}

/** POST /nodebalancers/{nodeBalancerId}/configs */
export function createConfig(call: Call): unknown {
  const { state, now } = call
  const nodebalancer = nodebalancerOf(call)
  const reader = new BodyReader(parseBody(call.body))
  const fields = readConfig(reader, null)
  const backends = readBackends(reader, state, nodebalancer)
  reader.check()
  refuseTakenPort(state, nodebalancer.id, fields, null)
  const config = shelveConfig(state, nodebalancer, fields, now)
  for (const { fields: backend } of backends) shelveBackend(state, config, backend, now)
  return showConfig(state, config, now)
}

function change(call: Call, config: ConfigRow, fields: ConfigFields): ConfigRow {
  const { state, now } = call
  refuseTakenPort(state, config.nodebalancer, fields, config.id)
  const changed = { ...config, fields, checkedFrom: now }
  state.configs.put(changed, now)
  addEvent(state, now, {
    action: 'nodebalancer_config_update',
    entity: nodebalancerEntity(nodebalancerOf(call)),
  })
  return changed
}

/** PUT /nodebalancers/{nodeBalancerId}/configs/{configId} */
export function updateConfig(call: Call): unknown {
  const config = configOf(call)
  const reader = new BodyReader(parseBody(call.body))
  const fields = readConfig(reader, config.fields)
  reader.check()
  return showConfig(call.state, change(call, config, fields), call.now)
}

/** DELETE /nodebalancers/{nodeBalancerId}/configs/{configId}, with its backend nodes. */
export function deleteConfig(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  state.configs.remove(config.id, now)
  state.backends.delete(config.id)
  addEvent(state, now, {
    action: 'nodebalancer_config_delete',
    entity: nodebalancerEntity(nodebalancerOf(call)),
  })
  return {}
}

interface WantedBackend {
  readonly id: number | null
  readonly fields: BackendFields
}

function readBackends(reader: BodyReader, state: State, reached: Reaching): readonly WantedBackend[] {
  return reader.objects('nodes').map((body, index) => {
    const inner = reader.nested(body, `nodes[${index}]`)
    return { id: inner.integer('id') ?? null, fields: readNewBackend(inner, state, reached) }
  })
}

/** POST .../rebuild: the node set becomes exactly the one in the body; a node with a known id keeps it. */
export function rebuildConfig(call: Call): unknown {
  const { state, now } = call
  const config = configOf(call)
  const reader = new BodyReader(parseBody(call.body))
  reader.require('nodes')
  const fields = readConfig(reader, config.fields)
  const wanted = readBackends(reader, state, nodebalancerOf(call))
  reader.check()
  const changed = change(call, config, fields)
  const shelf = backendsOf(state, config.id)
  const kept = new Set(wanted.map(({ id }) => id))
  for (const row of shelf.all()) if (!kept.has(row.id)) shelf.remove(row.id, now)
  for (const { id, fields: backend } of wanted) {
    const known = id === null ? undefined : shelf.get(id)
    if (known === undefined) shelveBackend(state, changed, backend, now)
    else shelf.put({ ...known, ...backend }, now)
  }
  return showConfig(state, changed, now)
}
