import { CloudError } from '../cloud.ts'
import { canonicalAddress, canonicalHost, isPrivateHost } from '../fleet/model/address.ts'
import type {
  Activity,
  Backend,
  Config,
  Health,
  Instance,
  Instant,
  NodeBalancer,
} from '../fleet/model/fleet.ts'
import { backendId, configId, instanceId, nodeBalancerId, type NodeBalancerId } from '../fleet/model/ids.ts'
import type { BackendKind } from '../fleet/model/policy.ts'
import { isRow, type Row } from './api-error.ts'
import { utc } from './utc.ts'

/** Reads an instance of the API, with its address of one kind; a VPC address is not in its row. */
export function toInstance(row: Row, kind: BackendKind = 'private-ipv4'): Instance {
  const image = maybeStr(row, 'image')
  const address = addressOf(row, kind)
  return {
    id: instanceId(num(row, 'id')),
    label: str(row, 'label'),
    status: str(row, 'status'),
    type: maybeStr(row, 'type') ?? 'unknown',
    region: str(row, 'region'),
    ...(image === null ? {} : { image }),
    created: instant(str(row, 'created')),
    tags: tagsOf(row),
    address,
    elsewhere: everyHost(row).filter((host) => host !== address),
    locks: strings(row, 'locks'),
  }
}

/** Reads a backend node; one NodeBalancer's nodes do not all say whose they are. */
export function toBackend(row: Row, nodeBalancer: NodeBalancerId, config: Backend['config']): Backend {
  return {
    id: backendId(num(row, 'id')),
    nodeBalancer,
    config,
    label: str(row, 'label'),
    address: canonicalAddress(str(row, 'address')),
    mode: str(row, 'mode'),
    health: toHealth(str(row, 'status')),
  }
}

/** Reads a config of a NodeBalancer. */
export function toConfig(row: Row, nodeBalancer: NodeBalancerId): Config {
  return {
    id: configId(num(row, 'id')),
    nodeBalancer,
    port: num(row, 'port'),
    checked: str(row, 'check') !== 'none',
    protocol: maybeStr(row, 'protocol') ?? 'http',
  }
}

/** Reads a NodeBalancer. */
export function toNodeBalancer(row: Row): NodeBalancer {
  return {
    id: nodeBalancerId(num(row, 'id')),
    label: maybeStr(row, 'label') ?? '',
    region: str(row, 'region'),
    address: maybeStr(row, 'ipv4') ?? '',
    tags: tagsOf(row),
    type: maybeStr(row, 'type') ?? 'common',
    locks: strings(row, 'locks'),
  }
}

/** Statuses of an event that has not ended. */
const UNENDED: ReadonlySet<unknown> = new Set(['scheduled', 'started'])

/** Reads an event about an instance; null for one about anything else. */
export function toActivity(row: Row): Activity | null {
  const { entity, action } = row
  if (!isRow(entity) || typeof entity['id'] !== 'number' || typeof entity['label'] !== 'string') return null
  if (action !== 'linode_create' && action !== 'linode_delete') return null
  return {
    at: instant(str(row, 'created')),
    action: action === 'linode_create' ? 'create' : 'delete',
    instance: instanceId(entity['id']),
    label: entity['label'],
    username: maybeStr(row, 'username'),
    failed: row['status'] === 'failed',
    ...(UNENDED.has(row['status']) ? { pending: true } : {}),
  }
}

function instant(text: string): Instant {
  const at = utc(text)
  if (Number.isNaN(at)) throw unexpected('a time', text)
  return at
}

/** Written `Unknown`, `UP` and `DOWN`, and compared without regard to case. */
function toHealth(status: string): Health {
  const word = status.toLowerCase()
  return word === 'up' || word === 'down' ? word : 'unknown'
}

/** They tell whose an instance is, and whether a fleet is paused: an answer without them is not one that has none. */
export function tagsOf(row: Row): readonly string[] {
  if (!Array.isArray(row['tags'])) throw unexpected('tags', row['tags'])
  return strings(row, 'tags')
}

/** By its network, never by its place in the list: their order is not promised. */
function addressOf(row: Row, kind: BackendKind): string | null {
  if (kind === 'private-ipv4') return strings(row, 'ipv4').find(isPrivateHost) ?? null
  const ipv6 = maybeStr(row, 'ipv6')
  return kind === 'public-ipv6' && ipv6 !== null ? canonicalHost(ipv6) : null
}

function everyHost(row: Row): readonly string[] {
  const ipv6 = maybeStr(row, 'ipv6')
  return [...strings(row, 'ipv4'), ...(ipv6 === null ? [] : [canonicalHost(ipv6)])]
}

function num(row: Row, key: string): number {
  const value = row[key]
  if (typeof value !== 'number') throw unexpected(key, value)
  return value
}

function str(row: Row, key: string): string {
  const value = row[key]
  if (typeof value !== 'string') throw unexpected(key, value)
  return value
}

function maybeStr(row: Row, key: string): string | null {
  const value = row[key]
  return typeof value === 'string' ? value : null
}

function strings(row: Row, key: string): readonly string[] {
  const value = row[key]
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}

function unexpected(key: string, value: unknown): CloudError {
  return new CloudError('incomplete', `the API's answer has ${typeof value} where ${key} is expected`)
}
