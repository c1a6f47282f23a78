import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import type { CloudError } from '../../src/cloud.ts'
import { call, usualPace, type Call } from '../../src/linode/call.ts'
import { listAll } from '../../src/linode/list.ts'
import { aWire, type Script } from '../support/linode/a-wire.ts'

const get: Call = { method: 'GET', path: '/v4/x', what: 'reading x', repeatable: true }
const post: Call = {
  method: 'POST',
  path: '/v4/x',
  what: 'creating web-4',
  body: { label: 'web-4' },
  repeatable: false,
}

/** Sends a call through a script of replies; tells what came of it, how often it was sent and how long it took. */
async function sent(it: Call, script: Script) {
  const { wire, time, requests } = aWire(script)
  const result = await time.run(call(wire, usualPace, it).catch((error: unknown) => error as CloudError))
  return { result, times: requests.length, took: time.monotonic() }
}

const busy = { status: 400, body: { errors: [{ reason: 'Linode busy.' }] } }

const LOST: readonly (readonly [string, Script[number]])[] = [
  ['429', { status: 429 }],
  ['408', { status: 408 }],
  ['500', { status: 500 }],
  ['502 as a page of HTML', { status: 502, text: '<html></html>', headers: { 'content-type': 'text/html' } }],
  ['503', { status: 503 }],
  ['504', { status: 504 }],
  ['400 as a page of HTML', { status: 400, text: '<html></html>', headers: { 'content-type': 'text/html' } }],
  ['200 with half a body', { status: 200, text: '{"id": 1' }],
  ['a reset connection', { code: 'ECONNRESET' }],
  ['a refused connection', { code: 'ECONNREFUSED' }],
  ['no answer at all', { never: true }],
  ['Linode busy.', busy],
]

describe('what has passed is tried again', () => {
  test.each(LOST)('GET after %s', async (_name, reply) => {
    const { result, times } = await sent(get, [reply, reply, { status: 200, body: { id: 1 } }])
    expect(result).toMatchObject({ body: { id: 1 } })
    expect(times).toBe(3)
  })

  const unsafe = LOST.filter(([name]) => !['429', 'a refused connection', 'Linode busy.'].includes(name))
  test.each(unsafe)(
    'a create is not sent again after %s: nobody knows whether it took effect',
    async (_name, reply) => {
      const { result, times } = await sent(post, [reply, { status: 200, body: { id: 1 } }])
      expect(result).toMatchObject({ code: 'unavailable' })
      expect(times).toBe(1)
    },
  )

  test.each([
    ['429', { status: 429 }],
    ['a refused connection', { code: 'ECONNREFUSED' }],
    ['Linode busy.', busy],
  ])('a create is sent again after %s: it had no effect', async (_name, reply) => {
    const { result, times } = await sent(post, [reply, { status: 200, body: { id: 1 } }])
    expect([result, times]).toEqual([expect.objectContaining({ body: { id: 1 } }), 2])
  })
})

describe('a change and a removal are sent again like a read: they are safe to repeat', () => {
  const again = [{ status: 500 }, { code: 'ECONNRESET' }, { status: 429 }, { status: 200, body: { id: 1 } }]
  test.each(['PUT', 'DELETE'] as const)('%s', async (method) => {
    const { result, times } = await sent({ ...get, method }, again)
    expect([result, times]).toEqual([expect.objectContaining({ body: { id: 1 } }), 4])
  })
})

const OK = { status: 200, body: {} }

