import type { SandboxReply } from './exchange.ts'
import type { RateReading } from './rate-limits.ts'
import type { ApiProblem } from './refusal.ts'
import type { Switches } from '../state/switches.ts'

/** What the headers of a reply are made of. */
export interface ReplyContext {
  /** The sandbox's time, for the Date header. */
  readonly now: number
  readonly customer: string
  /** The token's scopes, or `unknown`. */
  readonly scopes: string
  /** What the endpoint wants. */
  readonly accepted: string
  /** Null where nothing was counted. */
  readonly rate: RateReading | null
}

const SPEC_VERSION = '4.208.1'

function rateHeaders(rate: RateReading | null): Readonly<Record<string, string>> {
  if (rate === null) return {}
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(Math.ceil(rate.resetsAt / 1000)),
  }
}

function headersOf(context: ReplyContext, body: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    date: new Date(context.now).toUTCString(),
    'cache-control': 'max-age=0, no-cache, no-store',
    vary: 'Authorization, X-Filter',
    'x-oauth-scopes': context.scopes,
    'x-accepted-oauth-scopes': context.accepted,
    ...rateHeaders(context.rate),
    'x-spec-version': SPEC_VERSION,
    'x-customer-uuid': context.customer,
  }
}

/** A reply with a JSON body and the API's headers. */
export function jsonReply(context: ReplyContext, status: number, value: unknown): SandboxReply {
  const body = JSON.stringify(value)
  return { status, headers: headersOf(context, body), body }
}

/** 204: a reply without a body. */
export function emptyReply(context: ReplyContext): SandboxReply {
  const { 'content-type': _type, 'content-length': _length, ...headers } = headersOf(context, '')
  return { status: 204, headers, body: '' }
}

/** A reply with the API's error envelope. */
export function errorReply(
  context: ReplyContext,
  status: number,
  problems: readonly ApiProblem[],
): SandboxReply {
  return jsonReply(context, status, { errors: problems })
}

/** A page as a proxy in front of the API sends it. */
export function htmlReply(context: ReplyContext, status: number, title: string): SandboxReply {
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body><h1>${status} ${title}</h1></body>\r\n</html>\r\n`
  const date = new Date(context.now).toUTCString()
  const headers = {
    'content-type': 'text/html',
    'content-length': String(body.length),
    date,
    server: 'nginx',
  }
  return { status, headers, body }
}

/** The same reply with more headers. */
export function withHeaders(reply: SandboxReply, headers: Readonly<Record<string, string>>): SandboxReply {
  return { ...reply, headers: { ...reply.headers, ...headers } }
}

/** The headers that the switches say are not there. */
export function hiddenHeaders({ dateHeader, rateHeaders }: Switches): readonly string[] {
  return [
    ...(dateHeader ? [] : ['date']),
    ...(rateHeaders ? [] : ['x-ratelimit-remaining', 'x-ratelimit-reset']),
  ]
}

/** The same reply without some headers. */
export function withoutHeaders(reply: SandboxReply, names: readonly string[]): SandboxReply {
  if (names.length === 0) return reply
  const headers = Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !names.includes(name)))
  return { ...reply, headers }
}
