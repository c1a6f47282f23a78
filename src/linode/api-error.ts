import { blot } from '../blot.ts'
import { CloudError, type CloudErrorCode } from '../cloud.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import { knownRefusal, type Reason } from './known-refusal.ts'
import type { Reply } from './send.ts'
import type { Mistake } from '../wire/wire-failure.ts'

type Answer = Extract<Reply, { kind: 'answer' }>

/** Statuses after which nobody knows whether the request took effect. */
const UNSURE = new Set([408, 500, 502, 503, 504])

/** The reasons of an error envelope; none when the body is something else. */
export function reasonsOf(text: string): readonly Reason[] {
  const body = parseJson(text)
  const errors: unknown = isRow(body) ? body['errors'] : null
  if (!Array.isArray(errors)) return []
  return errors.filter(isRow).map((e) => ({
    reason: typeof e['reason'] === 'string' ? e['reason'] : 'no reason given',
    field: typeof e['field'] === 'string' ? e['field'] : null,
  }))
}

/** A request that was refused for the moment only and had no effect: too many, or the Linode is busy with something else. */
export function isTurnedAway(reply: Reply): boolean {
  if (reply.kind === 'none') return !reply.reached
  if (reply.status === 429) return true
  return reply.status === 400 && reasonsOf(reply.text).some((r) => /^Linode busy\.?$/i.test(r.reason))
}

/** No usable answer: nobody knows whether the request took effect. */
export function isLost(reply: Reply): boolean {
  if (reply.kind === 'none') return reply.reached
  if (UNSURE.has(reply.status)) return true
  if (reply.status === 204) return false
  return reply.status < 300 ? !isRow(parseJson(reply.text)) : isProxyPage(reply)
}

/** An HTML page comes from something in front of the API. */
export function isProxyPage({ headers }: Answer): boolean {
  return (headers['content-type'] ?? '').includes('text/html')
}

/**
 * Turns any reply that is no success into the one error type; `secrets` are blotted out of what the API says, and a mistake of the
 * settings has the first word.
 */
export function apiError(
  what: string,
  reply: Reply,
  secrets: readonly string[],
  mistake: Mistake | null = null,
): CloudError {
  if (reply.kind === 'none' && reply.isStopped === true)
    return new CloudError('stopped', `${what}: ${reply.why}`)
  if (mistake !== null) {
    const why = reply.kind === 'none' ? reply.why : `${blot(saidBy(reply), secrets)} (HTTP ${reply.status})`
    return new CloudError('unreachable', `${what}: ${why}`, mistake.remedy)
  }
  if (reply.kind === 'none') {
    return new CloudError(
      'unavailable',
      `${what}: no answer (${reply.why})`,
      'check the network and the API base, then run it again',
    )
  }
  const [code, remedy] = judge(reply)
  if (code === 'missing-scope') return scopeError(what, reply, secrets)
  return new CloudError(code, `${what}: ${blot(saidBy(reply), secrets)} (HTTP ${reply.status})`, remedy)
}

function saidBy(reply: Answer): string {
  const reasons = reasonsOf(reply.text).map((r) => (r.field === null ? r.reason : `${r.field}: ${r.reason}`))
  return (
    reasons.join('; ') ||
    (isProxyPage(reply) ? 'an HTML page instead of an answer' : 'not an answer of the API')
  )
}

function judge(reply: Answer): readonly [CloudErrorCode, string | null] {
  const { status } = reply
  if (isLost(reply)) return ['unavailable', 'the API has trouble; run it again']
  if (status === 429) return ['unavailable', `too many requests with this token; ${whenAgain(reply)}`]
  if (status === 401) return isUnknownToken(reply) ? ['token-refused', TOKEN_REMEDY] : ['missing-scope', null]
  if (status === 404) return ['not-found', null]
  // A region without room for a type has been seen to say so with a 403.
  const known = knownRefusal(reasonsOf(reply.text))
  if (known !== null) return [known.code, known.remedy]
  return [status === 403 ? 'missing-scope' : 'refused', null]
}

/** A Retry-After may ask for an hour: in seconds, or as a date. */
function whenAgain({ headers }: Answer): string {
  const asked = headers['retry-after'] ?? ''
  if (/^\d+$/.test(asked))
    return Number(asked) > 60 ? `the API asks to wait ${asked} seconds before it is run again` : SOON
  const until = Date.parse(asked)
  return Number.isFinite(until) ? `the API asks to wait until ${isoInstant(until)}` : SOON
}

const SOON = 'run it again in a minute'

const TOKEN_REMEDY = 'the token is wrong, expired or revoked: make a new one in Cloud Manager'

function isUnknownToken({ text, headers }: Answer): boolean {
  return (
    headers['x-oauth-scopes'] === 'unknown' ||
    reasonsOf(text).some((r) => /invalid (oauth )?token/i.test(r.reason))
  )
}

function covers(scopes: string, needed: string): boolean {
  return scopes.split(/[\s,]+/).some((scope) => scope === '*' || scope === needed)
}

const SCOPES = 'linodes:read_write, nodebalancers:read_write and events:read_only'

/** The scope that is missing is in the headers of the refusal itself (401). Where none is missing it is the user who lacks a grant. */
function scopeError(what: string, reply: Answer, secrets: readonly string[]): CloudError {
  const { status, headers } = reply
  const needed = headers['x-accepted-oauth-scopes']
  const has = headers['x-oauth-scopes']
  const refused = (who: string, why: string, remedy: string): CloudError =>
    new CloudError(
      'missing-scope',
      `${what}: ${who} may not do this: ${blot(why, secrets)} (HTTP ${status})`,
      remedy,
    )
  const isTold = needed !== undefined && has !== undefined && !covers(has, needed)
  if (isTold)
    return refused(
      'the token',
      `it needs the scope ${needed} and has ${has}`,
      `create a token with ${SCOPES}`,
    )
  return refused(
    'the token, or its user,',
    `${saidBy(reply)}; the API does not say what is missing`,
    `give the user of the token the grant for it, or create a token of an unrestricted user with ${SCOPES}`,
  )
}

/** The JSON value of a text, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A JSON object. */
export type Row = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
