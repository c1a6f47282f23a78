import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { exchange, LARGEST, type Ask, type Heard } from '../../src/wire/exchange.ts'
import { openRoad } from '../../src/wire/road.ts'
import { WireFailure } from '../../src/wire/wire-failure.ts'
import { STRAIGHT, type Way } from '../../src/wire/way.ts'
import { AUTHORITY, type CERTIFICATES } from '../support/wire/certificates.ts'
import { http, https, tcp, tunnel } from '../support/wire/servers.ts'

const TRUSTING: Way = { proxy: null, ca: AUTHORITY }
const proxyAt = (port: number, userinfo = '') => ({
  url: new URL(`http://${userinfo}127.0.0.1:${port}`),
  source: '$HTTPS_PROXY',
})

async function heard(
  url: string,
  way: Way = STRAIGHT,
  more: Partial<Ask> = {},
): Promise<Heard | WireFailure> {
  const target = new URL(url)
  const ask: Ask = {
    method: 'GET',
    url: target,
    headers: { authorization: 'Bearer SECRET-TOKEN' },
    signal: AbortSignal.timeout(30_000),
    ...more,
  }
  return await exchange(openRoad(target, way, false), ask).catch((error: unknown) => {
    if (error instanceof WireFailure) return error
    throw error
  })
}

describe('HTTPS through a proxy is a tunnel', () => {
  test('the proxy hears the host and the port and nothing else; the request arrives whole', async () => {
    const got: string[] = []
    await using server = await https('good', (request, response) => {
      request.on('data', (part: Buffer) => got.push(part.toString()))
      request.on('end', () =>
        response.end(`${request.method} ${request.url} ${request.headers.authorization}`),
      )
    })
    await using proxy = await tunnel()
    const way = { ...TRUSTING, proxy: proxyAt(proxy.port, 'me:pass%40word@') }
    const reply = await heard(`https://localhost:${server.port}/v4/x?a=1`, way, {
      method: 'POST',
      body: '{"root_pass":"hunter2"}',
    })
    expect(reply).toMatchObject({ status: 200, text: 'POST /v4/x?a=1 Bearer SECRET-TOKEN' })
    expect(got).toEqual(['{"root_pass":"hunter2"}'])
    expect(proxy.heard).toHaveLength(1)
    const [said = ''] = proxy.heard
    expect(
      said
        .split('\r\n')
        .filter((line) => line !== '')
        .toSorted(),
    ).toEqual(
      [
        `CONNECT localhost:${server.port} HTTP/1.1`,
        'Connection: close',
        `Host: localhost:${server.port}`,
        `Proxy-Authorization: Basic ${Buffer.from('me:pass@word').toString('base64')}`,
      ]
        .toSorted()
        .map(
          (line) =>
            expect.stringMatching(new RegExp(`^${line.replaceAll(/[.+/]/g, '\\$&')}$`, 'i')) as string,
        ),
    )
    expect(proxy.bytes()).not.toMatch(/SECRET|hunter2|\/v4/)
  })

  test('what is no tunnel hears no token either', async () => {
    let said = ''
    await using proxy = await tcp((socket) => {
      socket.on('data', (part) => {
        said += part.toString('latin1')
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}')
      })
    })
    const reply = await heard('https://api.example', { ...STRAIGHT, proxy: proxyAt(proxy.port) })
    expect(reply).toMatchObject({ reached: false, mistake: { remedy: expect.any(String) } })
    expect(said).toContain('CONNECT api.example:443')
    expect(said).not.toContain('SECRET-TOKEN')
  })
})

