import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/wire/exchange.ts'
import { type Answer, fleetApi, readReply, requestOf, type Sent, WEB_4 } from './api.ts'

/** One step of the walk: what was sent and what came back. */
export interface Step {
  readonly request: SandboxRequest
  readonly reply: SandboxReply
}

const NB = '/nodebalancers/12345'
const CONFIG = `${NB}/configs/67890`

/**
 * The reads the sandbox has, once each; `{...}` is filled in. Two are not judged: `/regions/{regionId}`, whose recorded
 * keys are those of another operation, and the objects of a tag, which the document describes wrongly.
 */
const READS = [
  '/linode/instances',
  '/linode/instances?page=1&page_size=25',
  '/linode/instances/{linode}',
  '/linode/instances/{linode}/ips',
  '/linode/instances/{linode}/configs',
  '/linode/instances/{linode}/nodebalancers',
  '/linode/instances/{linode}/firewalls',
  '/nodebalancers',
  '/nodebalancers/types',
  NB,
  `${NB}/firewalls`,
  `${NB}/configs`,
  CONFIG,
  `${CONFIG}/nodes`,
  `${CONFIG}/nodes/{node}`,
  '/linode/types',
  '/linode/types/g6-nanode-1',
  '/regions',
  '/regions/availability',
  '/regions/us-east/availability',
  '/images',
  '/images/linode%2Fdebian12',
  '/linode/stackscripts/607256',
  '/account',
  '/account/settings',
  '/account/maintenance',
  '/account/events',
  '/account/events/{event}',
  '/profile',
  '/profile/tokens',
  '/profile/tokens/4711',
  '/tags',
  '/tags/nothing-has-this',
  '/networking/ips',
  '/networking/ipv6/ranges',
  '/networking/firewalls',
  '/networking/firewalls/77',
  '/vpcs',
] as const

const FILTERS = [
  ['/linode/instances', { label: 'web-1' }],
  [
    '/linode/instances',
    { '+or': [{ tags: 'fleet:web:12345' }, { label: { '+contains': 'web-' } }], '+order_by': 'id' },
  ],
  ['/linode/instances', { region: 'us-east', '+order_by': 'label', '+order': 'desc' }],
  ['/nodebalancers', { label: 'nodebalancer12345' }],
  [
    '/account/events',
    { action: 'linode_create', 'entity.type': 'linode', '+order_by': 'created', '+order': 'desc' },
  ],
  ['/account/events', { created: { '+gte': '2026-01-01T00:00:00' } }],
  ['/linode/types', { class: 'nanode' }],
  ['/regions', { country: 'us' }],
  ['/images', { vendor: 'Debian' }],
  ['/linode/instances', { foo: 'bar' }],
  ['/linode/instances?page_size=24', {}],
] as const

const CONFIG_81 = { port: 81, protocol: 'http', check: 'connection', check_interval: 10, check_timeout: 5 }

class Walk {
  readonly steps: Step[] = []
  readonly #api = fleetApi()

  call(method: string, path: string, sent: Sent = {}): Answer {
    const request = requestOf(method, path, sent)
    const reply = this.#api.sandbox.handle(request)
    this.steps.push({ request, reply })
    return readReply(reply)
  }

  /** A VPC with one subnet, as made in Cloud Manager. */
  addSubnet(region: string): number {
    return this.#api.sandbox.byHand.addSubnet({ region })
  }

  pass(ms: number): void {
    this.#api.clock.advance(ms)
  }

  readAll(version: 'v4' | 'v4beta', ids: Readonly<Record<string, string>>): void {
    for (const path of READS)
      this.call('GET', `/${version}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '0')}`)
    for (const [path, filter] of FILTERS) this.call('GET', `/${version}${path}`, { filter })
  }
}

function liveOneInstance(walk: Walk, version: string, body: object): string {
  const id = String(walk.call('POST', `/${version}/linode/instances`, { body }).json['id'])
  const path = `/${version}/linode/instances/${id}`
  walk.call('POST', `${path}/shutdown`)
  for (const ms of [1000, 60_000, 10_000]) {
    walk.pass(ms)
    walk.call('GET', path)
    walk.call('GET', `/${version}/account/events`)
  }
  walk.call('POST', `${path}/reboot`)
  walk.pass(60_000)
  walk.call('POST', `${path}/shutdown`)
  walk.pass(60_000)
  walk.call('POST', `${path}/boot`)
  walk.pass(60_000)
  walk.call('PUT', path, {
    body: { tags: ['khw', 'keep'], watchdog_enabled: false, label: `${version}-renamed` },
  })
  return id
}

function liveOneBackend(walk: Walk, version: string): string {
  const body = { address: '192.168.200.7:80', label: 'by-walk', mode: 'accept', weight: 50 }
  const id = String(walk.call('POST', `/${version}${CONFIG}/nodes`, { body }).json['id'])
  walk.call('PUT', `/${version}${CONFIG}/nodes/${id}`, { body: { mode: 'drain', label: 'by-walk.out' } })
  walk.call('POST', `/${version}${CONFIG}/nodes`, { body: { label: 'bad', address: 'nonsense' } })
  return id
}

