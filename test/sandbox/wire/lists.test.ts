import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Shelf } from '../../../src/sandbox/state/shelf.ts'
import { emptyApi, fleetApi, NODES, type TestApi } from '../../support/sandbox/api.ts'

function many(count: number): TestApi {
  const api = emptyApi()
  for (let number = 1; number <= count; number += 1)
    api.sandbox.byHand.addInstance({
      label: `web-${number}`,
      tags: number % 2 === 0 ? ['even', 'khw'] : ['khw'],
    })
  return api
}

describe('paging', () => {
  test.each([
    [0, '', 1, 0, 0],
    [101, '', 2, 101, 100],
    [101, '?page=2', 2, 101, 1],
    [100, '', 1, 100, 100],
    [60, '?page_size=25', 3, 60, 25],
    [60, '?page=3&page_size=25', 3, 60, 10],
    [60, '?page_size=500', 1, 60, 60],
  ])('%i rows, %j: %i pages, %i results, %i rows on it', (rows, query, pages, results, length) => {
    const { json, rows: data } = many(rows).get(`/v4/linode/instances${query}`)
    expect([json['pages'], json['results'], data.length]).toEqual([pages, results, length])
  })

  test.each([
    ['?page_size=24', 'page_size: Must be 25-500'],
    ['?page_size=501', 'page_size: Must be 25-500'],
    ['?page_size=many', 'page_size: Must be 25-500'],
    ['?page=0', 'page: Must be 1 or greater'],
    ['?page=4', 'page: Must be 1-1'],
  ])('%s is 400 %s', (query, error) => {
    const { status, errors } = many(3).get(`/v4/linode/instances${query}`)
    expect([status, errors]).toEqual([400, [error]])
  })

  test('the pages together hold every row once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 25, max: 60 }), (count, size) => {
        const api = many(count)
        const pages = Number(api.get(`/v4/linode/instances?page_size=${size}`).json['pages'])
        const rows = Array.from({ length: pages }, (_, page) =>
          api.get(`/v4/linode/instances?page_size=${size}&page=${page + 1}`).rows.map((row) => row['label']),
        ).flat()
        expect(rows).toEqual(Array.from({ length: count }, (_, index) => `web-${index + 1}`))
      }),
      { numRuns: 20 },
    )
  })
})

describe('X-Filter keeps the rows it describes', () => {
  const api = many(12)
  const [first] = api.sandbox.byHand.instances()
  test.each<[object, readonly number[]]>([
    [{ label: 'web-3' }, [3]],
    [{ label: 'web-33' }, []],
    [{ label: { '+contains': 'WEB-1' } }, [1, 10, 11, 12]],
    [{ tags: 'even' }, [2, 4, 6, 8, 10, 12]],
    [{ tags: 'eve' }, []],
    [{ tags: { '+contains': 'eve' } }, [2, 4, 6, 8, 10, 12]],
    [{ tags: { '+neq': 'even' } }, [1, 3, 5, 7, 9, 11]],
    [{ '+and': [{ tags: 'even' }, { label: { '+contains': '1' } }] }, [10, 12]],
    [{ '+or': [{ label: 'web-1' }, { label: 'web-2' }] }, [1, 2]],
    [{ '+or': [{ tags: 'nobody' }, { '+and': [{ label: 'web-1' }, { region: 'us-east' }] }] }, [1]],
    [{ id: first?.id }, [1]],
    [{ id: String(first?.id) }, [1]],
    [{ id: { '+gt': (first?.id ?? 0) + 9 } }, [11, 12]],
    [{ id: { '+gte': (first?.id ?? 0) + 3, '+lt': (first?.id ?? 0) + 5 } }, [4, 5]],
    [{ id: { '+lte': first?.id } }, [1]],
    [{ ipv4: first?.privateIpv4[0] }, [1]],
    [{ label: { '+contains': 'web-1' }, '+order_by': 'id', '+order': 'desc' }, [12, 11, 10, 1]],
    [{ label: { '+contains': 'web-1' }, '+order_by': 'label' }, [1, 10, 11, 12]],
    [{ label: { '+eq': 'web-5' } }, [5]],
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ])('%j', (filter, numbers) => {
    const { rows, json } = api.get('/v4/linode/instances', filter)
    expect(rows.map((row) => row['label'])).toEqual(numbers.map((number) => `web-${number}`))
    expect(json['results']).toBe(numbers.length)
  })
})