describe('a tunnel that does not come about', () => {
  test("the certificate is the server's, whatever the proxy says", async () => {
    await using server = await https('good', (_, response) => response.end('{}'))
    await using proxy = await tunnel()
    const reply = await heard(`https://localhost:${server.port}`, { proxy: proxyAt(proxy.port), ca: null })
    expect(reply).toMatchObject({ reached: false, message: expect.stringContaining('is not trusted') })
  })

  test.each([
    [407, 'it asks who you are: give $HTTPS_PROXY a user and a password'],
    [403, 'ask whoever runs it to let api.example:443 through'],
    [404, 'ask whoever runs it to let api.example:443 through'],
  ])(
    'a proxy that answers %d is a mistake of the settings, and its answer is not believed',
    async (status, remedy) => {
      await using proxy = await tcp((socket) => {
        socket.on('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\n{}`))
      })
      const reply = await heard('https://api.example', {
        ...STRAIGHT,
        proxy: proxyAt(proxy.port, 'me:hunter2@'),
      })
      expect(reply).toMatchObject({ reached: false, mistake: { remedy: expect.stringContaining(remedy) } })
      expect(JSON.stringify([reply, (reply as WireFailure).message])).not.toContain('hunter2')
    },
  )

  test.each([502, 503, 504])('a proxy that answers %d has trouble, which may pass', async (status) => {
    await using proxy = await tcp((socket) => {
      socket.on('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
    })
    const reply = await heard('https://api.example', { ...STRAIGHT, proxy: proxyAt(proxy.port) })
    expect(reply).toMatchObject({
      reached: false,
      mistake: null,
      message: expect.stringContaining(`HTTP ${status}`),
    })
  })

  test('a proxy that is not there is named', async () => {
    const gone = await tcp(() => undefined)
    await gone[Symbol.asyncDispose]()
    const reply = await heard('https://api.example', { ...STRAIGHT, proxy: proxyAt(gone.port) })
    const message = `ECONNREFUSED at the proxy http://127.0.0.1:${gone.port} of $HTTPS_PROXY`
    expect(reply).toMatchObject({ reached: false, mistake: null, message })
  })

  test('a proxy that never answers is left at the end of the wait', async () => {
    await using proxy = await tcp(() => undefined)
    const way = { ...STRAIGHT, proxy: proxyAt(proxy.port) }
    const reply = await heard('https://api.example', way, { signal: AbortSignal.timeout(300) })
    expect(reply).toMatchObject({ reached: false })
  })
})

test('what is plain HTTP goes to its proxy whole, with the name of its host', async () => {
  await using relay = await http((request, response) =>
    response.end(`${request.url} ${request.headers.host}`),
  )
  const reply = await heard('http://prometheus.example:9090/api/v1/query?query=up', {
    ca: null,
    proxy: proxyAt(relay.port),
  })
  expect(reply).toMatchObject({
    text: 'http://prometheus.example:9090/api/v1/query?query=up prometheus.example:9090',
  })
})

describe('a certificate that is not right: told with its own words and a remedy, and nothing has been sent', () => {
  const table: readonly (readonly [keyof typeof CERTIFICATES, Way, string, string])[] = [
    ['good', STRAIGHT, 'is not trusted: its issuer is not known', 'NODE_EXTRA_CA_CERTS'],
    ['selfSigned', STRAIGHT, 'is not trusted: it is self-signed', 'LINODE_CA'],
    ['elsewhere', TRUSTING, 'is for another host', 'the URL names the right host'],
    ['expired', TRUSTING, 'has expired', 'clock'],
    ['future', TRUSTING, 'is not valid yet', 'clock'],
  ]
  test.each(table)('%s', async (certificate, way, says, remedy) => {
    let requests = 0
    await using server = await https(certificate, (_, response) => {
      requests++
      response.end('{}')
    })
    const reply = await heard(`https://localhost:${server.port}`, way)
    expect(reply).toMatchObject({
      reached: false,
      message: expect.stringContaining(`the certificate of localhost:${server.port} ${says}`),
      mistake: { remedy: expect.stringContaining(remedy) },
    })
    expect(requests).toBe(0)
  })

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 does not open it', async () => {
    await using server = await https('selfSigned', (_, response) => response.end('{}'))
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(await heard(`https://localhost:${server.port}`)).toMatchObject({ reached: false })
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
  })

  test('a good one is believed', async () => {
    await using server = await https('good', (_, response) => response.end('{}'))
    expect(await heard(`https://localhost:${server.port}`, TRUSTING)).toMatchObject({
      status: 200,
      text: '{}',
    })
  })

  test('HTTPS where none is spoken', async () => {
    await using server = await http((_, response) => response.end('{}'))
    const reply = await heard(`https://127.0.0.1:${server.port}`)
    expect(reply).toMatchObject({
      reached: false,
      message: expect.stringContaining('no TLS with'),
      mistake: { remedy: expect.stringContaining('the right port') },
    })
  })
})

const soon = (): Partial<Ask> => ({ signal: AbortSignal.timeout(300), method: 'POST', body: '{}' })

