import { answer, targetOf } from './wire/answer.ts'
import { byHand } from './control/by-hand.ts'
import type { Steered } from './control/steered.ts'
import type { SandboxClock } from './state/clock.ts'
import type { Exchange, SandboxReply, SandboxRequest } from './wire/exchange.ts'
import { Faults } from './control/faults.ts'
import { faultyAnswer } from './control/faulty-answer.ts'
import { settle } from './instances/instance-delete.ts'
import { networkOf } from './traffic/network.ts'
import { images } from './account/images.ts'
import { linodeTypes } from './account/linode-types.ts'
import { regions } from './account/regions.ts'
import { routes } from './routes.ts'
import { RateLimits } from './wire/rate-limits.ts'
import { hiddenHeaders, withHeaders, withoutHeaders } from './wire/reply.ts'
import { newState, type State } from './state/state.ts'
import { defaultSwitches, realTimings, type Switches, type Timings } from './state/switches.ts'

/** How a sandbox is set up. */
export interface SandboxOptions {
  readonly clock: SandboxClock
  /** The only token it knows; `sandbox-token` when left out. */
  readonly token?: string
  /** The token's scopes: `*` (when left out), or a list such as `linodes:read_write events:read_only`. */
  readonly scopes?: string
  /** How long things take; what is left out takes as long as in reality. */
  readonly timings?: Partial<Timings>
  /** What it does where the real API's behaviour is not known. */
  readonly switches?: Partial<Switches>
  /** Whether the API's rate limits hold; they do when left out. */
  readonly rateLimits?: boolean
  /** Who is said to have done what the token does. */
  readonly username?: string
  /** Where its random numbers start. */
  readonly randomSeed?: number
}

/** An emulated Linode account. */
export interface Sandbox extends Steered {
  /** Answers one request, at once and without any timer. */
  handle(request: SandboxRequest): SandboxReply
  /** The token it accepts. */
  readonly token: string
}

const LOG_LIMIT = 100_000

function stateOf(options: SandboxOptions): State {
  const listLag = { ...defaultSwitches.listLag, ...options.switches?.listLag }
  return newState({
    clock: options.clock,
    token: options.token ?? 'sandbox-token',
    scopes: options.scopes ?? '*',
    timings: { ...realTimings, ...options.timings },
    switches: { ...defaultSwitches, ...options.switches, listLag },
    username: options.username ?? 'sandbox',
    randomSeed: options.randomSeed ?? 1,
    catalog: { types: linodeTypes(), regions: regions(), images: images() },
  })
}

function keep(log: Exchange[], exchange: Exchange): void {
  log.push(exchange)
  if (log.length > LOG_LIMIT * 1.1) log.splice(0, log.length - LOG_LIMIT)
}

/** Makes an emulated Linode account with nothing in it but the public catalogue. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const state = stateOf(options)
  const limits = new RateLimits(options.rateLimits ?? true)
  const api = { routes, state, limits }
  const faults = new Faults()
  const log: Exchange[] = []
  const handle = (request: SandboxRequest): SandboxReply => {
    const now = state.clock.now()
    settle(state, now)
    const target = targetOf(request)
    const rule = faults.take(target.method, target.path)
    const work = (): SandboxReply => answer(api, request, target)
    const context = { now, customer: state.customer, scopes: state.token.scopes, accepted: '*', rate: null }
    const plain = rule === null ? work() : faultyAnswer(rule, context, work)
    const marked = rule === null ? plain : withHeaders(plain, { 'x-sandbox-fault': rule.kind })
    const reply = withoutHeaders(marked, hiddenHeaders(state.switches))
    const exchange = { at: now, method: target.method, path: target.pathname, status: reply.status }
    keep(log, rule === null ? exchange : { ...exchange, fault: rule.kind })
    return reply
  }
  const { clock, switches, timings } = state
  const network = networkOf(state)
  return {
    handle,
    clock,
    token: state.token.value,
    byHand: byHand(state),
    faults,
    switches,
    timings,
    log,
    network,
  }
}
