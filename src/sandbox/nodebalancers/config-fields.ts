import type { BodyReader } from '../wire/body-reader.ts'
import { addEvent, nodebalancerEntity } from '../account/events.ts'
import { invalid } from '../wire/refusal.ts'
import type { BackendRow, ConfigFields, ConfigRow, NodeBalancerRow } from '../state/rows.ts'
import { Shelf } from '../state/shelf.ts'
import { nextId, type State } from '../state/state.ts'

/** A config as the API makes it from an empty body. */
export const defaultConfig: ConfigFields = {
  port: 80,
  protocol: 'http',
  algorithm: 'roundrobin',
  stickiness: 'none',
  check: 'none',
  check_interval: 5,
  check_timeout: 3,
  check_attempts: 3,
  check_path: '',
  check_body: '',
  check_passive: true,
  proxy_protocol: 'none',
  cipher_suite: 'recommended',
  udp_check_port: 80,
}

const PROTOCOLS = ['http', 'https', 'tcp', 'udp'] as const
const ALGORITHMS = ['roundrobin', 'leastconn', 'source', 'ring_hash'] as const
const STICKINESS = ['none', 'table', 'http_cookie', 'session', 'source_ip'] as const
const CHECKS = ['none', 'connection', 'http', 'http_body'] as const
const PATH = { pattern: /^[a-zA-Z0-9/\-%?&=.]*$/, reason: 'check_path has characters that are not allowed' }

// Without its own timeout a new config gets 30 seconds, or less when it is checked more often.
function timeoutFor(interval: number): number {
  return interval > 30 ? 30 : Math.min(defaultConfig.check_timeout, interval - 1)
}

function checkFields(reader: BodyReader, known: ConfigFields | null, base: ConfigFields) {
  const check_interval = reader.integer('check_interval', 2, 3600) ?? base.check_interval
  const check_timeout =
    reader.integer('check_timeout', 1, 30) ??
    (known === null ? timeoutFor(check_interval) : base.check_timeout)
  if (check_timeout >= check_interval)
    reader.problem('check_timeout', 'check_timeout must be less than check_interval')
  return {
    check: reader.oneOf('check', CHECKS) ?? base.check,
    check_interval,
    check_timeout,
    check_attempts: reader.integer('check_attempts', 1, 30) ?? base.check_attempts,
    check_path: reader.text('check_path', PATH) ?? base.check_path,
    check_body: reader.text('check_body') ?? base.check_body,
    check_passive: reader.flag('check_passive') ?? base.check_passive,
  }
}

/** What a config that passes datagrams has instead. */
const udpConfig = { stickiness: 'session', check_passive: false, cipher_suite: 'none' } as const

function baseFor(reader: BodyReader, known: ConfigFields | null): ConfigFields {
  if (known !== null) return known
  return reader.raw('protocol') === 'udp' ? { ...defaultConfig, ...udpConfig } : defaultConfig
}

/** Reads a config's fields; what the body does not name stays as in `known`, or gets the API's default. */
export function readConfig(reader: BodyReader, known: ConfigFields | null): ConfigFields {
  const base = baseFor(reader, known)
  const fields: ConfigFields = {
    port: reader.integer('port', 1, 65_535) ?? base.port,
    protocol: reader.oneOf('protocol', PROTOCOLS) ?? base.protocol,
    algorithm: reader.oneOf('algorithm', ALGORITHMS) ?? base.algorithm,
    stickiness: reader.oneOf('stickiness', STICKINESS) ?? base.stickiness,
    ...checkFields(reader, known, base),
    proxy_protocol: reader.oneOf('proxy_protocol', ['none', 'v1', 'v2'] as const) ?? base.proxy_protocol,
    cipher_suite:
      reader.oneOf('cipher_suite', ['recommended', 'legacy', 'none'] as const) ?? base.cipher_suite,
    udp_check_port: reader.integer('udp_check_port', 1, 65_535) ?? base.udp_check_port,
  }
  if (fields.protocol === 'https' && known?.protocol !== 'https') {
    reader.require('ssl_cert')
    reader.require('ssl_key')
  }
  return fields
}

/** The configs of one NodeBalancer, by ascending id. */
export function configsOf(state: State, nodebalancer: number): readonly ConfigRow[] {
  return state.configs.all().filter((config) => config.nodebalancer === nodebalancer)
}

/** Whether two configs can stand behind one NodeBalancer; UDP ports are counted apart. */
export function arePortsApart(one: ConfigFields, other: ConfigFields): boolean {
  return one.port !== other.port || (one.protocol === 'udp') !== (other.protocol === 'udp')
}

/** Refuses a port that another config of the NodeBalancer has; it may keep its own. */
export function refuseTakenPort(
  state: State,
  nodebalancer: number,
  fields: ConfigFields,
  own: number | null,
): void {
  const others = configsOf(state, nodebalancer).filter((config) => config.id !== own)
  const taken = others.some((config) => !arePortsApart(config.fields, fields))
  if (taken) throw invalid('port', `Port ${fields.port} is already in use on this NodeBalancer`)
}

/** Puts a new config behind a NodeBalancer; `id` is given out when it is not named. */
export function shelveConfig(
  state: State,
  nodebalancer: NodeBalancerRow,
  fields: ConfigFields & { readonly id?: number },
  at: number,
): ConfigRow {
  const { id, ...rest } = fields
  const row = {
    id: id ?? nextId(state, 'config'),
    nodebalancer: nodebalancer.id,
    fields: rest,
    checkedFrom: at,
  }
  state.configs.put(row, at)
  state.backends.set(row.id, new Shelf<BackendRow>())
  addEvent(state, at, { action: 'nodebalancer_config_create', entity: nodebalancerEntity(nodebalancer) })
  return row
}
