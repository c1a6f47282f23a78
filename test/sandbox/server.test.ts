import { request as httpRequest } from 'node:http'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { manualClock, realClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/server.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { FLEET, readReply, WEB_4 } from '../support/sandbox/api.ts'

const open: ServedSandbox[] = []

async function served(): Promise<{ readonly url: string; readonly sandbox: Sandbox }> {
  const sandbox = createSandbox({ clock: manualClock(), rateLimits: false })
  const server = await serveSandbox(sandbox)
  open.push(server)
  return { url: server.url, sandbox }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(async (server) => await server.close()))
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

async function send(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<Got> {
  const headers = { authorization: 'Bearer sandbox-token', 'content-type': 'application/json' }
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { method, headers, ...(signal === undefined ? {} : { signal }) },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (chunk: string) => (text += chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

describe('over HTTP', () => {
  test('the answer is the one the sandbox gives, headers and all', async () => {
    const { url } = await served()
    const { status, headers } = await send('GET', `${url}/v4/regions?page=1`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      date: 'Thu, 15 Jan 2026 12:00:00 GMT',
      'x-oauth-scopes': '*',
      'x-spec-version': '4.208.1',
    })
  })

  test('of 50 creates of one label at once, one is made and 49 are told that the label is taken', async () => {
    const { url, sandbox } = await served()
    const all = await Promise.all(
      Array.from({ length: 50 }, async () => await send('POST', `${url}/v4/linode/instances`, WEB_4)),
    )
    const errors = all
      .filter(({ status }) => status === 400)
      .map(({ status, body }) => readReply({ status, headers: {}, body }).errors.join())
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(errors).toEqual(Array.from({ length: 49 }, () => 'label: Label must be unique among your linodes'))
    expect(sandbox.byHand.instances()).toHaveLength(1)
  })

  test.each(['drop-before', 'drop-after'] as const)('%s cuts the connection', async (kind) => {
    const { url, sandbox } = await served()
    sandbox.faults.add({ method: 'POST', path: '/linode/instances', kind })
    await expect(send('POST', `${url}/v4/linode/instances`, WEB_4)).rejects.toMatchObject({
      code: 'ECONNRESET',
    })
    expect(sandbox.byHand.instances()).toHaveLength(kind === 'drop-after' ? 1 : 0)
  })
})

describe('over HTTP, answers that come late or never', () => {
  test('never: no answer comes, and closing the server does not wait for it', async () => {
    const { url, sandbox } = await served()
    sandbox.faults.add({ method: 'GET', path: '*', kind: 'never' })
    const answer = send('GET', `${url}/v4/regions`)
    await expect.poll(() => sandbox.log.length).toBe(1)
    const cut = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' })
    await open.pop()?.close()
    await cut
  })

  test('delay: the call has its effect before its answer comes', async () => {
    const { url, sandbox } = await served()
    sandbox.faults.add({ method: 'POST', path: '*', kind: 'delay', delayMs: 150 })
    let answered = false
    const answer = send('POST', `${url}/v4/linode/instances`, WEB_4).finally(() => (answered = true))
    await expect.poll(() => sandbox.byHand.instances().length).toBe(1)
    expect(answered).toBe(false)
    expect((await answer).status).toBe(200)
  })

  test('the control route steers it', async () => {
    const { url, sandbox } = await served()
    await send('POST', `${url}/__sandbox/by-hand`, { do: 'add-instance', label: 'web-1' })
    expect(sandbox.byHand.instances().map((each) => each.label)).toEqual(['web-1'])
    expect(sandbox.log).toEqual([])
  })

  test('an address that is no path is an answer, not an end', async () => {
    const { url } = await served()
    expect((await send('GET', `${url}//`)).status).toBeGreaterThanOrEqual(400)
    expect((await send('GET', `${url}/v4/regions`)).status).toBe(200)
  })
})

describe('where it listens', () => {
  test.each(['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.0.0.1.example.com'])(
    'not on %s',
    async (host) => {
      await expect(serveSandbox(createSandbox({ clock: manualClock() }), { host })).rejects.toThrow(
        `the sandbox listens on loopback only, not on ${host}`,
      )
    },
  )

  test('on the port it is given; a taken one is refused', async () => {
    const { url } = await served()
    const port = Number(url.split(':').at(-1))
    await expect(serveSandbox(createSandbox({ clock: manualClock() }), { port })).rejects.toThrow(
      'EADDRINUSE',
    )
  })
})

test('a real clock runs as fast as it is told, and can be moved', () => {
  const clock = realClock(1000)
  const [before, real] = [clock.now(), performance.now()]
  while (performance.now() < real + 5);
  expect(clock.now() - before).toBeGreaterThanOrEqual(4900)
  clock.advance?.(3_600_000)
  expect(clock.now() - before).toBeGreaterThan(3_600_000)
})

// How long a page takes is measured by `npm run bench:parts`, not here: a busy host is no mistake of the sandbox's.
describe('with 5,000 instances and 1,000 backends', () => {
  const sandbox = createSandbox({ clock: manualClock(), rateLimits: false })
  beforeAll(() => {
    seedFleet(sandbox, { ...FLEET, members: 1000 })
    for (let number = 1; number <= 4000; number += 1) sandbox.byHand.addInstance({ label: `other-${number}` })
  })

  const ours = { '+or': [{ tags: 'fleet:web:12345' }, { label: { '+contains': 'web-' } }] }
  test.each([
    ['/v4/linode/instances?page_size=500&page=10', undefined, 5001],
    ['/v4/linode/instances?page_size=500', ours, 1000],
    ['/v4/nodebalancers/12345/configs/67890/nodes?page_size=500', undefined, 1001],
  ])('a page of %s has 500 of all', (url, filter, all) => {
    const headers = {
      authorization: 'Bearer sandbox-token',
      ...(filter === undefined ? {} : { 'x-filter': JSON.stringify(filter) }),
    }
    const { status, body } = sandbox.handle({ method: 'GET', url, headers, body: '' })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ results: all, data: expect.objectContaining({ length: 500 }) })
  })
})
