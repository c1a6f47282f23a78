import { apply } from './control-operations.ts'
import { isObject, parseBody } from '../wire/body-reader.ts'
import type { SandboxReply, SandboxRequest } from '../wire/exchange.ts'
import { parseFaults } from './fault-rules.ts'
import type { Steered } from './steered.ts'
import type { Traffic } from '../traffic/traffic.ts'

/** Paths that begin so steer the sandbox; they are no part of the API. */
export const CONTROL_PREFIX = '/__sandbox'

function json(status: number, value: unknown): SandboxReply {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` }
}

function steerFaults(sandbox: Steered, request: SandboxRequest): unknown {
  if (request.method === 'POST')
    return { added: parseFaults(request.body).map((fault) => sandbox.faults.add(fault)) }
  if (request.method === 'DELETE') sandbox.faults.clear()
  return { faults: sandbox.faults.list() }
}

/** A year at once, and no further than years of four digits go. */
const FARTHEST = 366 * 86_400_000
const END_OF_TIME = Date.UTC(9990, 0)

function steerClock(sandbox: Steered, request: SandboxRequest): unknown {
  if (request.method === 'POST') {
    const ms = parseBody(request.body)['advance']
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= FARTHEST))
      throw new Error('{"advance": milliseconds} is wanted, at most a year of them')
    if (sandbox.clock.now() + ms > END_OF_TIME)
      throw new Error('the clock stands too far in the future already')
    if (sandbox.clock.advance === undefined)
      throw new Error('this sandbox runs on a clock that cannot be moved')
    sandbox.clock.advance(ms)
  }
  return { now: new Date(sandbox.clock.now()).toISOString() }
}

// A value may only replace one of its own kind, so that a typing error cannot break the sandbox.
function overwrite(target: object, values: Readonly<Record<string, unknown>>, where: string): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(target, name))
      throw new Error(`${where}: ${name} is not known; known are ${Object.keys(target).join(', ')}`)
    const known: unknown = Reflect.get(target, name)
    if (isObject(known) && isObject(value)) overwrite(known, value, `${where}.${name}`)
    else if (typeof value === 'number' && value < 0) throw new Error(`${where}: ${name} is not below zero`)
    else if (typeof known === typeof value || known === null || value === null)
      Reflect.set(target, name, value)
    else throw new Error(`${where}: ${name} is a ${typeof known}, not ${JSON.stringify(value)}`)
  }
}

function steerSwitches(sandbox: Steered, request: SandboxRequest): unknown {
  if (request.method === 'POST') overwrite(sandbox.switches, parseBody(request.body), 'switches')
  return sandbox.switches
}

function steerTimings(sandbox: Steered, request: SandboxRequest): unknown {
  if (request.method === 'POST') overwrite(sandbox.timings, parseBody(request.body), 'timings')
  return sandbox.timings
}

function steerByHand(sandbox: Steered, request: SandboxRequest): unknown {
  return { done: apply(sandbox.byHand, parseBody(request.body)) ?? null }
}

type Steer = (sandbox: Steered, request: SandboxRequest, traffic: Traffic | null) => unknown

const STEERS: Readonly<Record<string, Steer>> = {
  '/faults': steerFaults,
  '/clock': steerClock,
  '/switches': steerSwitches,
  '/timings': steerTimings,
  '/by-hand': steerByHand,
  '/state': ({ byHand }) => ({ instances: byHand.instances(), backends: byHand.backends() }),
  '/traffic': (_, __, traffic) => traffic?.view() ?? { nodebalancers: [], instances: [] },
  '/http_sd': ({ network }) => network.targetGroups(),
  '/log': ({ log }) => ({ log: log.slice(-1000) }),
}

/** Answers a request to the control route: JSON in, JSON out, 400 with a message when it makes no sense. */
export function controlReply(
  sandbox: Steered,
  request: SandboxRequest,
  traffic: Traffic | null = null,
): SandboxReply {
  const path = request.url
    .slice(CONTROL_PREFIX.length)
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
  const steer = Object.hasOwn(STEERS, path) ? STEERS[path] : undefined
  const names = Object.keys(STEERS).map((name) => CONTROL_PREFIX + name)
  if (steer === undefined) return json(404, { error: `no such control; there are ${names.join(', ')}` })
  try {
    return json(200, steer(sandbox, request, traffic))
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) })
  }
}
