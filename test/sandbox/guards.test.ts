import { connect } from 'node:net'
import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { serveSandbox, type ServedSandbox } from '../../src/sandbox/server.ts'
import { manualClock } from '../../src/sandbox/state/clock.ts'

const open: ServedSandbox[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (each) => await each.close()))
})

async function served(): Promise<{ readonly sandbox: Sandbox; readonly port: number }> {
  const sandbox = createSandbox({ clock: manualClock() })
  const server = await serveSandbox(sandbox)
  open.push(server)
  return { sandbox, port: server.port }
}

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function ask(
  port: number,
  { method = 'POST', path = '/__sandbox/clock', headers = {}, body = '' }: Asked,
) {
  return await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const ADVANCE = '{"advance":60000}'

describe('a page in a browser, and whoever is led here by a name', () => {
  test.each<readonly [string, Asked, number]>([
    ['another Host', { headers: { ...JSON_TYPE, host: 'evil.example' } }, 403],
    ['a Host that begins like ours', { headers: { ...JSON_TYPE, host: '127.0.0.1.evil.example' } }, 403],
    ['another Origin', { headers: { ...JSON_TYPE, origin: 'https://evil.example' } }, 403],
    ['an Origin that is none', { headers: { ...JSON_TYPE, origin: 'null' } }, 403],
    [
      'a page of another port of this machine',
      { headers: { ...JSON_TYPE, origin: 'http://localhost:3000' } },
      403,
    ],
    ['a picture on a page', { method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['text, which a page may send anywhere', { headers: { 'content-type': 'text/plain' } }, 415],
    ['text that calls itself JSON', { headers: { 'content-type': 'text/plain; application/json' } }, 415],
    ['no type at all', { headers: {} }, 415],
  ])('%s is refused, and moves nothing', async (_, asked, status) => {
    const { sandbox, port } = await served()
    const before = sandbox.clock.now()
    expect((await ask(port, { body: ADVANCE, ...asked })).status).toBe(status)
    expect(sandbox.clock.now()).toBe(before)
  })

  test('a picture on a page takes no scripted fault and is in no log', async () => {
    const { sandbox, port } = await served()
    sandbox.faults.add({ method: 'GET', path: '*', kind: '503' })
    const asked = { method: 'GET', path: '/v4/linode/instances', headers: { 'sec-fetch-site': 'cross-site' } }
    expect((await ask(port, asked)).status).toBe(403)
    expect([sandbox.log, sandbox.faults.list()[0]]).toEqual([[], expect.objectContaining({ times: 1 })])
    expect((await ask(port, { method: 'GET', path: '/v4/linode/instances' })).status).toBe(503)
  })

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['a program', JSON_TYPE],
    ['one that says how it writes', { 'content-type': 'application/json; charset=utf-8' }],
    ['one that calls this machine localhost', { ...JSON_TYPE, host: 'localhost:4010' }],
    ['one that uses IPv6', { ...JSON_TYPE, host: '[::1]:4010' }],
  ])('%s is answered', async (_, headers) => {
    const { sandbox, port } = await served()
    const before = sandbox.clock.now()
    expect((await ask(port, { headers, body: ADVANCE })).status).toBe(200)
    expect(sandbox.clock.now()).toBe(before + 60_000)
  })
})

describe('a number that nothing can be counted by is refused, and breaks nothing', () => {
  test.each([
    ['/__sandbox/clock', '{"advance":1e999}'],
    ['/__sandbox/clock', '{"advance":1e300}'],
    ['/__sandbox/clock', '{"advance":8e15}'],
    ['/__sandbox/clock', '{"advance":-1}'],
    ['/__sandbox/timings', '{"boot":1e999}'],
    ['/__sandbox/timings', '{"boot":-5}'],
    ['/__sandbox/switches', '{"labelFreeAfter":1e999}'],
    ['/__sandbox/switches', '{"listLag":{"instances":1e999}}'],
    ['/__sandbox/faults', '{"call":"GET *","kind":"delay","delayMs":1e999}'],
    ['/__sandbox/faults', '{"call":"GET *","kind":"delay","delayMs":1e300}'],
    ['/__sandbox/faults', '{"call":"GET *","kind":"503","times":1e999}'],
    ['/__sandbox/by-hand', '{"do":"power-off","label":1e999}'],
  ])('%s %s', async (path, body) => {
    const { sandbox, port } = await served()
    const before = [{ ...sandbox.timings }, structuredClone(sandbox.switches), sandbox.clock.now(), []]
    expect((await ask(port, { path, headers: JSON_TYPE, body })).status).toBe(400)
    expect([sandbox.timings, sandbox.switches, sandbox.clock.now(), sandbox.faults.list()]).toEqual(before)
    expect((await ask(port, { method: 'GET', path: '/v4/regions' })).status).toBe(200)
  })

  test('years do not end, however often the clock is moved', async () => {
    const { sandbox, port } = await served()
    sandbox.clock.advance?.(Date.UTC(9989, 0) - sandbox.clock.now())
    const year = { headers: JSON_TYPE, body: `{"advance":${366 * 86_400_000}}` }
    const statuses = [await ask(port, year), await ask(port, year), await ask(port, year)].map(
      (a) => a.status,
    )
    expect(statuses.at(-1)).toBe(400)
    expect((await ask(port, { method: 'GET' })).status).toBe(200)
  })
})

describe('a request that is begun and never ended is given up', () => {
  test.each([
    ['without a line', ''],
    ['in its head', 'GET /v4/regions HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    [
      'in its body',
      'POST /__sandbox/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('%s', async (_, begun) => {
    const { port } = await served()
    const socket = connect(port, '127.0.0.1')
    socket.write(begun)
    socket.on('error', () => undefined)
    socket.resume()
    await new Promise<void>((resolve) => socket.on('close', () => resolve()))
    expect(socket.destroyed).toBe(true)
  })
})