function changeNodeBalancer(walk: Walk, version: string): void {
  walk.call('PUT', `/${version}${NB}`, { body: { tags: ['khw'], client_conn_throttle: 5 } })
  const config = String(walk.call('POST', `/${version}${NB}/configs`, { body: CONFIG_81 }).json['id'])
  walk.call('PUT', `/${version}${NB}/configs/${config}`, { body: { ...CONFIG_81, check_interval: 20 } })
  const nodes = [{ address: '192.168.200.8:81', label: 'rebuilt', mode: 'accept' }]
  walk.call('POST', `/${version}${NB}/configs/${config}/rebuild`, { body: { ...CONFIG_81, nodes } })
  walk.call('DELETE', `/${version}${NB}/configs/${config}`)
  const made = { region: 'us-east', label: `made-${version}`, tags: ['khw'], client_conn_throttle: 0 }
  const id = String(walk.call('POST', `/${version}/nodebalancers`, { body: made }).json['id'])
  walk.call('DELETE', `/${version}/nodebalancers/${id}`)
}

function changeAccount(walk: Walk, version: string): void {
  walk.call('POST', `/${version}/tags`, { body: { label: 'nothing-has-this' } })
  walk.call('POST', `/${version}/tags`, { body: { label: `tag-${version}` } })
  walk.call('DELETE', `/${version}/tags/tag-${version}`)
  walk.call('PUT', `/${version}/account/settings`, { body: { network_helper: true } })
}

function refusedCalls(walk: Walk, version: string): void {
  const path = `/${version}/linode/instances`
  walk.call('GET', path, { token: 'wrong' })
  walk.call('GET', `${path}/1`)
  walk.call('POST', path, { body: { ...WEB_4, label: 'web-1' } })
  walk.call('POST', path, { body: { ...WEB_4, label: 'no', region: 'nowhere', root_pass: 'short' } })
  walk.call('POST', path, {
    body: { region: 'us-east', type: 'g6-nanode-1', image: 'linode/debian12', label: 'web-9' },
  })
}

/** Everything about a VPC: a NodeBalancer and instances of both generations in it, and a backend node there. */
function liveInVpc(walk: Walk, version: string, subnet: number): void {
  const vpcs = [{ subnet_id: subnet }]
  const made = {
    region: 'us-ord',
    label: `in-vpc-${version}`,
    vpcs,
    configs: [{ port: 80, check: 'http', nodes: [] }],
  }
  const nb = `/${version}/nodebalancers/${String(walk.call('POST', `/${version}/nodebalancers`, { body: made }).json['id'])}`
  const [config] = walk.call('GET', `${nb}/configs`).rows
  const [place] = walk.call('GET', `${nb}/vpcs`).rows
  walk.call('GET', `${nb}/vpcs/${String(place?.['id'])}`)
  walk.call('GET', `/${version}/vpcs/${String(place?.['vpc_id'])}`)
  walk.call('GET', `/${version}/vpcs/${String(place?.['vpc_id'])}/subnets/${subnet}`)
  const { private_ip: _, ...plain } = { ...WEB_4, region: 'us-ord' }
  const addresses = [{ address: 'auto', primary: true, nat_1_1_address: 'auto' }]
  const generations = {
    legacy_config: { purpose: 'vpc', primary: true, subnet_id: subnet, ipv4: { nat_1_1: 'any' } },
    linode: { firewall_id: 77, vpc: { subnet_id: subnet, ipv4: { addresses } } },
  }
  for (const [interface_generation, interfaces] of Object.entries(generations)) {
    const label = `${version}-${interface_generation.replace('_', '-')}`
    const body = { ...plain, label, interface_generation, interfaces: [interfaces] }
    const id = String(walk.call('POST', `/${version}/linode/instances`, { body }).json['id'])
    const ips = walk.call('GET', `/${version}/linode/instances/${id}/ips`).json['ipv4']
    const [, address = ''] = /"vpc":\[{"address":"([^"]+)"/.exec(JSON.stringify(ips)) ?? []
    const node = { address: `${address}:80`, label, subnet_id: subnet }
    walk.call('POST', `${nb}/configs/${String(config?.['id'])}/nodes`, { body: node })
    walk.call('DELETE', `/${version}/linode/instances/${id}`)
  }
  walk.call('GET', `${nb}/configs/${String(config?.['id'])}/nodes`)
  walk.call('DELETE', nb)
}

/** Goes through everything the sandbox has, on both versions, and returns every exchange. */
export function walkThrough(): readonly Step[] {
  const walk = new Walk()
  const subnet = walk.addSubnet('us-ord')
  for (const version of ['v4', 'v4beta'] as const) {
    const linode = liveOneInstance(walk, version, { ...WEB_4, label: `walk-${version}`, firewall_id: 77 })
    const node = liveOneBackend(walk, version)
    const event = String(walk.call('GET', `/${version}/account/events`).rows[0]?.['id'])
    walk.call('POST', `/${version}/account/events/${event}/seen`)
    changeNodeBalancer(walk, version)
    changeAccount(walk, version)
    refusedCalls(walk, version)
    liveInVpc(walk, version, subnet)
    walk.readAll(version, { linode, node, event })
    walk.call('DELETE', `/${version}${CONFIG}/nodes/${node}`)
    walk.call('DELETE', `/${version}/linode/instances/${linode}`)
    const plain = { label: `plain-${version}`, region: 'us-east', type: 'g6-nanode-1' }
    const id = String(walk.call('POST', `/${version}/linode/instances`, { body: plain }).json['id'])
    walk.call('POST', `/${version}/linode/instances/${id}/ips`, { body: { type: 'ipv4', public: false } })
    walk.call('GET', `/${version}/linode/instances/${id}/ips`)
    walk.call('DELETE', `/${version}/linode/instances/${id}`)
  }
  return walk.steps
}
