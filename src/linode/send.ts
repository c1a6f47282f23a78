import { baseRequest } from '@linode/api-v4'
import type { Clock } from '../clock.ts'
import { exchange } from '../wire/exchange.ts'
import type { Patience } from '../wire/patience.ts'
import type { Road } from '../wire/road.ts'
import { failureOf, type Mistake } from '../wire/wire-failure.ts'

/** How bytes get to the API and back; tests put the sandbox in its place. */
export type Adapter = Extract<
  NonNullable<Parameters<typeof baseRequest.request>[0]['adapter']>,
  (...args: never[]) => unknown
>

type Transformer = Extract<
  NonNullable<Parameters<typeof baseRequest.request>[0]['transformRequest']>,
  (...args: never[]) => unknown
>

/** Where and as whom requests are sent. */
export interface Wire {
  readonly baseUrl: string
  /** Whether every call goes to v4beta, not only those that need it. */
  readonly everythingBeta?: boolean
  readonly token: string
  readonly version: string
  readonly clock: Clock
  readonly road: Road
  readonly patience: Patience
  /** Whether this base has ever answered as the API does: what it says before is perhaps said by something else. */
  readonly contact: { made: boolean }
  readonly adapter: Adapter | null
  /** Told of every exchange, without headers and bodies. */
  readonly onRequest: (line: string) => void
}

/** One request, below the base URL. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly filter?: object
  readonly body?: object
  /** Milliseconds until an answer is no longer waited for. */
  readonly timeout: number
}

/** What came back: an answer of any status, or none, and then whether the request can have reached the API. */
export type Reply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
    }
  | NoAnswer

/** No answer, or none that can be used. */
export interface NoAnswer {
  readonly kind: 'none'
  readonly reached: boolean
  readonly why: string
  /** What is set wrong, so that trying again does not help; null for what may pass. */
  readonly mistake: Mistake | null
  /** Whether a signal ended the wait. */
  readonly isStopped?: true
}

/**
 * Sends one request and waits for its answer. Never rejects; no error of the HTTP client, which carries the token, leaves.
 * The timeout runs on the injected clock; a signal ends the wait for a read where the run's patience does.
 */
export async function send(wire: Wire, out: Outgoing): Promise<Reply> {
  const { reads } = wire.patience
  if (out.method !== 'GET') wire.patience.wrote()
  else if (reads.aborted) return stopped(reads)
  const begun = wire.clock.monotonic()
  const reply = await inTime(wire, out)
  const what = reply.kind === 'answer' ? String(reply.status) : reply.why
  wire.onRequest(
    `${out.method} ${pathFor(wire, out)} ${what} ${Math.round(wire.clock.monotonic() - begun)}ms`,
  )
  return reply
}

/** A read whose wait a signal has ended. */
export function stopped(reads: AbortSignal): NoAnswer {
  return {
    kind: 'none',
    reached: false,
    why: `stopped by ${String(reads.reason)}`,
    mistake: null,
    isStopped: true,
  }
}

async function inTime(wire: Wire, out: Outgoing): Promise<Reply> {
  const answered = new AbortController()
  const over = new AbortController()
  const end = (): void => over.abort()
  const { reads } = wire.patience
  if (out.method === 'GET') reads.addEventListener('abort', end)
  const timer = wire.clock.sleep(out.timeout, answered.signal).then(() => answered.signal.aborted || end())
  const reply = await replyTo(wire, out, over.signal)
  reads.removeEventListener('abort', end)
  answered.abort()
  await timer
  return reply
}

async function replyTo(wire: Wire, out: Outgoing, over: AbortSignal): Promise<Reply> {
  // Of an exchange that was given up the client tells nothing but that.
  let broken: unknown = null
  const road = overRoad(wire.road, (error) => (broken = error))
  try {
    return await requested(wire, out, { adapter: wire.adapter ?? road, signal: over })
  } catch (error) {
    if (out.method === 'GET' && wire.patience.reads.aborted) return stopped(wire.patience.reads)
    const { reached, message, mistake } = failureOf(broken ?? error, new URL(wire.baseUrl).host)
    if (!over.aborted) return { kind: 'none', reached, why: message, mistake }
    return { kind: 'none', reached, why: `no answer within ${out.timeout / 1000}s`, mistake: null }
  }
}

async function requested(
  wire: Wire,
  out: Outgoing,
  how: { readonly adapter: Adapter; readonly signal: AbortSignal },
): Promise<Reply> {
  const { status, headers, data } = await baseRequest.request<unknown>({
    url: `${wire.baseUrl}${pathFor(wire, out)}`,
    method: out.method,
    headers: headersOf(wire, out),
    ...(out.body === undefined ? {} : { data: JSON.stringify(out.body) }),
    transformRequest: [namedBy(wire)],
    ...how,
    responseType: 'text',
    transformResponse: [(text: unknown) => text],
    validateStatus: () => true,
  })
  const text = typeof data === 'string' ? data : ''
  return { kind: 'answer', status, headers: plainHeaders(headers), text }
}

/** The client's own ways to the network are left out: one way, with its bounds and its proxies, for whatever is asked. */
function overRoad(road: Road, onError: (error: unknown) => void): Adapter {
  return async (config) => {
    const asked = exchange(road, {
      method: (config.method ?? 'get').toUpperCase(),
      url: new URL(config.url ?? ''),
      headers: plainHeaders(config.headers.toJSON()),
      ...(typeof config.data === 'string' ? { body: config.data } : {}),
      signal: config.signal instanceof AbortSignal ? config.signal : new AbortController().signal,
    })
    asked.catch(onError)
    const { status, headers, text } = await asked
    return { status, statusText: '', headers, data: text, config, request: null }
  }
}

function pathFor({ everythingBeta }: Wire, { path }: Outgoing): string {
  return everythingBeta === true ? path.replace(/^\/v4\//, '/v4beta/') : path
}

function headersOf(wire: Wire, { filter, body }: Outgoing): Record<string, string> {
  return {
    authorization: `Bearer ${wire.token}`,
    accept: 'application/json',
    ...(filter === undefined ? {} : { 'x-filter': JSON.stringify(filter) }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/** Said this late, because an interceptor of the client puts its own name over one that is set before. */
function namedBy({ version }: Wire): Transformer {
  return (data: unknown, headers) => {
    headers.set('user-agent', `linode-autoscale/${version}`)
    return data
  }
}

function plainHeaders(headers: object): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return Object.fromEntries(entries)
}
