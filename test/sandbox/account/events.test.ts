import { describe, expect, test } from 'vitest'
import { emptyApi, fleetApi, idOf, type Json, NODES, type TestApi, WEB_4 } from '../../support/sandbox/api.ts'

const URL = '/v4/account/events'
const DAY = 24 * 3_600_000

function since(api: TestApi, filter: object = {}): readonly Json[] {
  return api.get(URL, { created: { '+gte': '2026-01-15T12:00:00' }, ...filter }).rows
}

function actions(api: TestApi): readonly unknown[] {
  return since(api).map((event) => event['action'])
}

describe('what is done is told', () => {
  test.each<[string, (api: TestApi) => unknown, readonly string[]]>([
    ['a create', (api) => api.post('/v4/linode/instances', WEB_4), ['linode_boot', 'linode_create']],
    [
      'a create without boot',
      (api) => api.post('/v4/linode/instances', { ...WEB_4, booted: false }),
      ['linode_create'],
    ],
    ['a delete', (api) => api.del(`/v4/linode/instances/${idOf(api, 'web-1')}`), ['linode_delete']],
    ['a delete by hand', (api) => api.sandbox.byHand.removeInstance('web-1'), ['linode_delete']],
    [
      'a shutdown',
      (api) => api.post(`/v4/linode/instances/${idOf(api, 'web-1')}/shutdown`),
      ['linode_shutdown'],
    ],
    ['a reboot', (api) => api.post(`/v4/linode/instances/${idOf(api, 'web-1')}/reboot`), ['linode_reboot']],
    [
      'a change',
      (api) => api.put(`/v4/linode/instances/${idOf(api, 'web-1')}`, { tags: [] }),
      ['linode_update'],
    ],
    [
      'an attach',
      (api) => api.post(NODES, { label: 'node', address: '192.168.200.1:80' }),
      ['nodebalancer_node_create'],
    ],
    [
      'a drain',
      (api) => api.put(`${NODES}/${api.sandbox.byHand.backends()[0]?.id}`, { mode: 'drain' }),
      ['nodebalancer_node_update'],
    ],
    [
      'a detach',
      (api) => api.del(`${NODES}/${api.sandbox.byHand.backends()[0]?.id}`),
      ['nodebalancer_node_delete'],
    ],
    [
      'a new config',
      (api) => api.post('/v4/nodebalancers/12345/configs', { port: 81 }),
      ['nodebalancer_config_create'],
    ],
    ['a refused create', (api) => api.post('/v4/linode/instances', { ...WEB_4, label: 'web-1' }), []],
  ])('%s', (_, act, expected) => {
    const api = fleetApi()
    act(api)
    expect(actions(api)).toEqual(expected)
  })
})

describe('a create and its boot go on with the clock', () => {
  test.each([
    [0, 'scheduled', 0, 'scheduled', 0],
    [28_000, 'started', 50, 'scheduled', 0],
    [55_000, 'finished', 100, 'started', 0],
    [61_000, 'finished', 100, 'started', 50],
    [67_000, 'finished', 100, 'finished', 100],
  ])('after %i ms: %s %i, %s %i', (ms, create, created, boot, booted) => {
    const api = emptyApi()
    api.post('/v4/linode/instances', WEB_4)
    api.clock.advance(ms)
    const [second, first] = since(api)
    expect(first).toMatchObject({ action: 'linode_create', status: create, percent_complete: created })
    expect(second).toMatchObject({ action: 'linode_boot', status: boot, percent_complete: booted })
  })

  test('a boot that fails ends failed', () => {
    const api = emptyApi()
    api.sandbox.byHand.misbehave('web-4', { boot: 'fails' })
    api.post('/v4/linode/instances', WEB_4)
    api.clock.advance(70_000)
    expect(since(api)[0]).toMatchObject({ action: 'linode_boot', status: 'failed' })
  })

  test('a boot that hangs stays started', () => {
    const api = emptyApi()
    api.sandbox.byHand.misbehave('web-4', { boot: 'hangs' })
    api.post('/v4/linode/instances', WEB_4)
    api.clock.advance(3_600_000)
    expect(since(api)[0]).toMatchObject({ action: 'linode_boot', status: 'started' })
  })
})

describe('the log', () => {
  test('begins with the newest, names who and what, and keeps the label it had', () => {
    const api = fleetApi({ username: 'alice' })
    const id = idOf(api, 'web-1')
    api.del(`/v4/linode/instances/${id}`)
    api.clock.advance(1000)
    api.sandbox.byHand.removeInstance('web-2')
    const [newest, older] = since(api)
    expect(newest).toMatchObject({
      created: '2026-01-15T12:00:01',
      username: 'alice',
      entity: { label: 'web-2' },
    })
    expect(older).toMatchObject({
      entity: { id, label: 'web-1', type: 'linode', url: `/v4/linode/instances/${id}` },
    })
  })

  test.each<[string, object, number]>([
    ['the action', { action: 'linode_create' }, 4],
    ['two actions', { '+or': [{ action: 'linode_create' }, { action: 'linode_delete' }] }, 5],
    ['the kind of entity', { 'entity.type': 'nodebalancer' }, 6],
    ['a time', { created: { '+gt': '2026-01-15T11:59:59' } }, 1],
    ['another time', { created: { '+gte': '2026-01-15T12:00:01' } }, 0],
    ['whether it was read', { read: true }, 0],
  ])('is filtered by %s', (_, filter, count) => {
    const api = fleetApi()
    api.sandbox.byHand.removeInstance('web-1')
    expect(api.get(URL, filter).json['results']).toBe(count)
  })

  test('is filtered by the id of the entity', () => {
    const api = fleetApi()
    const { rows } = api.get(URL, { 'entity.id': idOf(api, 'web-2'), 'entity.type': 'linode' })
    expect(rows.map((event) => event['action'])).toEqual(['linode_boot', 'linode_create'])
  })

  test('is ordered as asked', () => {
    const api = fleetApi()
    api.sandbox.byHand.removeInstance('web-1')
    const { rows } = api.get(URL, { '+order_by': 'created', '+order': 'asc' })
    expect(rows.at(-1)?.['action']).toBe('linode_delete')
  })
})

describe('the log over time', () => {
  test('reaches back 90 days', () => {
    const api = fleetApi()
    const { results } = api.get(URL).json
    api.clock.advance(89 * DAY - 1)
    expect(api.get(URL).json['results']).toBe(results)
    api.clock.advance(1)
    expect(api.get(URL).json['results']).toBe(0)
  })

  test('gives one event, and marks it and all before it as seen', () => {
    const api = fleetApi()
    const id = String(api.get(URL).rows[0]?.['id'])
    expect(api.post(`${URL}/${id}/seen`).json).toEqual({})
    expect(api.get(`${URL}/${id}`).json).toMatchObject({ seen: true })
    expect(api.get(URL, { read: false }).json['results']).toBe(0)
    expect(api.get(`${URL}/1`).status).toBe(404)
  })
})
