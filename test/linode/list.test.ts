import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEED } from '../support/always.ts'
import { CloudError } from '../../src/cloud.ts'
import { usualPace } from '../../src/linode/call.ts'
import { listAll, type Listed } from '../../src/linode/list.ts'
import type { Adapter } from '../../src/linode/send.ts'
import { aWire } from '../support/linode/a-wire.ts'

type Rows = readonly { readonly id: number }[]
const rowsTo = (n: number): Rows => Array.from({ length: n }, (_, i) => ({ id: i + 1 }))

/** Lists from an end whose rows may be others at every request. */
async function listed(rowsAt: (request: number) => Rows) {
  const { wire, time } = aWire([])
  const asked: string[] = []
  const adapter: Adapter = async (config) => {
    const { searchParams } = new URL(config.url ?? '')
    const [page, size] = ['page', 'page_size'].map((name) => Number(searchParams.get(name)))
    const rows = rowsAt(asked.push(`${page} of ${size}`))
    const from = ((page ?? 1) - 1) * (size ?? 1)
    const data = rows.slice(from, from + (size ?? 1))
    const pages = Math.max(1, Math.ceil(rows.length / (size ?? 1)))
    return await Promise.resolve({
      status: 200,
      statusText: '',
      headers: { 'x-page': String(page) },
      data: JSON.stringify({ data, page, pages, results: rows.length }),
      config,
      request: null,
    })
  }
  const work = listAll({ ...wire, adapter }, usualPace, { what: 'listing x', path: '/v4/x' })
  const result = await time.run(work.catch((error: unknown) => error))
  return { result, asked }
}

function rowsOf(result: unknown): Listed['rows'] {
  if (result instanceof Error) throw result
  return (result as Listed).rows
}

describe('a list is read whole', () => {
  test.each([
    [0, ['1 of 500']],
    [1, ['1 of 500']],
    [500, ['1 of 500']],
    [501, ['1 of 500', '2 of 500']],
    [1_000, ['1 of 500', '2 of 500']],
    [1_001, ['1 of 500', '2 of 500', '3 of 500']],
  ])('of %d rows', async (n, pages) => {
    const { result, asked } = await listed(() => rowsTo(n))
    expect(rowsOf(result)).toEqual(rowsTo(n))
    expect(asked).toEqual(pages)
  })

  test('its headers are those of the last page, which is as new as any', async () => {
    const { result } = await listed(() => rowsTo(1_001))
    expect(result).toMatchObject({ headers: { 'x-page': '3' } })
  })
})

/** One of two pages. */
const halfOf = (ids: readonly number[], page: number, results: number) => ({
  body: { data: ids.map((id) => ({ id })), page, pages: 2, results },
})

describe('a list that changes while it is read', () => {
  const all = rowsTo(700)
  const without = (id: number): Rows => all.filter((r) => r.id !== id)

  test.each<readonly [string, (request: number) => Rows]>([
    ['a row went: the next page would miss one', (n) => (n === 1 ? all : without(3))],
    ['a row came: the next page would have one twice', (n) => (n === 1 ? without(3) : all)],
    [
      'one went and one came: as many rows, one of them twice',
      (n) => (n === 1 ? all : [{ id: 9_999 }, ...without(700)]),
    ],
  ])('%s; it is read again', async (_rule, rowsAt) => {
    const { result, asked } = await listed(rowsAt)
    expect(asked).toHaveLength(4)
    expect(new Set(rowsOf(result).map((r) => r['id'])).size).toBe(rowsOf(result).length)
    expect(rowsOf(result)).toEqual(rowsAt(asked.length))
  })

  test('is read again when a later page counts more rows, though there are as many as the first page said', async () => {
    const { wire, time, requests } = aWire([
      halfOf([1, 2], 1, 3),
      halfOf([3], 2, 4),
      halfOf([1, 2], 1, 4),
      halfOf([3, 4], 2, 4),
    ])
    const { rows } = await time.run(listAll(wire, usualPace, { what: 'listing x', path: '/v4/x' }))
    expect(rows.map((r) => r['id'])).toEqual([1, 2, 3, 4])
    expect(requests).toHaveLength(4)
  })

  test('is given up after three readings, as incomplete', async () => {
    const { result, asked } = await listed((n) => rowsTo(700 + n))
    const message = 'listing x: the list changes faster than its pages can be read'
    expect(result).toEqual(new CloudError('incomplete', message, 'run it again'))
    expect(asked).toHaveLength(6)
  })

  test('is never told with a row twice or with fewer than it says', async () => {
    let whole = 0
    const sizes = fc.array(fc.integer({ min: 0, max: 1_100 }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        const { result } = await listed((n) => rowsTo(all[Math.min(n, all.length) - 1] ?? 0))
        if (result instanceof CloudError && result.code === 'incomplete') return
        const ids = rowsOf(result).map((r) => r['id'])
        whole++
        expect(new Set(ids).size).toBe(ids.length)
        expect(all).toContain(ids.length)
      }),
      { numRuns: 60, seed: SEED },
    )
    expect(whole).toBeGreaterThan(20)
  })
})