describe('how long', () => {
  test.each([
    ['in seconds', '7', 7_000],
    ['as a date', 'Mon, 23 Nov 2026 12:00:09 GMT', 9_000],
    ['within reason', '3600', 30_000],
    ['that is none', 'soon', 500],
  ])('a Retry-After %s is kept', async (_name, value, ms) => {
    const { took } = await sent(get, [{ status: 429, headers: { 'retry-after': value } }, OK])
    expect(took).toBe(ms)
  })

  test('without a Retry-After each wait is twice the last, up to ten seconds', async () => {
    const waits: number[] = []
    for (let n = 1; n <= 8; n++) {
      const failures = Array.from({ length: n }, () => ({ status: 503 }))
      waits.push((await sent(get, [...failures, OK])).took)
    }
    expect(waits.map((ms, i) => ms - (waits[i - 1] ?? 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000,
    ])
  })

  test('jitter spreads a wait from half of it to one and a half', async () => {
    for (const [random, ms] of [
      [0, 250],
      [0.999, 749.5],
    ] as const) {
      const { wire, time } = aWire([{ status: 503 }, OK])
      const clock: Clock = {
        monotonic: () => time.monotonic(),
        wall: () => time.wall(),
        sleep: async (delay, signal) => await time.sleep(delay, signal),
        random: () => random,
      }
      await time.run(call({ ...wire, clock }, usualPace, get))
      expect(time.monotonic()).toBeCloseTo(ms, 6)
    }
  })

  test.each([
    ['a read or a small change', undefined, 10_000],
    ['a create', usualPace.createTimeout, 30_000],
  ])('an answer to %s is waited for so long and no longer', async (_name, timeout, ms) => {
    const { result, took } = await sent(timeout === undefined ? post : { ...post, timeout }, [
      { never: true },
    ])
    expect(took).toBe(ms)
    expect(result).toMatchObject({
      code: 'unavailable',
      message: `creating web-4: no answer (no answer within ${ms / 1000}s)`,
    })
  })
})

describe('how long at most', () => {
  test('a wait that would end after the last moment is not begun', async () => {
    const slow = { status: 429, headers: { 'retry-after': '20' } }
    const { result, times, took } = await sent({ ...post, until: 19_000 }, [slow, OK])
    expect([times, took]).toEqual([1, 0])
    expect(result).toMatchObject({
      code: 'unavailable',
      message: 'creating web-4: not an answer of the API (HTTP 429)',
    })
  })

  test('what comes too late is not sent, and says so', async () => {
    const { result } = await sent({ ...post, until: -1 }, [OK])
    expect(result).toMatchObject({ code: 'unavailable', message: 'creating web-4: not sent, it is too late' })
  })

  test('after a minute it gives up and says why', async () => {
    const { result, took } = await sent(
      get,
      Array.from({ length: 100 }, () => ({ status: 503 })),
    )
    expect(result).toMatchObject({ code: 'unavailable', message: expect.stringContaining('reading x: ') })
    expect(took).toBeGreaterThan(40_000)
    expect(took).toBeLessThanOrEqual(60_000)
  })

  test('nothing is sent after `until`', async () => {
    const { result, times, took } = await sent(
      { ...post, until: 3_000 },
      Array.from({ length: 100 }, () => ({ status: 429 })),
    )
    expect(result).toMatchObject({ code: 'unavailable' })
    expect(took).toBeLessThanOrEqual(3_000)
    expect(times).toBeGreaterThan(1)
    expect((await sent({ ...post, until: -1 }, [OK])).times).toBe(0)
  })

  test('an API that is down on purpose is not asked again', async () => {
    const { times } = await sent(get, [{ status: 503, headers: { 'x-maintenance-mode': '1' } }, OK])
    expect(times).toBe(1)
  })
})

const envelope = (reason: string, field?: string) => ({
  errors: [field === undefined ? { reason } : { reason, field }],
})

const REFUSED: readonly (readonly [string, Script[number], string, string])[] = [
  [
    'label',
    { status: 400, body: envelope('Label must be unique among your linodes', 'label') },
    'label-taken',
    'creating web-4: label: Label must be unique among your linodes (HTTP 400)',
  ],
  [
    'field',
    { status: 400, body: envelope('region is not valid', 'region') },
    'refused',
    'creating web-4: region: region is not valid (HTTP 400)',
  ],
  [
    'token',
    { status: 401, body: envelope('Invalid Token') },
    'token-refused',
    'creating web-4: Invalid Token (HTTP 401)',
  ],
  [
    'scope',
    {
      status: 401,
      body: envelope('Your OAuth token is not authorized to use this endpoint.'),
      headers: { 'x-accepted-oauth-scopes': 'linodes:read_write', 'x-oauth-scopes': 'linodes:read_only' },
    },
    'missing-scope',
    'creating web-4: the token may not do this: it needs the scope linodes:read_write and has linodes:read_only (HTTP 401)',
  ],
  [
    'grant',
    { status: 403, body: envelope('Unauthorized') },
    'missing-scope',
    'creating web-4: the token, or its user, may not do this: Unauthorized',
  ],
  [
    'absence',
    { status: 404, body: envelope('Not found') },
    'not-found',
    'creating web-4: Not found (HTTP 404)',
  ],
  [
    'nonsense',
    { status: 418, text: 'tea' },
    'refused',
    'creating web-4: not an answer of the API (HTTP 418)',
  ],
]

describe('a definite no', () => {
  test.each(REFUSED)('%s', async (_name, reply, code, message) => {
    const { result, times } = await sent(post, [reply])
    expect(result).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(times).toBe(1)
  })

  test('never repeats a secret that the API repeats', async () => {
    const echo = { status: 400, body: envelope('root_pass hunter2 and the-token are weak') }
    const { result } = await sent({ ...post, secrets: ['hunter2'] }, [echo])
    expect(result).toHaveProperty('message', expect.stringContaining('root_pass *** and *** are weak'))
  })
})

const page = (ids: readonly number[], n: number, pages: number, results: number): Script[number] => ({
  status: 200,
  body: { data: ids.map((id) => ({ id })), page: n, pages, results },
})
const list = async (script: Script) => {
  const { wire, time, requests } = aWire(script)
  const listed = listAll(wire, usualPace, { what: 'listing', path: '/v4/x' })
  return { rows: await time.run(listed.catch((error: unknown) => error as CloudError)), requests }
}

describe('a list', () => {
  test('is read to its last page', async () => {
    const { rows, requests } = await list([page([1, 2], 1, 3, 5), page([3, 4], 2, 3, 5), page([5], 3, 3, 5)])
    expect(rows).toMatchObject({ rows: [1, 2, 3, 4, 5].map((id) => ({ id })) })
    expect(requests.map((r) => r.url)).toEqual(
      [1, 2, 3].map((n) => expect.stringContaining(`page=${n}&page_size=500`)),
    )
  })

  test('that changed between two pages is read again', async () => {
    const torn = [page([1, 2], 1, 2, 3), page([2], 2, 2, 3)]
    const { rows } = await list([...torn, page([1, 2], 1, 2, 3), page([3], 2, 2, 3)])
    expect(rows).toMatchObject({ rows: [{ id: 1 }, { id: 2 }, { id: 3 }] })
  })

  test('that never holds still is incomplete, not short', async () => {
    const torn = [page([1, 2], 1, 2, 4), page([3], 2, 2, 3)]
    expect((await list([...torn, ...torn, ...torn])).rows).toMatchObject({ code: 'incomplete' })
  })

  test('that is no list is incomplete', async () => {
    expect((await list([{ status: 200, body: { errors: [] } }])).rows).toMatchObject({ code: 'incomplete' })
  })

  test('of which one page fails is not read', async () => {
    const { rows } = await list([
      page([1], 1, 2, 2),
      { status: 404, body: { errors: [{ reason: 'Not found' }] } },
    ])
    expect(rows).toMatchObject({ code: 'not-found' })
  })
})

describe('what is set wrong is told at once, with what to do', () => {
  const html = { text: '<html></html>', headers: { 'content-type': 'text/html' } }
  const table: readonly (readonly [string, Script[number], string, string])[] = [
    [
      'a certificate',
      { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'the certificate of 127.0.0.1:1 is not trusted',
      'NODE_EXTRA_CA_CERTS',
    ],
    ['TLS', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'no TLS with 127.0.0.1:1', 'the right port'],
    [
      'a host that is not there',
      { code: 'ENOTFOUND' },
      'ENOTFOUND',
      'the API base http://127.0.0.1:1 is right',
    ],
    ['what speaks no HTTP', { code: 'HPE_INVALID_CONSTANT' }, 'HPE_INVALID_CONSTANT', 'does not speak HTTP'],
    [
      'a page of HTML',
      { status: 200, ...html },
      'an HTML page instead of an answer (HTTP 200)',
      'the API base',
    ],
    [
      'no such page',
      { status: 404, ...html },
      'an HTML page instead of an answer (HTTP 404)',
      'the API base',
    ],
  ]
  test.each(table)('%s', async (_what, reply, message, remedy) => {
    for (const it of [get, post]) {
      const { result, times, took } = await sent(it, [reply])
      expect(result).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining(`${it.what}: ${message}`),
        remedy: expect.stringContaining(remedy),
      })
      expect([times, took]).toEqual([1, 0])
    }
  })

  test.each(table.slice(2))('once the API has answered, %s is trouble, and passes', async (_what, reply) => {
    const ok = { status: 200, body: {} }
    const { wire, time, requests } = aWire([ok, reply, ok])
    await time.run(call(wire, usualPace, get))
    await time.run(call(wire, usualPace, get))
    expect(requests).toHaveLength(3)
  })

  test.each(table.slice(0, 2))('%s never does', async (_what, reply) => {
    const { wire, time, requests } = aWire([{ status: 200, body: {} }, reply])
    await time.run(call(wire, usualPace, get))
    const again = call(wire, usualPace, get).catch((error: unknown) => error)
    expect(await time.run(again)).toMatchObject({ code: 'unreachable' })
    expect(requests).toHaveLength(2)
  })
})

