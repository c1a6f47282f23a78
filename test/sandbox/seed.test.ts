import { describe, expect, test } from 'vitest'
import { fleetApi, type Json, NODES, WEB_4 } from '../support/sandbox/api.ts'

describe('a seeded fleet', () => {
  test('has exactly the ids it was given', () => {
    const configs = [
      { id: 67_890, port: 80 },
      { id: 67_891, port: 443, check: 'connection', protocol: 'tcp' } as const,
    ]
    const api = fleetApi(
      {},
      {
        nodebalancers: [
          { id: 12_345, label: 'front', configs },
          { id: 12_346, configs: [{ id: 5, port: 80 }] },
        ],
      },
    )
    expect(api.get('/v4/nodebalancers').rows).toMatchObject([{ id: 12_345, label: 'front' }, { id: 12_346 }])
    expect(api.get('/v4/nodebalancers/12345/configs').rows).toMatchObject([
      { id: 67_890, port: 80, check: 'http', protocol: 'http', nodes_status: { up: 4, down: 0 } },
      { id: 67_891, port: 443, check: 'connection', protocol: 'tcp' },
    ])
  })

  test('is in service, a day old, with tags and private addresses', () => {
    const api = fleetApi()
    expect(api.get('/v4/linode/instances').rows[0]).toMatchObject({
      label: 'web-1',
      status: 'running',
      created: '2026-01-14T12:00:00',
      region: 'us-east',
      tags: ['khw', 'fleet:web:12345'],
    })
    const address = `${api.sandbox.byHand.privateAddressOf('web-1')}:80`
    expect(api.get(NODES).rows[0]).toMatchObject({ label: 'web-1', address, mode: 'accept', status: 'UP' })
  })

  test('has the firewall it names, and no other', () => {
    const api = fleetApi({}, { firewall: 4242 })
    expect(api.get('/v4/networking/firewalls').rows).toMatchObject([
      { id: 4242, entities: [{ label: 'web-1' }, { label: 'web-2' }, { label: 'web-3' }, {}] },
    ])
    expect(api.post('/v4/linode/instances', { ...WEB_4, firewall_id: 4242 }).status).toBe(200)
  })

  test('has foreign backends without its tag', () => {
    const api = fleetApi({}, { foreign: 2 })
    const foreign = api.sandbox.byHand.instances().filter((each) => each.label.startsWith('legacy'))
    expect(foreign.map((each) => [each.label, each.tags])).toEqual([
      ['legacy-1', []],
      ['legacy-2', []],
    ])
    expect(api.get(NODES).rows).toHaveLength(5)
  })

  test('is as old as it is told', () => {
    const api = fleetApi({}, { memberAge: 60_000 })
    expect(api.get('/v4/linode/instances').rows[0]?.['created']).toBe('2026-01-15T11:59:00')
  })
})

describe('a seeded fleet of any kind', () => {
  test('may have a region, a type and an image nobody knows', () => {
    const api = fleetApi({}, { region: 'xx-new', type: 'g9-giant-4', image: 'private/9' })
    expect(api.get('/v4/linode/instances').rows[0]).toMatchObject({ type: 'g9-giant-4', specs: { vcpus: 4 } })
  })

  test('is the same at every start', () => {
    expect(fleetApi().get('/v4/linode/instances').reply.body).toBe(
      fleetApi().get('/v4/linode/instances').reply.body,
    )
  })
})

/** A seeded fleet of its own, as a service discovery pages through it. */
function discovered() {
  const api = fleetApi()
  return { api, page: (path: string, filter?: object): readonly Json[] => api.get(`/v4${path}`, filter).rows }
}

describe("Prometheus' service discovery finds what it reads", () => {
  test('backups and specs are never missing: it crashes without them', () => {
    const { api, page } = discovered()
    api.sandbox.byHand.addInstance({ label: 'bare', image: null, status: 'provisioning', privateIp: false })
    for (const row of page('/linode/instances?page=1&page_size=500')) {
      expect(row['specs']).toMatchObject({ disk: expect.any(Number), memory: expect.any(Number) })
      expect(row['backups']).toMatchObject({ enabled: false })
      expect(row['ipv4']).not.toHaveLength(0)
      expect(row['ipv6']).toMatch(/\/128$/)
    }
  })

  test('every address of every instance is listed', () => {
    const { page } = discovered()
    const listed = new Set(page('/networking/ips?page=1&page_size=500').map((row) => row['address']))
    for (const row of page('/linode/instances?page_size=500')) {
      const ipv4: unknown = row['ipv4']
      for (const address of Array.isArray(ipv4) ? ipv4 : []) expect(listed).toContain(address)
      expect(listed).toContain(String(row['ipv6']).replace('/128', ''))
    }
  })

  test('ranges are an empty page, and events are filtered by time', () => {
    const { api, page } = discovered()
    expect(api.get('/v4/networking/ipv6/ranges?page=1&page_size=500').json).toEqual({
      data: [],
      page: 1,
      pages: 1,
      results: 0,
    })
    const filter = { created: { '+gte': '2026-01-15T12:00:00' } }
    const before = page('/account/events?page=1&page_size=25', filter).length
    api.sandbox.byHand.removeInstance('web-3')
    expect(page('/account/events?page=1&page_size=25', filter)).toHaveLength(before + 1)
  })

  test('without the events scope it gets a 401 with the exact content type it falls back on', () => {
    const { api } = discovered()
    api.sandbox.byHand.setScopes('linodes:read_only ips:read_only')
    const { status, headers } = api.get('/v4/account/events')
    expect([status, headers['content-type']]).toEqual([401, 'application/json'])
  })
})

describe('tags', () => {
  test('are made, put on, listed and deleted', () => {
    const api = fleetApi()
    const [first] = api.sandbox.byHand.instances()
    expect(
      api.post('/v4/tags', { label: 'blue', linodes: [first?.id], nodebalancers: [12_345] }).json,
    ).toEqual({ label: 'blue' })
    expect(api.get('/v4/tags').rows.map((row) => row['label'])).toEqual(['blue', 'fleet:web:12345', 'khw'])
    expect(api.get('/v4/tags/blue').rows.map((row) => row['type'])).toEqual(['linode', 'nodebalancer'])
    expect(api.del('/v4/tags/blue').json).toEqual({})
    expect(api.sandbox.byHand.instances()[0]?.tags).toEqual(['khw', 'fleet:web:12345'])
    expect(api.get('/v4/tags/blue').status).toBe(404)
  })
})

describe('prices are the real ones', () => {
  test.each([
    ['g6-nanode-1', 0.0075, 5, 0.009, 0.0105],
    ['g6-standard-1', 0.018, 12, 0.022, 0.025],
    ['g6-standard-2', 0.036, 24, 0.043, 0.05],
    ['g6-dedicated-2', 0.054, 36, 0.065, 0.076],
  ])('%s', (type, hourly, monthly, jakarta, saoPaulo) => {
    expect(fleetApi().get(`/v4/linode/types/${type}`).json).toMatchObject({
      price: { hourly, monthly },
      region_prices: [
        { id: 'id-cgk', hourly: jakarta },
        { id: 'br-gru', hourly: saoPaulo },
      ],
    })
  })
})
