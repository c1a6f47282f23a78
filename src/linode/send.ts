import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { baseRequest } from '@linode/api-v4'
import type { Clock } from '../clock.ts'
import type { AskedBefore, SharedReads } from './shared-reads.ts'

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
  /** What several fleets of one account read once, and which of it this one has had. */
  readonly shared?: { readonly reads: SharedReads; readonly asked: AskedBefore }
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent }
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
  | { readonly kind: 'none'; readonly reached: boolean; readonly why: string }

/** Network errors that say that no connection was ever made. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * Sends one request and waits for its answer. Never rejects; no error of the HTTP client, which carries the token, leaves.
 * The timeout runs on the injected clock.
 */
export async function send(wire: Wire, out: Outgoing): Promise<Reply> {
  const begun = wire.clock.monotonic()
  const answered = new AbortController()
  const late = new AbortController()
  const timer = abortAfter(wire.clock, out.timeout, { answered: answered.signal, late })
  const reply = await exchange(wire, out, late.signal)
  answered.abort()
  await timer
  const what = reply.kind === 'answer' ? String(reply.status) : reply.why
  wire.onRequest(`${out.method} ${out.path} ${what} ${Math.round(wire.clock.monotonic() - begun)}ms`)
  return reply
}

async function abortAfter(
  clock: Clock,
  ms: number,
  { answered, late }: { readonly answered: AbortSignal; readonly late: AbortController },
): Promise<void> {
  await clock.sleep(ms, answered)
  if (!answered.aborted) late.abort()
}

async function exchange(wire: Wire, out: Outgoing, late: AbortSignal): Promise<Reply> {
  try {
    const { status, headers, data } = await baseRequest.request<unknown>({
      url: `${wire.baseUrl}${pathFor(wire, out)}`,
      method: out.method,
      headers: headersOf(wire, out),
      ...(out.body === undefined ? {} : { data: JSON.stringify(out.body) }),
      transformRequest: [namedBy(wire)],
      ...(wire.adapter === null ? {} : { adapter: wire.adapter }),
      signal: late,
      httpAgent: wire.agents.http,
      httpsAgent: wire.agents.https,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: [(text: unknown) => text],
      validateStatus: () => true,
    })
    return {
      kind: 'answer',
      status,
      headers: plainHeaders(headers),
      text: typeof data === 'string' ? data : '',
    }
  } catch (error) {
    if (late.aborted) return { kind: 'none', reached: true, why: `no answer within ${out.timeout / 1000}s` }
    const code = codeOf(error)
    return { kind: 'none', reached: !NEVER_CONNECTED.has(code), why: code }
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

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : 'the connection failed'
}