describe('what is no list is incomplete, not empty', () => {
  const page = { data: [{ id: 1 }], page: 1, pages: 1, results: 1 }
  test.each<readonly [string, object]>([
    ['without rows', { ...page, data: undefined }],
    ['with rows that are no list', { ...page, data: {} }],
    ['without a number of pages', { ...page, pages: undefined }],
    ['without a number of rows', { ...page, results: '1' }],
  ])('%s', async (_rule, body) => {
    const { wire, time } = aWire([{ body }])
    const work = listAll(wire, usualPace, { what: 'listing x', path: '/v4/x' })
    await expect(time.run(work)).rejects.toEqual(
      new CloudError('incomplete', 'listing x: the answer is not a list'),
    )
  })

  test.each([[[null]], [['web-1']], [[{ id: 1 }, 7]]])('with rows %j that are no objects', async (data) => {
    const { wire, time } = aWire([{ body: { ...page, data, results: data.length } }])
    const work = listAll(wire, usualPace, { what: 'listing x', path: '/v4/x' })
    await expect(time.run(work)).rejects.toEqual(
      new CloudError('incomplete', 'listing x: the answer is a list of something else than objects'),
    )
  })

  test.each<readonly [string, object]>([
    ['with fewer rows than it says', { ...page, results: 2 }],
    ['with more rows than it says', { ...page, results: 0 }],
    ['with a row twice', { ...page, data: [{ id: 1 }, { id: 1 }], results: 2 }],
    ['with rows that have no id', { ...page, data: [{}, {}], results: 2 }],
  ])('%s, each time it is read', async (_rule, body) => {
    const { wire, time } = aWire([{ body }, { body }, { body }])
    const work = listAll(wire, usualPace, { what: 'listing x', path: '/v4/x' })
    await expect(time.run(work)).rejects.toMatchObject({ code: 'incomplete' })
  })
})

const refused = async (body: object) => {
  const { wire, time, requests } = aWire(Array.from({ length: 300 }, () => ({ body })))
  const work = listAll(wire, usualPace, { what: 'listing x', path: '/v4/x' })
  return { error: await time.run(work.catch((error: unknown) => error)), asked: requests.length }
}
const rows = (n: number) => Array.from({ length: n }, (_, id) => ({ id }))

describe('a list has bounds', () => {
  test.each([
    ['more pages than its rows need', { data: rows(3), page: 1, pages: 5_000, results: 3 }],
    ['many pages of nothing', { data: [], page: 1, pages: 100_000, results: 0 }],
    ['fewer pages than its rows need', { data: rows(3), page: 1, pages: 1, results: 7 }],
    ['half a page', { data: rows(3), page: 1, pages: 1.5, results: 4 }],
    ['less than nothing', { data: rows(3), page: 1, pages: -2, results: 3 }],
    ['more rows than any list has', { data: rows(500), page: 1, pages: 201, results: 100_001 }],
  ])('%s: refused with the first answer', async (_what, body) => {
    const { error, asked } = await refused(body)
    expect(error).toMatchObject({ code: 'incomplete' })
    expect(asked).toBe(1)
  })

  test('a few pages are asked for at once, and none after one that contradicts the first', async () => {
    const { wire, time } = aWire([])
    let live = 0
    let most = 0
    let asked = 0
    const adapter: Adapter = async (config) => {
      asked++
      most = Math.max(most, ++live)
      await time.sleep(50)
      live--
      const page = Number(new URL(config.url ?? '').searchParams.get('page'))
      const data = JSON.stringify({ data: rows(500), page, pages: 100, results: page > 10 ? 1 : 50_000 })
      return { status: 200, statusText: '', headers: {}, data, config, request: null }
    }
    const work = listAll({ ...wire, adapter }, usualPace, { what: 'listing x', path: '/v4/x' })
    await time.run(work.catch((error: unknown) => error))
    expect(most).toBe(4)
    expect(asked).toBeLessThanOrEqual(3 * 13)
  })
})