describe('X-Filter refuses what the document does not allow', () => {
  test.each<[string, unknown, string]>([
    ['/v4/linode/instances', { foo: 'bar' }, 'Cannot filter on foo'],
    ['/v4/linode/instances', { status: 'running' }, 'Cannot filter on status'],
    ['/v4/linode/instances', { type: 'g6-nanode-1' }, 'Cannot filter on type'],
    ['/v4/linode/instances', { constructor: 'x' }, 'Cannot filter on constructor'],
    ['/v4/linode/instances', { '+or': [{ label: 'a' }, { foo: 1 }] }, 'Cannot filter on foo'],
    ['/v4/linode/instances', { label: { '+like': 'a' } }, 'Unrecognized operator +like'],
    ['/v4/linode/instances', { '+order_by': 'status' }, 'Cannot order by status'],
    ['/v4/linode/instances', { '+order_by': 'id', '+order': 'up' }, '+order must be asc or desc'],
    ['/v4/linode/instances', 'no json', 'X-Filter must be a JSON object'],
    ['/v4/nodebalancers/12345/configs', { port: 80 }, 'Cannot filter on port'],
    [NODES, { label: 'web-1' }, 'Cannot filter on label'],
    ['/v4/account/events', { username: 'x' }, 'Cannot filter on username'],
    ['/v4/images', { id: 'x' }, 'Cannot filter on id'],
    ['/v4/regions', { id: 'us-east' }, 'Cannot filter on id'],
    ['/v4/linode/types', { id: 'g6-nanode-1' }, 'Cannot filter on id'],
  ])('%s %j: %s', (url, filter, reason) => {
    const { status, errors } = fleetApi().get(url, filter)
    expect([status, errors]).toEqual([400, [`X-Filter: ${reason}`]])
  })
})

describe('lists lag behind the writes by as much as the switch says', () => {
  test.each([
    ['instances', '/v4/linode/instances', 4],
    ['nodes', NODES, 4],
  ] as const)('%s', (which, url, before) => {
    const api = fleetApi()
    api.sandbox.switches.listLag[which] = 3000
    api.sandbox.byHand.addInstance({ label: 'web-9' })
    api.sandbox.byHand.addBackend({ config: 67_890, address: '192.168.200.1:80', label: 'web-9' })
    expect(api.get(url).rows).toHaveLength(before)
    api.clock.advance(2999)
    expect(api.get(url).rows).toHaveLength(before)
    api.clock.advance(1)
    expect(api.get(url).rows).toHaveLength(before + 1)
  })

  test('a deleted instance and an old label stay listed, while reading one is up to date', () => {
    const api = fleetApi()
    api.sandbox.switches.listLag.instances = 5000
    const [first, second] = api.sandbox.byHand.instances()
    api.del(`/v4/linode/instances/${first?.id}`)
    api.put(`/v4/linode/instances/${second?.id}`, { label: 'renamed' })
    expect(api.get('/v4/linode/instances').rows.map((row) => row['label'])).toEqual([
      'web-1',
      'web-2',
      'web-3',
      'legacy-1',
    ])
    expect(api.get(`/v4/linode/instances/${first?.id}`).status).toBe(404)
    expect(api.get(`/v4/linode/instances/${second?.id}`).json['label']).toBe('renamed')
    api.clock.advance(5000)
    expect(api.get('/v4/linode/instances').rows.map((row) => row['label'])).toEqual([
      'renamed',
      'web-3',
      'legacy-1',
    ])
  })
})

describe('what lags of events and shelves', () => {
  test('events', () => {
    const api = fleetApi()
    api.sandbox.switches.listLag.events = 1000
    const { results } = api.get('/v4/account/events').json
    api.sandbox.byHand.removeInstance('web-1')
    expect(api.get('/v4/account/events').json['results']).toBe(results)
    api.clock.advance(1000)
    expect(api.get('/v4/account/events').json['results']).toBe(Number(results) + 1)
  })

  test('a shelf looked at as of a moment never shows anything but what stood on it then', () => {
    const write = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      value: fc.option(fc.nat(9)),
      after: fc.nat(200_000),
    })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), fc.nat(600_000), (writes, lag) => {
        const shelf = new Shelf<{ readonly id: number; readonly value: number }>()
        const then: { at: number; rows: unknown }[] = [{ at: 0, rows: [] }]
        let at = 0
        for (const { id, value, after } of writes) {
          at += after
          if (value === null) shelf.remove(id, at)
          else shelf.put({ id, value }, at)
          then.push({ at, rows: shelf.all() })
        }
        expect(shelf.asOf(at - lag)).toEqual(then.findLast((moment) => moment.at <= at - lag)?.rows ?? [])
      }),
    )
  })
})