describe('a signal', () => {
  test.each([
    ['the wait for an answer', [{ never: true }]],
    ['the pause before the next try', Array.from({ length: 50 }, () => ({ status: 503 }))],
  ])('ends %s to a read, while nothing was written', async (_what, script) => {
    const { wire, time, stop } = aWire(script)
    const asked = call(wire, usualPace, get).catch((error: unknown) => error)
    void time.sleep(1_200).then(() => stop.abort('SIGTERM'))
    expect(await time.run(asked)).toMatchObject({ code: 'stopped', message: 'reading x: stopped by SIGTERM' })
    expect(time.monotonic()).toBe(1_200)
  })

  test('after a write ends none; the second one does', async () => {
    const { wire, time, stop, again } = aWire([{ status: 200, body: {} }, { never: true }, { never: true }])
    await time.run(call(wire, usualPace, post))
    const asked = call(wire, usualPace, get).catch((error: unknown) => error)
    void time.sleep(1_200).then(() => stop.abort('SIGTERM'))
    void time.sleep(3_400).then(() => again.abort('SIGINT'))
    expect(await time.run(asked)).toMatchObject({ code: 'stopped' })
    expect(time.monotonic()).toBe(3_400)
  })

  test('ends no write: its answer is waited for, as long as for any', async () => {
    const { wire, time, stop, again } = aWire([{ never: true }])
    const asked = call(wire, usualPace, post).catch((error: unknown) => error)
    void time.sleep(100).then(() => stop.abort('SIGTERM'))
    void time.sleep(200).then(() => again.abort('SIGTERM'))
    expect(await time.run(asked)).toMatchObject({ code: 'unavailable' })
    expect(time.monotonic()).toBe(10_000)
  })

  test('the second one: a write whose answer was lost is not sent once more', async () => {
    const { wire, time, again, requests } = aWire(Array.from({ length: 50 }, () => ({ status: 503 })))
    const asked = call(wire, usualPace, { ...get, method: 'PUT' }).catch((error: unknown) => error)
    void time.sleep(1_200).then(() => again.abort('SIGTERM'))
    expect(await time.run(asked)).toBeInstanceOf(Error)
    expect(time.monotonic()).toBe(1_200)
    expect(requests.length).toBeLessThan(4)
  })
})
