import type { BodyReader } from '../wire/body-reader.ts'
import { addEvent, nodebalancerEntity } from '../account/events.ts'
import { invalid } from '../wire/refusal.ts'
import type { BackendMode, BackendRow, ConfigRow } from '../state/rows.ts'
import { Shelf } from '../state/shelf.ts'
import { nextId, type State } from '../state/state.ts'

/** What a person sets of a backend node. */
export interface BackendFields {
  readonly address: string
  readonly label: string
  readonly weight: number
  readonly mode: BackendMode
  readonly vpcConfig?: number | null
}

const LABEL = /^[a-zA-Z0-9._-]+$/
const LABEL_REASON = 'Label must contain only letters, numbers, dashes, underscores and periods'
const ADDRESS = /^(?:(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/
const MODES = ['accept', 'reject', 'drain', 'backup'] as const
/** Backend nodes a config can have. */
const LIMITS = { common: 1000, premium: 2000, premium_40gb: 2000 } as const

function isAddress(text: string): boolean {
  const match = ADDRESS.exec(text)
  if (match === null) return false
  const port = Number(match[5])
  return (
    port >= 1 &&
    port <= 65_535 &&
    match.slice(1, 5).every((part) => part === undefined || Number(part) <= 255)
  )
}

function readAddress(reader: BodyReader): string | undefined {
  const address = reader.text('address')
  if (address === undefined || isAddress(address)) return address
  return reader.problem('address', 'Must be in address:port format')
}

/** Reads a backend node's fields; a new one (`known` null) needs label and address. */
export function readBackend(reader: BodyReader, state: State, known: BackendFields | null): BackendFields {
  if (known === null) {
    reader.require('label')
    reader.require('address')
  }
  const max = state.switches.nodeLabelLimit
  return {
    address: readAddress(reader) ?? known?.address ?? '',
    label: reader.text('label', { min: 3, max, pattern: LABEL, reason: LABEL_REASON }) ?? known?.label ?? '',
    weight: reader.integer('weight', 1, 255) ?? known?.weight ?? state.switches.defaultWeight,
    mode: reader.oneOf('mode', MODES) ?? known?.mode ?? 'accept',
  }
}

/** The shelf of a config's backend nodes. */
export function backendsOf(state: State, config: number): Shelf<BackendRow> {
  const shelf = state.backends.get(config) ?? new Shelf<BackendRow>()
  state.backends.set(config, shelf)
  return shelf
}

/** Refuses a second backend node with the same address, where the switch says so. */
export function refuseDuplicate(state: State, config: number, address: string, own: number | null): void {
  if (state.switches.duplicateAddress === 'allowed') return
  const taken = backendsOf(state, config)
    .all()
    .some((row) => row.id !== own && row.address === address)
  if (taken) throw invalid('address', 'This address is already in use by another node of this config')
}

/** Refuses one backend node more than the NodeBalancer's type allows. */
export function refuseTooMany(state: State, config: ConfigRow): void {
  const limit = LIMITS[state.nodebalancers.get(config.nodebalancer)?.type ?? 'common']
  if (backendsOf(state, config.id).all().length >= limit)
    throw invalid('nodes', `A config can have at most ${limit} nodes`)
}

/** Tells of something that happened to a NodeBalancer's backend nodes. */
export function tellOfBackend(state: State, nodebalancer: number, action: string, at: number): void {
  const row = state.nodebalancers.get(nodebalancer)
  if (row !== undefined) addEvent(state, at, { action, entity: nodebalancerEntity(row) })
}

/** Puts a new backend node into a config; its health is Unknown until the first check. */
export function shelveBackend(
  state: State,
  config: ConfigRow,
  fields: BackendFields,
  at: number,
): BackendRow {
  const id = nextId(state, 'backend')
  const mode = config.fields.protocol === 'udp' ? 'none' : fields.mode
  const { nodebalancer } = config
  const row: BackendRow = {
    ...fields,
    mode,
    vpcConfig: fields.vpcConfig ?? null,
    id,
    config: config.id,
    nodebalancer,
    checkedFrom: at,
    pinned: null,
  }
  backendsOf(state, config.id).put(row, at)
  tellOfBackend(state, nodebalancer, 'nodebalancer_node_create', at)
  return row
}
