import { describe, expect, test } from 'vitest'
import { CloudError } from '../../src/cloud.ts'
import { configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { toActivity, toBackend, toConfig, toInstance, toNodeBalancer } from '../../src/linode/read-row.ts'

const INSTANCE = {
  id: 7,
  label: 'web-1',
  status: 'running',
  type: 'g6-nanode-1',
  region: 'us-east',
  created: '2026-11-23T14:03:22',
  tags: ['khw', 'fleet:web:12345'],
  ipv4: ['203.0.113.7', '192.168.130.7'],
  locks: ['cannot_delete'],
}
const BACKEND = { id: 17, label: 'web-1', address: '192.168.130.7:80', mode: 'drain', status: 'UP' }
const CONFIG = { id: 67890, port: 443, check: 'http', protocol: 'https' }
const NODEBALANCER = { id: 12345, label: 'nb', region: 'us-east', ipv4: '203.0.113.10', tags: [] }
const EVENT = {
  action: 'linode_create',
  created: '2026-11-23T14:03:22',
  status: 'finished',
  username: 'alice',
  entity: { id: 7, label: 'web-1', type: 'linode', url: '/v4/linode/instances/7' },
}
const nb = nodeBalancerId(12345)
const config = configId(67890)
const backendOf = (row: object) => toBackend({ ...BACKEND, ...row }, nb, config)
const instanceOf = (row: object) => toInstance({ ...INSTANCE, ...row })
const AT = Date.UTC(2026, 10, 23, 14, 3, 22)

describe('an answer in fleet words', () => {
  test('an instance', () => {
    const { ipv4: _, ...same } = INSTANCE
    expect(toInstance(INSTANCE)).toEqual({
      ...same,
      created: AT,
      address: '192.168.130.7',
      elsewhere: ['203.0.113.7'],
    })
  })

  test('a backend node', () => {
    const { status: _, ...same } = BACKEND
    expect(backendOf({})).toEqual({ ...same, health: 'up', nodeBalancer: nb, config })
  })

  test('a config, whose check may be none', () => {
    expect(toConfig(CONFIG, nb)).toEqual({
      id: 67890,
      nodeBalancer: nb,
      port: 443,
      checked: true,
      protocol: 'https',
    })
    expect(toConfig({ ...CONFIG, check: 'none' }, nb).checked).toBe(false)
    for (const check of ['connection', 'http_body'])
      expect(toConfig({ ...CONFIG, check }, nb).checked).toBe(true)
  })

  test('a NodeBalancer, which need not have a label or an address', () => {
    const { ipv4, ...same } = NODEBALANCER
    expect(toNodeBalancer(NODEBALANCER)).toEqual({ ...same, address: ipv4, type: 'common', locks: [] })
    expect(toNodeBalancer({ id: 1, region: 'us-east', label: null, ipv4: null, tags: [] })).toMatchObject({
      label: '',
      address: '',
    })
  })

  test('a NodeBalancer without any list of tags is no NodeBalancer that has none: a fleet may be paused by one', () => {
    const { tags: _, ...without } = NODEBALANCER
    expect(() => toNodeBalancer(without)).toThrow('where tags is expected')
  })
})

describe('an event in fleet words', () => {
  test('an event', () => {
    const told = { at: AT, action: 'create', instance: 7, label: 'web-1', username: 'alice', failed: false }
    expect(toActivity(EVENT)).toEqual(told)
    expect(toActivity({ ...EVENT, status: 'started' })).toEqual({ ...told, pending: true })
    expect(toActivity({ ...EVENT, action: 'linode_delete', status: 'failed', username: null })).toEqual({
      ...told,
      action: 'delete',
      failed: true,
      username: null,
    })
  })

  test.each(['scheduled', 'started', 'finished', 'notification'])(
    'an event that is %s did not fail',
    (status) => {
      expect(toActivity({ ...EVENT, status })?.failed).toBe(false)
    },
  )

  test.each<readonly [string, object]>([
    ['another action', { action: 'linode_boot' }],
    ['nothing', { entity: null }],
    ['something without an id', { entity: { label: 'web-1' } }],
    ['something whose id is text', { entity: { id: 'a', label: 'web-1' } }],
    ['something without a label', { entity: { id: 7, label: null } }],
  ])('an event about %s is none of ours', (_rule, row) => {
    expect(toActivity({ ...EVENT, ...row })).toBeNull()
  })
})

describe('the private address is known by its network, 192.168.128.0/17', () => {
  test.each<readonly [string, unknown, string | null]>([
    ['last', ['203.0.113.7', '192.168.130.7'], '192.168.130.7'],
    ['first', ['192.168.130.7', '203.0.113.7'], '192.168.130.7'],
    ['its lowest', ['192.168.128.0'], '192.168.128.0'],
    ['its highest', ['192.168.255.255'], '192.168.255.255'],
    ['the first of two', ['192.168.130.7', '192.168.130.8'], '192.168.130.7'],
    ['not the other half', ['192.168.127.255'], null],
    ['not another network', ['10.0.0.1', '172.16.130.7', '192.169.130.7', '193.168.130.7'], null],
    ['not half an address', ['192.168', '192.168.', '192.168.x.1'], null],
    ['not what is no text', [7, null], null],
    ['none yet', [], null],
    ['none at all', null, null],
  ])('%s', (_rule, ipv4, address) => {
    expect(instanceOf({ ipv4 }).address).toBe(address)
  })
})

describe('health is told without regard to case', () => {
  test.each([
    ['UP', 'up'],
    ['up', 'up'],
    ['Up', 'up'],
    ['DOWN', 'down'],
    ['down', 'down'],
    ['Unknown', 'unknown'],
    ['unknown', 'unknown'],
    ['', 'unknown'],
    ['UPPER', 'unknown'],
  ])('%j is %s', (status, health) => {
    expect(backendOf({ status }).health).toBe(health)
  })

  test.each([null, undefined, 1])('%j is no answer: a run decides by it', (status) => {
    expect(() => backendOf({ status })).toThrow('where status is expected')
  })

  test('a mode that is not told is no answer either', () => {
    expect(() => backendOf({ mode: undefined })).toThrow('where mode is expected')
  })
})

describe('times are UTC, whether they say so or not', () => {
  test.each([
    ['2026-11-23T14:03:22', AT],
    ['2026-11-23T14:03:22Z', AT],
    ['2026-11-23T14:03:22.250', AT + 250],
    ['2026-11-23T15:03:22+01:00', AT],
    ['2026-11-23T12:03:22-0200', AT],
  ])('%s', (created, at) => {
    expect(instanceOf({ created }).created).toBe(at)
  })

  test.each(['', 'yesterday', '2026-13-01T00:00:00'])('%j is none', (created) => {
    expect(() => instanceOf({ created })).toThrow(
      new CloudError('incomplete', "the API's answer has string where a time is expected"),
    )
  })
})

describe('what is optional has a value of its own', () => {
  test('the type of an instance that has none', () => {
    expect(instanceOf({ type: null }).type).toBe('unknown')
  })
  test('the locks of an API that does not know them', () => {
    expect(instanceOf({ locks: undefined }).locks).toEqual([])
  })
})

describe('an answer of another shape is an error, never a guess', () => {
  const rows = [
    ['instance', toInstance, INSTANCE, ['id', 'label', 'status', 'region', 'created', 'tags']],
    [
      'backend node',
      (row: object) => toBackend({ ...row }, nb, config),
      BACKEND,
      ['id', 'label', 'address', 'mode', 'status'],
    ],
    ['config', (row: object) => toConfig({ ...row }, nb), CONFIG, ['id', 'port', 'check']],
    ['NodeBalancer', toNodeBalancer, NODEBALANCER, ['id', 'region']],
    ['event', toActivity, EVENT, ['created']],
  ] as const
  const table = rows.flatMap(([name, read, row, keys]) =>
    keys.flatMap((key) =>
      [undefined, null, {}, true].map(
        (value) => [name, key, value, (): unknown => read({ ...row, [key]: value })] as const,
      ),
    ),
  )
  test.each(table)('of %s, the %s being %j', (_name, key, value, read) => {
    expect(read).toThrow(CloudError)
    expect(read).toThrow(`the API's answer has ${typeof value} where ${key} is expected`)
  })

  test('an id is a number and a label is text', () => {
    expect(() => instanceOf({ id: '7' })).toThrow(CloudError)
    expect(() => instanceOf({ label: 7 })).toThrow(CloudError)
  })
})
