import { type Answer, emptyApi, fleetApi, idOf, isJson, type TestApi, WEB_4 } from './api.ts'
import type { Fixture } from './reference.ts'

/** What came of comparing one recorded reply with the sandbox's. */
export interface Verdict {
  readonly fixture: string
  /** What was sent to the sandbox, or why nothing was. */
  readonly sent: string
  readonly differences: readonly string[]
}

type Ask = (fixture: Fixture) => Answer

const NB = '/v4beta/nodebalancers/12345'
const CONFIG = `${NB}/configs/67890`

/** The recorded request, sent where the sandbox's own ids are. */
function sameAt(url: (api: TestApi) => string, prepare: (api: TestApi) => void = () => undefined): Ask {
  return ({ method, body, filter }) => {
    const api = fleetApi()
    prepare(api)
    return api.call(method, url(api), { body, ...(filter === null ? {} : { filter }) })
  }
}

const web1 =
  (rest = '') =>
  (api: TestApi): string =>
    `/v4beta/linode/instances/${idOf(api, 'web-1')}${rest}`
const node1 = (api: TestApi): string => `${CONFIG}/nodes/${api.sandbox.byHand.backends()[0]?.id ?? 0}`
const create: Ask = sameAt(() => '/v4beta/linode/instances', addFirewalls)

/** The firewalls that the recorded requests name. */
function addFirewalls({ sandbox: { byHand } }: TestApi): void {
  for (const id of [3_123_607, 9_690_627]) byHand.ensureFirewall(id)
}

/** The newest event of an action on a power-cycled instance, `ms` after it was asked for. */
function eventAfter(action: string, ms: number, how: 'list' | 'one'): Ask {
  return () => {
    const api = fleetApi()
    if (action === 'linode_create') api.post('/v4beta/linode/instances', WEB_4)
    else {
      if (action === 'linode_boot') api.sandbox.byHand.powerOff('web-1')
      api.post(web1(action === 'linode_boot' ? '/boot' : '/shutdown')(api))
    }
    api.clock.advance(ms)
    const page = api.get('/v4beta/account/events?page_size=25', {
      action,
      '+order_by': 'id',
      '+order': 'desc',
    })
    return how === 'list' ? page : api.get(`/v4beta/account/events/${String(page.rows[0]?.['id'])}`)
  }
}

function exhausted(): Answer {
  const api = emptyApi({ rateLimits: true })
  const answers = Array.from({ length: 21 }, () => api.get('/v4/images'))
  return answers.at(-1) ?? api.get('/v4/images')
}

/** The subnets that the recorded requests name, and a NodeBalancer in one of them. */
function addSubnets(api: TestApi): void {
  const { byHand } = api.sandbox
  addFirewalls(api)
  byHand.addSubnet({ id: 241_169, region: 'us-ord', ipv4: '192.168.0.0/24' })
  byHand.addSubnet({ id: 629_501, region: 'au-mel' })
  byHand.addNodeBalancer({ id: 777, region: 'us-ord', subnets: [241_169], configs: [{ id: 778 }] })
}

