import type { Call } from './call.ts'
import type { SandboxReply, SandboxRequest } from './exchange.ts'
import type { RateLimits } from './rate-limits.ts'
import { Refusal } from './refusal.ts'
import { emptyReply, errorReply, jsonReply, type ReplyContext, withHeaders } from './reply.ts'
import { matchRoute, splitVersion } from './route-match.ts'
import type { Route } from './route.ts'
import { scopeAllows } from './scopes.ts'
import type { State } from '../state/state.ts'

/** What answers: the operations there are, the account, and how often it may be asked. */
export interface Api {
  readonly routes: readonly Route[]
  readonly state: State
  readonly limits: RateLimits
}

/** A request's address, taken apart. */
export interface Target {
  readonly method: string
  readonly pathname: string
  /** The path without version. */
  readonly path: string
  readonly version: 'v4' | 'v4beta' | null
  readonly query: URLSearchParams
}

/** Takes a request's address apart. */
export function targetOf(request: SandboxRequest): Target {
  const [pathname = '', ...search] = request.url.split('?')
  const split = splitVersion(pathname)
  const version = split?.version ?? null
  const path = (split?.rest ?? pathname).replace(/(?<=.)\/$/, '')
  const query = new URLSearchParams(search.join('?'))
  return { method: request.method.toUpperCase(), pathname, path, version, query }
}

type Access = 'ok' | 'no-token' | 'invalid'

function accessOf(state: State, request: SandboxRequest): Access {
  const header = request.headers['authorization']
  if (header === undefined) return 'no-token'
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
  return token === state.token.value && !state.token.revoked ? 'ok' : 'invalid'
}

function contextOf(state: State, now: number, access: Access, accepted: string): ReplyContext {
  const scopes = access === 'ok' ? state.token.scopes : 'unknown'
  return { now, customer: state.customer, scopes, accepted, rate: null }
}

function tooMany(state: State, context: ReplyContext): SandboxReply {
  const reply = errorReply(context, 429, [{ reason: 'Too many requests' }])
  if (!state.switches.retryAfter || context.rate === null) return reply
  const seconds = Math.max(1, Math.ceil((context.rate.resetsAt - context.now) / 1000))
  return withHeaders(reply, { 'retry-after': String(seconds) })
}

function carryOut(route: Route, call: Call, context: ReplyContext): SandboxReply {
  try {
    const value = route.endpoint(call)
    return value === undefined ? emptyReply(context) : jsonReply(context, 200, value)
  } catch (error) {
    if (error instanceof Refusal) return errorReply(context, error.status, error.problems)
    throw error
  }
}

interface Found {
  readonly route: Route
  readonly params: readonly string[]
  readonly version: 'v4' | 'v4beta'
}

function answerRoute({ state, limits }: Api, request: SandboxRequest, target: Target & Found): SandboxReply {
  const { route, params, version, query } = target
  const now = state.clock.now()
  const access = accessOf(state, request)
  const bare = contextOf(state, now, access, route.scope)
  if (access === 'invalid' || (access === 'no-token' && !route.open))
    return errorReply(bare, 401, [{ reason: 'Invalid Token' }])
  const context = { ...bare, rate: limits.count(route.rate, now) }
  if (context.rate.exceeded) return tooMany(state, context)
  if (access === 'ok' && !scopeAllows(state.token.scopes, route.scope))
    return errorReply(context, 401, [{ reason: 'Your OAuth token is not authorized to use this endpoint.' }])
  const filter = request.headers['x-filter'] ?? null
  return carryOut(route, { state, now, version, params, query, filter, body: request.body }, context)
}

/** The API's answer to a request, faults left aside: token, limit, scope, then the endpoint. */
export function answer(api: Api, request: SandboxRequest, target: Target): SandboxReply {
  const { routes, state } = api
  const match =
    target.version === null ? ({ kind: 'no-path' } as const) : matchRoute(routes, target.method, target.path)
  if (match.kind === 'found' && target.version !== null)
    return answerRoute(api, request, { ...target, ...match, version: target.version })
  const context = contextOf(state, state.clock.now(), accessOf(state, request), '*')
  if (match.kind === 'no-method') return errorReply(context, 405, [{ reason: 'Method Not Allowed' }])
  return errorReply(context, 404, [{ reason: 'Not found' }])
}
