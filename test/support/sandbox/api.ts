import { type ManualClock, manualClock } from '../../../src/sandbox/state/clock.ts'
import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/wire/exchange.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts'
import { type FleetSeed, seedFleet } from '../../../src/sandbox/seed.ts'

/** A JSON object of a reply. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One answer, its body parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly json: Json
  /** `data` of a page. */
  readonly rows: readonly Json[]
  /** `reason` of the errors, with `field: ` before it where there is one. */
  readonly errors: readonly string[]
  readonly reply: SandboxReply
}

/** What else goes into a request. */
export interface Sent {
  readonly body?: unknown
  readonly filter?: unknown
  readonly token?: string | null
}

/** The valid body of a create call. */
export const WEB_4 = {
  label: 'web-4',
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  root_pass: 'a-Sandbox-pass-8472',
  private_ip: true,
  tags: ['khw', 'fleet:web:12345'],
}

/** One fleet of three members and a foreign backend behind NodeBalancer 12345, config 67890. */
export const FLEET: FleetSeed = {
  name: 'web',
  fleetTag: 'fleet:web:12345',
  tags: ['khw'],
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  members: 3,
  foreign: 1,
  nodebalancers: [{ id: 12345, configs: [{ id: 67890, port: 80 }] }],
}

/** The backend nodes' path of the seeded fleet. */
export const NODES = '/v4/nodebalancers/12345/configs/67890/nodes'

function parsed(text: string): Json {
  if (!text.startsWith('{')) return {}
  const value: unknown = JSON.parse(text)
  return isJson(value) ? value : {}
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

function textOf(problem: Json): string {
  const reason = String(problem['reason'])
  return typeof problem['field'] === 'string' ? `${problem['field']}: ${reason}` : reason
}

/** Reads a reply as tests want it. */
export function readReply(reply: SandboxReply): Answer {
  const json = parsed(reply.body)
  const { status, headers } = reply
  return {
    status,
    headers,
    json,
    rows: listOf(json['data']),
    errors: listOf(json['errors']).map(textOf),
    reply,
  }
}

/** A request as a client sends it. */
export function requestOf(method: string, url: string, sent: Sent = {}): SandboxRequest {
  const { body, filter, token = 'sandbox-token' } = sent
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== null) headers['authorization'] = `Bearer ${token}`
  if (filter !== undefined) headers['x-filter'] = typeof filter === 'string' ? filter : JSON.stringify(filter)
  if (body !== undefined) headers['content-type'] = 'application/json'
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  return { method, url, headers, body: text }
}

/** A sandbox on a manual clock, with a short way to call it. */
export interface TestApi {
  readonly sandbox: Sandbox
  readonly clock: ManualClock
  call(method: string, url: string, sent?: Sent): Answer
  get(url: string, filter?: unknown): Answer
  post(url: string, body?: unknown): Answer
  put(url: string, body: unknown): Answer
  del(url: string): Answer
}

/** An empty account; rate limits are off unless asked for. */
export function emptyApi(options: Omit<SandboxOptions, 'clock'> = {}): TestApi {
  const clock = manualClock()
  const sandbox = createSandbox({ clock, rateLimits: false, ...options })
  const call = (method: string, url: string, sent?: Sent): Answer =>
    readReply(sandbox.handle(requestOf(method, url, sent)))
  return {
    sandbox,
    clock,
    call,
    get: (url, filter) => call('GET', url, { filter }),
    post: (url, body) => call('POST', url, { body }),
    put: (url, body) => call('PUT', url, { body }),
    del: (url) => call('DELETE', url),
  }
}

/** An account with the seeded fleet. */
export function fleetApi(
  options: Omit<SandboxOptions, 'clock'> = {},
  seed: Partial<FleetSeed> = {},
): TestApi {
  const api = emptyApi(options)
  seedFleet(api.sandbox, { ...FLEET, ...seed })
  return api
}

/** The id of an instance by its label. */
export function idOf(api: TestApi, label: string): number {
  const found = api.sandbox.byHand.instances().find((each) => each.label === label)
  if (found === undefined) throw new Error(`no instance ${label}`)
  return found.id
}
