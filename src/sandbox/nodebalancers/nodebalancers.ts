import { apiTime } from '../wire/api-time.ts'
import { BodyReader, labelTaken, parseBody, readTags } from '../wire/body-reader.ts'
import { type BackendFields, shelveBackend } from './backend-fields.ts'
import { nodebalancerVpc, readNewBackend, type Reaching } from './backend-reach.ts'
import { type Call, idParam } from '../wire/call.ts'
import { arePortsApart, readConfig, shelveConfig } from './config-fields.ts'
import { addEvent, nodebalancerEntity } from '../account/events.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound, refused } from '../wire/refusal.ts'
import type { ConfigFields, NodeBalancerRow } from '../state/rows.ts'
import { nextId, type State } from '../state/state.ts'
import type { FilterFields } from '../wire/x-filter.ts'

const LABEL = /^[a-zA-Z0-9_-]+$/
const LABEL_REASON = 'Label must contain only letters, numbers, dashes and underscores'
const TYPES = ['common', 'premium', 'premium_40gb'] as const

/** The fields NodeBalancers are filtered by. */
export const nodebalancerFields: FilterFields<NodeBalancerRow> = {
  label: (row) => row.label,
  region: (row) => row.region,
  ipv4: (row) => row.ipv4,
  tags: (row) => row.tags,
}

/** A NodeBalancer as lists show it. */
export function showListed(row: NodeBalancerRow): Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    label: row.label,
    region: row.region,
    type: row.type,
    hostname: `${row.ipv4.replaceAll('.', '-')}.ip.linodeusercontent.com`,
    ipv4: row.ipv4,
    ipv6: row.ipv6,
    created: apiTime(row.created),
    updated: apiTime(row.updated),
    client_conn_throttle: row.clientConnThrottle,
    client_udp_sess_throttle: 0,
    lke_cluster: null,
    tags: row.tags,
    transfer: { in: null, out: null, total: null },
  }
}

// The newer fields have been recorded of one NodeBalancer at a time, never in a list.
function showNodeBalancer(row: NodeBalancerRow, version: 'v4' | 'v4beta'): unknown {
  const frontend = { frontend_address_type: 'public', frontend_vpc_subnet_id: null }
  return { ...showListed(row), ...frontend, ...(version === 'v4beta' ? { locks: row.locks } : {}) }
}

/** The NodeBalancer a path names. */
export function nodebalancerOf(call: Call): NodeBalancerRow {
  const row = call.state.nodebalancers.get(idParam(call, 0))
  if (row === undefined) throw notFound()
  return row
}

/** GET /nodebalancers */
export function listNodeBalancers(call: Call): unknown {
  return pageOf(call, call.state.nodebalancers.all(), { fields: nodebalancerFields, show: showListed })
}

/** GET /nodebalancers/{nodeBalancerId} */
export function getNodeBalancer(call: Call): unknown {
  return showNodeBalancer(nodebalancerOf(call), call.version)
}

/** What a NodeBalancer is made of; ids are given out when they are not named. */
export interface NewNodeBalancer {
  readonly id?: number
  readonly label?: string
  readonly region: string
  readonly type?: NodeBalancerRow['type']
  readonly tags?: readonly string[]
  readonly clientConnThrottle?: number
  /** The VPC subnets it reaches. */
  readonly subnets?: readonly number[]
}

/** Makes a NodeBalancer as of `at`, without configs. */
export function addNodeBalancer(state: State, spec: NewNodeBalancer, at: number): NodeBalancerRow {
  const id = spec.id ?? nextId(state, 'nodebalancer')
  const row: NodeBalancerRow = {
    id,
    label: spec.label ?? `balancer${id}`,
    region: spec.region,
    type: spec.type ?? 'common',
    ipv4: state.publicIpv4.take(),
    ipv6: `2001:db8:1::${(id >>> 16).toString(16)}:${(id & 65_535).toString(16)}`,
    created: at,
    updated: at,
    clientConnThrottle: spec.clientConnThrottle ?? 0,
    tags: spec.tags ?? [],
    locks: [],
    vpcs: (spec.subnets ?? []).map((subnet) => ({ id: nextId(state, 'vpcConfig'), subnet })),
  }
  state.nodebalancers.put(row, at)
  addEvent(state, at, { action: 'nodebalancer_create', entity: nodebalancerEntity(row) })
  return row
}

