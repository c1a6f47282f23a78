import { describe, expect, test } from 'vitest'
import { controlReply } from '../../../src/sandbox/control/control.ts'
import { emptyApi, fleetApi, idOf, isJson, NODES, type TestApi, WEB_4 } from '../../support/sandbox/api.ts'

function steer(api: TestApi, method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const reply = controlReply(api.sandbox, { method, url: `/__sandbox${path}`, headers: {}, body: text })
  const json: unknown = JSON.parse(reply.body)
  return { status: reply.status, json: isJson(json) ? json : {} }
}

const seen = (api: TestApi, label: string) =>
  api.sandbox.byHand.instances().find((each) => each.label === label)

describe('by hand', () => {
  test.each<[string, (api: TestApi) => unknown, object]>([
    ['an instance is switched off', ({ sandbox }) => sandbox.byHand.powerOff('web-1'), { status: 'offline' }],
    [
      'an instance migrates',
      ({ sandbox }) => sandbox.byHand.setStatus('web-1', 'migrating'),
      { status: 'migrating' },
    ],
    [
      'a tag is added once',
      ({ sandbox }) => sandbox.byHand.addTag('web-1', 'khw'),
      { tags: ['khw', 'fleet:web:12345'] },
    ],
    [
      'a tag is taken off',
      ({ sandbox }) => sandbox.byHand.removeTag('web-1', 'khw'),
      { tags: ['fleet:web:12345'] },
    ],
    ['tags are replaced', ({ sandbox }) => sandbox.byHand.setTags('web-1', []), { tags: [] }],
  ])('%s', (_, act, expected) => {
    const api = fleetApi()
    act(api)
    expect(seen(api, 'web-1')).toMatchObject(expected)
    expect(api.get(`/v4/linode/instances/${idOf(api, 'web-1')}`).json).toMatchObject(expected)
  })

  test('an instance is renamed, and its old label is free', () => {
    const api = fleetApi()
    api.sandbox.byHand.rename('web-1', 'old-web')
    expect(api.post('/v4/linode/instances', { ...WEB_4, label: 'old-web' }).status).toBe(400)
    expect(api.post('/v4/linode/instances', { ...WEB_4, label: 'web-1' }).status).toBe(200)
  })

  test('an instance is made running, or with its life before it, or at one address', () => {
    const api = emptyApi()
    const { byHand } = api.sandbox
    byHand.addInstance({ label: 'runs', privateAddress: '192.168.140.9' })
    byHand.addInstance({ label: 'begins', status: 'provisioning' })
    expect(seen(api, 'runs')).toMatchObject({ status: 'running', privateIpv4: ['192.168.140.9'] })
    expect(seen(api, 'begins')?.status).toBe('provisioning')
    api.clock.advance(67_000)
    expect(seen(api, 'begins')?.status).toBe('running')
    expect(() => byHand.addInstance({ label: 'runs' })).toThrow('the sandbox has an instance runs already')
  })
})

describe('by hand, of backend nodes and what is not there', () => {
  test('a backend node is made, changed, pinned and removed', () => {
    const api = fleetApi()
    const { byHand } = api.sandbox
    const id = byHand.addBackend({
      config: 67_890,
      address: '192.168.200.1:80',
      label: 'ghost',
      mode: 'backup',
    })
    const status = () => byHand.backends(67_890).find((each) => each.id === id)?.status
    byHand.changeBackend(id, { status: 'UP' })
    api.clock.advance(60_000)
    expect(status()).toBe('UP')
    byHand.changeBackend(id, { status: null })
    expect(status()).toBe('DOWN')
    byHand.changeBackend(id, { mode: 'accept' })
    expect(status()).toBe('Unknown')
    byHand.removeBackend(id)
    expect(api.get(NODES).rows).toHaveLength(4)
  })

  test('a behaviour begins at once, also in the middle of a boot, and ends by another', () => {
    const api = emptyApi()
    api.post('/v4/linode/instances', WEB_4)
    api.clock.advance(60_000)
    api.sandbox.byHand.misbehave('web-4', { boot: 'hangs' })
    api.clock.advance(600_000)
    expect(seen(api, 'web-4')?.status).toBe('booting')
    api.sandbox.byHand.misbehave('web-4', { boot: 'boots' })
    expect(seen(api, 'web-4')?.status).toBe('running')
  })
})

