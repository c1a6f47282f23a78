import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import type { Road } from './road.ts'
import { proxyAuthorization, type Tunnelled } from './tunnel-agent.ts'
import { failureOf, WireFailure } from './wire-failure.ts'

/** The largest answer that is read, in bytes, after it was unpacked: a page of 500 instances has one megabyte. */
export const LARGEST = 16 * 1024 * 1024

/** One request. */
export interface Ask {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends the exchange when aborted. */
  readonly signal: AbortSignal
}

/** One answer, of any status. */
export interface Heard {
  readonly status: number
  /** The names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends one request and reads its answer whole; follows nothing. Rejects with a WireFailure and with nothing else. */
export async function exchange(road: Road, ask: Ask): Promise<Heard> {
  let connected = false
  try {
    const request = open(road, ask)
    whenConnected(request, () => (connected = true))
    const response = await answerTo(request, ask.body)
    const text = await readWhole(response)
    return { status: response.statusCode ?? 0, headers: headersOf(response), text }
  } catch (error) {
    throw failureOf(error, ask.url.host, connected)
  }
}

function open({ agent, relay }: Road, { method, url, headers, signal }: Ask): ClientRequest {
  const to = relay?.url ?? url
  const authorization = relay === null ? null : proxyAuthorization(relay)
  const options: Tunnelled = {
    agent,
    host: to.hostname.replace(/^\[|\]$/g, ''),
    port: to.port || (to.protocol === 'https:' ? 443 : 80),
    method,
    path: relay === null ? `${url.pathname}${url.search}` : url.href,
    headers: {
      'accept-encoding': 'gzip',
      ...headers,
      ...(relay === null ? {} : { host: url.host }),
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    },
    signal,
    ends: signal,
  }
  return (to.protocol === 'https:' ? httpsRequest : httpRequest)(options)
}

/** Until the connection stands, TLS included, nothing of a request has left. One that is not known to be still in the making counts as standing. */
function whenConnected(request: ClientRequest, done: () => void): void {
  request.once('socket', (socket) => {
    if (Reflect.get(socket, 'secureConnecting') === true) socket.once('secureConnect', done)
    else if (socket.connecting && !('encrypted' in socket)) socket.once('connect', done)
    else done()
  })
}

async function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    request.once('response', resolve).on('error', reject)
    request.end(body)
  })
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

async function readWhole(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of await unpacked(response)) {
    parts.push(part)
    size += part.length
    if (size > LARGEST) throw tooLarge(response)
  }
  return Buffer.concat(parts).toString('utf8')
}

async function unpacked(response: IncomingMessage): Promise<Readable> {
  const encoding = response.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return response
  if (encoding !== 'gzip')
    throw new WireFailure(`an answer in the encoding ${encoding}, which was not asked for`, { reached: true })
  const { gunzip } = await import('./gunzip.ts')
  return gunzip(response)
}

function tooLarge(response: IncomingMessage): WireFailure {
  response.destroy()
  return new WireFailure(`an answer of more than ${LARGEST / 1024 / 1024} MiB`, {
    reached: true,
    mistake: { remedy: 'look what answers there: no answer that is asked for is so large' },
  })
}