function readLabel(reader: BodyReader, state: State, own: string | null): string | undefined {
  const label = reader.text('label', { min: 3, max: 32, pattern: LABEL, reason: LABEL_REASON })
  const taken = label !== own && state.nodebalancers.all().some((row) => row.label === label)
  return taken ? reader.problem('label', labelTaken('NodeBalancers').message) : label
}

interface NewConfig {
  readonly fields: ConfigFields
  readonly backends: readonly BackendFields[]
}

function readConfigs(reader: BodyReader, state: State, reached: Reaching): readonly NewConfig[] {
  const configs = reader.objects('configs').map((body, index) => {
    const inner = reader.nested(body, `configs[${index}]`)
    const nodes = inner.objects('nodes')
    const backends = nodes.map((node, at) =>
      readNewBackend(inner.nested(node, `nodes[${at}]`), state, reached),
    )
    return { fields: readConfig(inner, null), backends }
  })
  for (const [index, { fields }] of configs.entries())
    if (!configs.slice(0, index).every((earlier) => arePortsApart(earlier.fields, fields)))
      reader.problem(`configs[${index}].port`, `Port ${fields.port} is already in use on this NodeBalancer`)
  return configs
}

function readSubnets(reader: BodyReader, state: State, region: string): readonly number[] {
  return reader.objects('vpcs').flatMap((body, index) => {
    const inner = reader.nested(body, `vpcs[${index}]`)
    const id = inner.integer('subnet_id') ?? 0
    if (state.subnets.get(id)?.region === region) return [id]
    inner.problem('subnet_id', 'The subnet must exist in the region of the NodeBalancer')
    return []
  })
}

/** POST /nodebalancers, with its configs and their nodes when the body has them. */
export function createNodeBalancer(call: Call): unknown {
  const { state, now } = call
  const reader = new BodyReader(parseBody(call.body))
  reader.require('region')
  const region = reader.text('region') ?? ''
  if (reader.has('region') && !state.regions.has(region)) reader.problem('region', 'region is not valid')
  const label = readLabel(reader, state, null)
  const type = reader.oneOf('type', TYPES) ?? 'common'
  const tags = readTags(reader) ?? []
  const clientConnThrottle = reader.integer('client_conn_throttle', 0, 20) ?? 0
  const subnets = readSubnets(reader, state, region)
  const vpcs = subnets.map((subnet) => ({ id: subnet, subnet }))
  const configs = readConfigs(reader, state, { type, vpcs })
  reader.check()
  const row = addNodeBalancer(
    state,
    { region, type, tags, clientConnThrottle, subnets, ...(label === undefined ? {} : { label }) },
    now,
  )
  for (const { fields, backends } of configs) {
    const config = shelveConfig(state, row, fields, now)
    for (const backend of backends) {
      const vpcConfig = nodebalancerVpc(row, backend.vpcConfig ?? 0)
      shelveBackend(state, config, { ...backend, vpcConfig }, now)
    }
  }
  return showNodeBalancer(row, call.version)
}

/** PUT /nodebalancers/{nodeBalancerId} */
export function updateNodeBalancer(call: Call): unknown {
  const { state, now } = call
  const row = nodebalancerOf(call)
  const reader = new BodyReader(parseBody(call.body))
  const label = readLabel(reader, state, row.label) ?? row.label
  const tags = readTags(reader) ?? row.tags
  const clientConnThrottle = reader.integer('client_conn_throttle', 0, 20) ?? row.clientConnThrottle
  reader.check()
  const changed = { ...row, label, tags, clientConnThrottle, updated: now }
  state.nodebalancers.put(changed, now)
  addEvent(state, now, { action: 'nodebalancer_update', entity: nodebalancerEntity(changed) })
  return showNodeBalancer(changed, call.version)
}

/** Takes a NodeBalancer away with its configs and backend nodes. */
export function removeNodeBalancer(state: State, row: NodeBalancerRow, at: number): void {
  for (const config of state.configs.all())
    if (config.nodebalancer === row.id) {
      state.configs.remove(config.id, at)
      state.backends.delete(config.id)
    }
  state.nodebalancers.remove(row.id, at)
  addEvent(state, at, { action: 'nodebalancer_delete', entity: nodebalancerEntity(row) })
}

/** DELETE /nodebalancers/{nodeBalancerId} */
export function deleteNodeBalancer(call: Call): unknown {
  const row = nodebalancerOf(call)
  if (row.locks.length > 0)
    throw refused(`This NodeBalancer is locked (${row.locks.join(', ')}) and cannot be deleted.`)
  removeNodeBalancer(call.state, row, call.now)
  return {}
}