const ASKS: Readonly<Record<string, Ask>> = {
  'account-settings-200': sameAt(() => '/v4beta/account/settings'),
  'allocate-private-ip-200': ({ body }) => {
    const api = emptyApi()
    const id = api.sandbox.byHand.addInstance({ label: 'plain', privateIp: false })
    return api.post(`/v4beta/linode/instances/${id}/ips`, body)
  },
  'boot-linode-200': sameAt(web1('/boot'), ({ sandbox }) => sandbox.byHand.powerOff('web-1')),
  'create-config-200': sameAt(
    () => `${NB}/configs`,
    (api) => api.del(CONFIG),
  ),
  'create-linode-200-legacy': create,
  'create-linode-200-legacy-vpc': sameAt(() => '/v4beta/linode/instances', addSubnets),
  'create-linode-200-linode-interfaces': sameAt(() => '/v4beta/linode/instances', addSubnets),
  'create-linode-400-multi': create,
  'create-linode-400-no-auth-method': sameAt(
    () => '/v4beta/linode/instances',
    ({ sandbox }) => sandbox.byHand.ensureCatalog({ region: 'pl-labkrk-2' }),
  ),
  // The recorder wrote addresses for documentation in place of all private ones.
  'create-node-200': ({ body }) =>
    fleetApi().post(`${CONFIG}/nodes`, { ...(isJson(body) ? body : {}), address: '192.168.200.1:8080' }),
  'create-node-200-vpc': sameAt(() => '/v4beta/nodebalancers/777/configs/778/nodes', addSubnets),
  'create-nodebalancer-200': sameAt(() => '/v4beta/nodebalancers'),
  'delete-linode-200': sameAt(web1()),
  'delete-node-200': sameAt(node1),
  'error-400-filter': sameAt(() => '/v4beta/images?page=1'),
  'error-400-label-unique.quoted': () =>
    fleetApi().post('/v4/linode/instances', { ...WEB_4, label: 'web-1' }),
  'error-400-linode-busy': () => {
    const api = fleetApi()
    api.post('/v4/linode/instances', WEB_4)
    return api.post(`/v4/linode/instances/${idOf(api, 'web-4')}/shutdown`)
  },
  'error-401-invalid-token': () => fleetApi().call('GET', '/v4/linode/instances', { token: 'wrong' }),
  'error-401-scope.quoted': () => fleetApi({ scopes: 'nodebalancers:read_only' }).get('/v4/linode/instances'),
  'error-404': sameAt(() => '/v4beta/linode/instances/1'),
  'error-429': exhausted,
  'events-200-boot-started': eventAfter('linode_boot', 15_000, 'list'),
  'events-200-finished': eventAfter('linode_create', 70_000, 'one'),
  'events-200-scheduled': eventAfter('linode_create', 0, 'list'),
  'events-200-shutdown-finished': eventAfter('linode_shutdown', 30_000, 'one'),
  'events-200-shutdown-started': eventAfter('linode_shutdown', 15_000, 'list'),
  'get-linode-200-locked': sameAt(web1(), (api) => {
    api.sandbox.byHand.setStatus('web-1', 'provisioning')
    api.sandbox.byHand.setLocks('web-1', ['cannot_delete'])
  }),
  'get-linode-200-offline': sameAt(web1(), ({ sandbox }) => sandbox.byHand.powerOff('web-1')),
  'get-linode-200-running': sameAt(web1()),
  'get-nodebalancer-200': sameAt(
    () => NB,
    ({ sandbox }) => sandbox.byHand.setNodeBalancerLocks(12_345, ['cannot_delete_with_subresources']),
  ),
  'linode-ips-200': sameAt(web1('/ips')),
  'linode-nodebalancers-200': sameAt(web1('/nodebalancers?page=1')),
  'list-configs-200': sameAt(() => `${NB}/configs?page=1`),
  'list-linodes-200': (fixture) => {
    const api = fleetApi()
    api.sandbox.byHand.setStatus('web-1', 'provisioning')
    return api.get(fixture.url, { id: idOf(api, 'web-1') })
  },
  'list-nodebalancers-200': sameAt(() => '/v4beta/nodebalancers?page=1'),
  'list-nodes-200': sameAt(
    () => `${CONFIG}/nodes?page=1`,
    (api) => api.put(node1(api), { weight: 10 }),
  ),
  'lock-create-200': ({ body }) => {
    const api = fleetApi()
    const asked = isJson(body) ? body : {}
    return api.post('/v4beta/locks', { ...asked, entity_id: idOf(api, 'web-1') })
  },
  'rebuild-config-200': ({ body }) => {
    const api = fleetApi()
    addSubnets(api)
    const nodes = isJson(body) && Array.isArray(body['nodes']) ? body['nodes'].filter(isJson) : []
    const asked = nodes.map((node) => ({ ...node, subnet_id: 241_169 }))
    const path = '/v4beta/nodebalancers/777/configs/778/rebuild'
    return api.post(path, { ...(isJson(body) ? body : {}), nodes: asked })
  },
  'regions-200': sameAt(() => '/v4beta/regions?page=1'),
  'shutdown-linode-200': sameAt(web1('/shutdown')),
  'tag-create-200': sameAt(() => '/v4beta/tags'),
  'types-200': sameAt(() => '/v4beta/linode/types?page=1'),
  'update-node-200-drain': sameAt(node1),
}