describe('by hand, what is not there', () => {
  test.each<[string, (api: TestApi) => unknown, string]>([
    ['an instance', ({ sandbox }) => sandbox.byHand.powerOff('web-9'), 'the sandbox has no instance "web-9"'],
    ['a backend node', ({ sandbox }) => sandbox.byHand.removeBackend(1), 'the sandbox has no backend node 1'],
    [
      'a config',
      ({ sandbox }) => sandbox.byHand.addBackend({ config: 1, address: 'a:1', label: 'abc' }),
      'the sandbox has no config 1',
    ],
    [
      'a NodeBalancer',
      ({ sandbox }) => sandbox.byHand.setNodeBalancerLocks(1, []),
      'the sandbox has no NodeBalancer 1',
    ],
  ])('naming %s that is not there says so', (_, act, message) => {
    const api = fleetApi()
    expect(() => act(api)).toThrow(message)
  })

  test('any region, type and image that was named exists', () => {
    const api = emptyApi()
    api.sandbox.byHand.ensureCatalog({ region: 'xx-new', type: 'g9-giant-16', image: 'private/77' })
    expect(api.get('/v4/regions/xx-new').json).toMatchObject({ id: 'xx-new', status: 'ok' })
    expect(api.get('/v4/linode/types/g9-giant-16').json).toMatchObject({
      vcpus: 16,
      price: { hourly: 0.288 },
    })
    expect(api.get('/v4/images/private/77').json).toMatchObject({ id: 'private/77', is_public: false })
    const body = { ...WEB_4, region: 'xx-new', type: 'g9-giant-16', image: 'private/77' }
    expect(api.post('/v4/linode/instances', body).status).toBe(200)
  })
})

describe('the control route', () => {
  test('scripts faults, lists and clears them', () => {
    const api = fleetApi()
    expect(steer(api, 'POST', '/faults', { call: 'GET /linode/instances', kind: '503' }).json).toEqual({
      added: [1],
    })
    expect(api.get('/v4/linode/instances').status).toBe(503)
    expect(steer(api, 'GET', '/faults').json).toMatchObject({ faults: [{ kind: '503', met: 1 }] })
    expect(steer(api, 'DELETE', '/faults').json).toEqual({ faults: [] })
  })

  test('moves the clock', () => {
    const api = emptyApi()
    expect(steer(api, 'POST', '/clock', { advance: 60_000 }).json).toEqual({
      now: '2026-01-15T12:01:00.000Z',
    })
    expect(api.clock.now()).toBe(Date.UTC(2026, 0, 15, 12, 1))
  })

  test('sets switches and timings, and refuses what is none', () => {
    const api = emptyApi()
    steer(api, 'POST', '/switches', { duplicateAddress: 'refused', listLag: { nodes: 500 } })
    steer(api, 'POST', '/timings', { boot: 10, checkInterval: 1000 })
    expect(api.sandbox.switches).toMatchObject({
      duplicateAddress: 'refused',
      listLag: { nodes: 500, events: 0 },
    })
    expect(api.sandbox.timings).toMatchObject({ boot: 10, checkInterval: 1000 })
    expect(steer(api, 'POST', '/timings', { bot: 10 })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('timings: bot is not known') },
    })
    expect(steer(api, 'POST', '/timings', { boot: 'fast' })).toMatchObject({ status: 400 })
    expect(api.sandbox.timings.boot).toBe(10)
  })
})