describe('whether a request can have reached the other end', () => {
  test('not while TLS does not stand', async () => {
    await using silent = await tcp(() => undefined)
    expect(await heard(`https://127.0.0.1:${silent.port}`, STRAIGHT, soon())).toMatchObject({
      reached: false,
    })
  })

  test('not when the connection ends before TLS stands, which may pass', async () => {
    await using rude = await tcp((socket) => socket.destroy())
    const reply = await heard(`https://127.0.0.1:${rude.port}`)
    expect(reply).toMatchObject({ reached: false, mistake: null, code: 'ECONNRESET' })
  })

  test('yes once it stands, over HTTP', async () => {
    await using silent = await http(() => undefined)
    expect(await heard(`http://127.0.0.1:${silent.port}`, STRAIGHT, soon())).toMatchObject({ reached: true })
  })

  test('yes once it stands, over HTTPS', async () => {
    await using silent = await https('good', () => undefined)
    expect(await heard(`https://localhost:${silent.port}`, TRUSTING, soon())).toMatchObject({ reached: true })
  })

  test('yes once it stands, through a proxy', async () => {
    await using silent = await https('good', () => undefined)
    await using proxy = await tunnel()
    const way = { ...TRUSTING, proxy: proxyAt(proxy.port) }
    expect(await heard(`https://localhost:${silent.port}`, way, soon())).toMatchObject({ reached: true })
  })

  test('yes on a connection that was kept from the last request', async () => {
    let served = 0
    await using server = await https('good', (request, response) => {
      if (served++ === 0) response.end('{}')
      else request.socket.destroy()
    })
    const target = new URL(`https://localhost:${server.port}`)
    const road = openRoad(target, TRUSTING, true)
    const ask = { method: 'GET', url: target, headers: {}, signal: AbortSignal.timeout(30_000) }
    await exchange(road, ask)
    await new Promise<void>((resolve) => setImmediate(resolve))
    await expect(exchange(road, { ...ask, method: 'POST', body: '{}' })).rejects.toMatchObject({
      reached: true,
    })
    expect(served).toBe(2)
    road.agent.destroy()
  })
})

const sends = async (body: Buffer, headers: Readonly<Record<string, string>> = {}) => {
  await using server = await http((_, response) => void response.writeHead(200, headers).end(body))
  return await heard(`http://127.0.0.1:${server.port}`)
}

describe('an answer has a largest size', () => {
  const packed = { 'content-encoding': 'gzip' }

  test('of the largest it is read whole', async () => {
    const plain = await sends(Buffer.alloc(LARGEST, 32))
    const unpacked = await sends(gzipSync(Buffer.alloc(LARGEST, 32)), packed)
    for (const reply of [plain, unpacked])
      expect(reply instanceof WireFailure ? reply : reply.text.length).toBe(LARGEST)
  })

  test.each([
    ['as it is', Buffer.alloc(LARGEST + 1, 32), {}],
    ['packed', gzipSync(Buffer.alloc(LARGEST + 1, 32)), packed],
  ])('one more byte, %s, is too much: told at once', async (_how, body, headers) => {
    expect(await sends(body, headers)).toMatchObject({
      message: 'an answer of more than 16 MiB',
      reached: true,
      mistake: { remedy: expect.any(String) },
    })
  })

  test('one without end is not read to it', async () => {
    let sent = 0
    await using server = await http((_, response) => {
      const part = Buffer.alloc(1 << 18, 32)
      const more = (): void => {
        if (response.destroyed) return
        sent += part.length
        response.write(part, () => setImmediate(more))
      }
      response.on('error', () => undefined)
      more()
    })
    expect(await heard(`http://127.0.0.1:${server.port}`)).toMatchObject({
      message: 'an answer of more than 16 MiB',
    })
    expect(sent).toBeLessThan(LARGEST * 4)
  })

  test('packed text is unpacked', async () => {
    expect(await sends(gzipSync('{"a":1}'), packed)).toMatchObject({ text: '{"a":1}' })
  })

  test('half of what was packed is no answer', async () => {
    const whole = gzipSync(Buffer.from('{"a":"'.padEnd(5_000, 'abcdefg')))
    expect(await sends(whole.subarray(0, whole.length - 12), packed)).toBeInstanceOf(WireFailure)
  })

  test('an encoding that was not asked for is no answer', async () => {
    expect(await sends(Buffer.from('{}'), { 'content-encoding': 'br' })).toMatchObject({
      reached: true,
      message: 'an answer in the encoding br, which was not asked for',
    })
  })
})

test('a redirection is an answer, and nothing is sent after it', async () => {
  let requests = 0
  await using server = await http((_, response) => {
    requests++
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  expect(await heard(`http://127.0.0.1:${server.port}`)).toMatchObject({ status: 302 })
  expect(requests).toBe(1)
})