/** Recorded replies of what the sandbox does not have, with why it is left out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'error-400-node.quoted': 'holds two replies; the backend nodes suite has both texts',
  'tag-objects-200': 'there are no reserved addresses',
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Keys that are missing and values of another kind; null fits every kind, and arrays are compared by their first element. */
function shapeDifferences(wanted: unknown, found: unknown, where: string): readonly string[] {
  if (wanted === null || found === null) return []
  if (kindOf(wanted) !== kindOf(found)) return [`${where}: ${kindOf(found)} instead of ${kindOf(wanted)}`]
  if (Array.isArray(wanted) && Array.isArray(found)) {
    const both = wanted.length > 0 && found.length > 0
    return both ? shapeDifferences(wanted[0], found[0], `${where}[0]`) : []
  }
  if (!isJson(wanted) || !isJson(found)) return []
  return Object.entries(wanted).flatMap(([key, value]) =>
    key in found ? shapeDifferences(value, found[key], `${where}.${key}`) : [`${where}.${key} is missing`],
  )
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)

/** Values that must be the very same: what says which state something is in, and every error text. */
const TELLING = new Set([
  'status',
  'mode',
  'action',
  'reason',
  'field',
  'percent_complete',
  'locks',
  'prefix',
  'public',
])

function valueDifferences(wanted: unknown, found: unknown, where: string): readonly string[] {
  if (Array.isArray(wanted) && Array.isArray(found))
    return valueDifferences(wanted[0], found[0], `${where}[0]`)
  if (!isJson(wanted) || !isJson(found)) return []
  return Object.entries(wanted).flatMap(([key, value]) => {
    if (!TELLING.has(key) || isJson(value) || isJson(firstOf(value)))
      return valueDifferences(value, found[key], `${where}.${key}`)
    const same = JSON.stringify(value) === JSON.stringify(found[key])
    return same ? [] : [`${where}.${key}: ${JSON.stringify(found[key])} instead of ${JSON.stringify(value)}`]
  })
}

// How far a started event has come depends on when it was looked at.
function withoutProgress(differences: readonly string[], fixture: string): readonly string[] {
  return fixture.endsWith('-started')
    ? differences.filter((each) => !each.includes('percent_complete'))
    : differences
}

/** Compares one recorded reply with the sandbox's reply to the same request. */
export function compareFixture(fixture: Fixture): Verdict {
  const ask = ASKS[fixture.name]
  if (ask === undefined) {
    const why = LEFT_OUT[fixture.name]
    const differences = why === undefined ? ['nobody has said how it is compared'] : []
    return { fixture: fixture.name, sent: `left out: ${why ?? '?'}`, differences }
  }
  const answer = ask(fixture)
  const status =
    answer.status === fixture.status ? [] : [`status ${answer.status} instead of ${fixture.status}`]
  const shape = shapeDifferences(fixture.reply, answer.json, 'body')
  const values = withoutProgress(valueDifferences(fixture.reply, answer.json, 'body'), fixture.name)
  return {
    fixture: fixture.name,
    sent: `${fixture.method} ${fixture.url}`,
    differences: [...status, ...shape, ...values],
  }
}

/** The verdicts as a text table. */
export function fixtureTable(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ fixture, sent, differences }) => {
    const left = sent.startsWith('left out')
    const verdict = differences.length > 0 ? differences.join('; ') : left ? sent : 'same'
    return `${fixture.padEnd(38)} ${verdict}`
  })
  return lines.join('\n')
}
