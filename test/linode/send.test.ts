import { describe, expect, test } from 'vitest'
import { send, type Adapter, type Outgoing } from '../../src/linode/send.ts'
import { Patience } from '../../src/wire/patience.ts'
import { openRoad } from '../../src/wire/road.ts'
import { STRAIGHT } from '../../src/wire/way.ts'
import { VirtualTime } from '../support/virtual-time.ts'

type Config = Parameters<Adapter>[0]

/** Sends one request to an end that answers by a function; keeps what was sent and what was told of it. */
async function sent(out: Outgoing, answer: (config: Config, time: VirtualTime) => unknown) {
  const time = new VirtualTime(0, () => undefined)
  const seen: Config[] = []
  const told: string[] = []
  const adapter: Adapter = async (config) => {
    seen.push(config)
    const {
      status = 200,
      headers = {},
      data = '{}',
    } = ((await answer(config, time)) ?? {}) as Partial<Awaited<ReturnType<Adapter>>>
    return { status, statusText: '', headers, data: data as unknown, config, request: null }
  }
  const wire = {
    baseUrl: 'https://api.example.org',
    token: 'the-token',
    version: '1.2.3',
    clock: time,
    road: openRoad(new URL('https://api.example.org'), STRAIGHT, true),
    patience: new Patience(new AbortController().signal, new AbortController().signal),
    contact: { made: false },
    adapter,
    onRequest: (line: string) => void told.push(line),
  }
  const reply = await time.run(send(wire, out))
  const [config] = seen
  if (config === undefined) throw new Error('nothing was sent')
  const headers = Object.fromEntries(
    Object.entries(config.headers.toJSON()).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return { reply, config, told, time, headers }
}

const get: Outgoing = { method: 'GET', path: '/v4/x?page=1', timeout: 10_000 }
const fails = (code?: string) => (): never => {
  throw Object.assign(new Error('no'), code === undefined ? {} : { code })
}

describe('a request', () => {
  test('carries the token, who asks and what is understood', async () => {
    const { config, headers } = await sent(get, () => undefined)
    expect(config.url).toBe('https://api.example.org/v4/x?page=1')
    expect(headers).toMatchObject({
      authorization: 'Bearer the-token',
      accept: 'application/json',
      'user-agent': 'linode-autoscale/1.2.3',
    })
    expect(headers).not.toHaveProperty('x-filter')
    expect(config.data).toBeUndefined()
  })

  test('carries its filter in a header', async () => {
    const { headers } = await sent({ ...get, filter: { '+or': [{ label: 'a' }] } }, () => undefined)
    expect(headers['x-filter']).toBe('{"+or":[{"label":"a"}]}')
  })

  test('carries its body as JSON', async () => {
    const { config, headers } = await sent(
      { ...get, method: 'POST', body: { label: 'web-4' } },
      () => undefined,
    )
    expect(config.data).toBe('{"label":"web-4"}')
    expect(headers['content-type']).toBe('application/json')
  })
})

describe('what comes back', () => {
  test('is the text as it is, of any status, with the headers in small letters', async () => {
    const { reply } = await sent(get, () => ({ status: 500, headers: { 'Retry-After': 7 }, data: '{"a": 1' }))
    expect(reply).toEqual({ kind: 'answer', status: 500, headers: { 'retry-after': '7' }, text: '{"a": 1' })
  })

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    '%s: it never reached the API',
    async (code) => {
      expect((await sent(get, fails(code))).reply).toEqual({
        kind: 'none',
        reached: false,
        why: code,
        mistake: null,
      })
    },
  )

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('%s: it may have reached the API', async (code) => {
    expect((await sent(get, fails(code))).reply).toEqual({
      kind: 'none',
      reached: true,
      why: code,
      mistake: null,
    })
  })

  test('an error without a code may have reached the API too', async () => {
    expect((await sent(get, fails())).reply).toEqual({
      kind: 'none',
      reached: true,
      why: 'the connection failed',
      mistake: null,
    })
  })

  test('an answer just in time is taken', async () => {
    const { reply, time } = await sent(
      get,
      async ({ signal }, at) => await at.sleep(9_999, signal as AbortSignal),
    )
    expect(reply).toMatchObject({ kind: 'answer', status: 200 })
    expect(time.monotonic()).toBe(9_999)
  })

  test('one that is late is not waited for', async () => {
    const { reply, time } = await sent(get, async ({ signal }, at) => {
      await at.sleep(60_000, signal as AbortSignal)
      throw new Error('canceled')
    })
    expect(reply).toEqual({ kind: 'none', reached: true, why: 'no answer within 10s', mistake: null })
    expect(time.monotonic()).toBe(10_000)
  })
})

test('a certificate that is not right is a mistake of the settings, and nothing was sent', async () => {
  const { reply } = await sent(get, fails('CERT_HAS_EXPIRED'))
  expect(reply).toMatchObject({
    kind: 'none',
    reached: false,
    why: 'the certificate of api.example.org has expired (CERT_HAS_EXPIRED)',
    mistake: { remedy: expect.any(String) },
  })
})

describe('what is told of an exchange', () => {
  test('is the method, the path, the status and how long it took', async () => {
    const { told } = await sent(get, async (_config, at) => {
      await at.sleep(1_234)
      return { status: 404 }
    })
    expect(told).toEqual(['GET /v4/x?page=1 404 1234ms'])
  })

  test('is why there was no answer', async () => {
    expect((await sent(get, fails('ECONNRESET'))).told).toEqual(['GET /v4/x?page=1 ECONNRESET 0ms'])
  })

  test('is nothing of the headers and the body', async () => {
    const { told } = await sent({ ...get, method: 'POST', body: { root_pass: 'hunter2' } }, () => ({
      data: '{"secret":"hunter3"}',
    }))
    expect(told.join('\n')).not.toMatch(/the-token|hunter/)
  })
})