describe('the control route by hand', () => {
  test.each<[object, (api: TestApi) => unknown, unknown]>([
    [{ do: 'power-off', label: 'web-1' }, (api) => seen(api, 'web-1')?.status, 'offline'],
    [
      { do: 'set-status', label: 'web-1', status: 'migrating' },
      (api) => seen(api, 'web-1')?.status,
      'migrating',
    ],
    [{ do: 'add-instance', label: 'web-9', tags: ['a'] }, (api) => seen(api, 'web-9')?.tags, ['a']],
    [{ do: 'remove-instance', label: 'web-1' }, (api) => seen(api, 'web-1'), undefined],
    [{ do: 'rename', label: 'web-1', to: 'x-1' }, (api) => seen(api, 'x-1')?.status, 'running'],
    [{ do: 'set-tags', label: 'web-1', tags: ['b'] }, (api) => seen(api, 'web-1')?.tags, ['b']],
    [{ do: 'add-tag', label: 'web-1', tag: 'keep' }, (api) => seen(api, 'web-1')?.tags.at(-1), 'keep'],
    [
      { do: 'remove-tag', label: 'web-1', tag: 'khw' },
      (api) => seen(api, 'web-1')?.tags,
      ['fleet:web:12345'],
    ],
    [
      { do: 'set-locks', label: 'web-1', locks: ['cannot_delete'] },
      (api) => api.del(`/v4/linode/instances/${idOf(api, 'web-1')}`).status,
      400,
    ],
    [
      { do: 'add-backend', config: 67_890, address: '192.168.200.1:80', label: 'new' },
      (api) => api.get(NODES).rows.length,
      5,
    ],
    [
      { do: 'change-backend', id: 2_114_000_001, mode: 'drain' },
      (api) => api.get(NODES).rows[0]?.['mode'],
      'drain',
    ],
    [
      { do: 'change-backend', id: 2_114_000_001, status: 'DOWN' },
      (api) => api.get(NODES).rows[0]?.['status'],
      'DOWN',
    ],
    [{ do: 'remove-backend', id: 2_114_000_001 }, (api) => api.get(NODES).rows.length, 3],
    [{ do: 'set-scopes', scopes: 'images:read_only' }, (api) => api.get('/v4/linode/instances').status, 401],
    [{ do: 'revoke-token' }, (api) => api.get('/v4/linode/instances').errors, ['Invalid Token']],
  ])('%j', (body, look, expected) => {
    const api = fleetApi()
    expect(steer(api, 'POST', '/by-hand', body).status).toBe(200)
    expect(look(api)).toEqual(expected)
  })

  test('gives a behaviour', () => {
    const api = fleetApi()
    steer(api, 'POST', '/by-hand', { do: 'misbehave', label: 'web-*', answers: false })
    api.clock.advance(60_000)
    expect(api.get(NODES).rows.map((row) => row['status'])).toEqual(['DOWN', 'DOWN', 'DOWN', 'UP'])
  })
})

describe('the control route refuses, and shows', () => {
  test.each<[unknown, string]>([
    [{ do: 'explode' }, 'do: one of add-instance'],
    [{ do: 'power-off' }, 'label: a text is wanted'],
    [{ do: 'power-off', label: 'web-9' }, 'the sandbox has no instance "web-9"'],
    [{ do: 'set-status', label: 'web-1', status: 'tired' }, 'status: one of running'],
    [{ do: 'change-backend', id: 'web-1' }, 'id: a number is wanted'],
    [{ do: 'set-tags', label: 'web-1', tags: 'a' }, 'tags: an array of texts is wanted'],
    [[], 'Malformed JSON'],
  ])('%j is 400: %s', (body, message) => {
    const { status, json } = steer(fleetApi(), 'POST', '/by-hand', body)
    expect([status, json['error']]).toEqual([400, expect.stringContaining(message)])
  })

  test('shows the state and the log, and says what there is', () => {
    const api = fleetApi()
    api.get('/v4/regions')
    expect(steer(api, 'GET', '/state').json).toMatchObject({
      instances: [{ label: 'web-1' }, {}, {}, {}],
      backends: [{ status: 'UP' }, {}, {}, {}],
    })
    expect(steer(api, 'GET', '/log').json).toMatchObject({
      log: [{ method: 'GET', path: '/v4/regions', status: 200 }],
    })
    expect(steer(api, 'GET', '/nothing')).toMatchObject({
      status: 404,
      json: { error: expect.stringContaining('/__sandbox/faults') },
    })
  })
})
