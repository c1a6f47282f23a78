import { request } from 'node:http'
import { connect } from 'node:net'
import { CHECK_AGENT } from './instance-servers.ts'
import type { Bound, Listening } from './listening.ts'
import type { Frontend, Network, Upstream } from './network.ts'
import type { BackendStatus, ConfigFields } from '../state/rows.ts'

async function accepts({ host, port }: Bound, timeout: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout })
    const end = (is: boolean): void => {
      resolve(is)
      socket.destroy()
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

async function responds({ host, port }: Bound, fields: ConfigFields, timeout: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const path = fields.check_path === '' ? '/' : fields.check_path
    const headers = { 'user-agent': CHECK_AGENT, connection: 'close' }
    const outgoing = request({ host, port, path, timeout, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve(isGood(response.statusCode ?? 0, body, fields)))
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error('too late')))
    outgoing.once('error', () => resolve(false))
    outgoing.end()
  })
}

// A 2xx or 3xx is wanted, and for http_body a body that the expression matches.
function isGood(status: number, body: string, { check, check_body }: ConfigFields): boolean {
  if (status < 200 || status >= 400) return false
  return check !== 'http_body' || new RegExp(check_body).test(body)
}

interface Watched {
  readonly writtenAt: number
  readonly status: BackendStatus
  readonly failures: number
  readonly next: number
  readonly busy: boolean
}

/** Checks backend nodes for real, each every check interval of the sandbox's clock, and tells what it found. */
export class HealthChecks {
  readonly #watched = new Map<number, Watched>()

  constructor(
    readonly network: Network,
    readonly listening: Listening,
  ) {}

  /** Begins every check of a config that is due. Resolves when they have been answered. */
  async due(frontend: Frontend): Promise<void> {
    if (frontend.fields.check === 'none') return
    const now = this.network.now()
    const upstreams = this.network.upstreams(frontend.config)
    const due = upstreams.filter((upstream) => this.#isDue(frontend, upstream, now))
    await Promise.all(due.map(async (upstream) => await this.#check(frontend, upstream)))
  }

  /** A connection could not be made: where the config says so, it goes DOWN without waiting for a check. */
  failed(frontend: Frontend, upstream: Upstream): void {
    const watched = this.#watched.get(upstream.id)
    if (!frontend.fields.check_passive || frontend.fields.check === 'none' || watched === undefined) return
    this.#tell(upstream, { ...watched, status: 'DOWN', failures: frontend.fields.check_attempts })
  }

  #isDue({ fields }: Frontend, { id, writtenAt }: Upstream, now: number): boolean {
    const watched = this.#watched.get(id)
    if (watched?.writtenAt === writtenAt) return !watched.busy && watched.next <= now
    // The first check comes an interval after the write; of what stood before the checks began, at once.
    const next = writtenAt + this.network.checkInterval(fields)
    this.#watched.set(id, { writtenAt, status: 'Unknown', failures: 0, next, busy: false })
    return next <= now
  }

  async #check({ fields }: Frontend, upstream: Upstream): Promise<void> {
    const before = this.#watched.get(upstream.id)
    if (before === undefined) return
    const next = this.network.now() + this.network.checkInterval(fields)
    this.#watched.set(upstream.id, { ...before, busy: true })
    const passed = await this.#passes(fields, upstream)
    const failures = passed ? 0 : before.failures + 1
    const down = failures >= fields.check_attempts ? 'DOWN' : before.status
    this.#tell(upstream, { ...before, busy: false, next, failures, status: passed ? 'UP' : down })
  }

  async #passes(fields: ConfigFields, upstream: Upstream): Promise<boolean> {
    const bound = this.listening.where(upstream)
    if (bound === undefined) return false
    const timeout = fields.check_timeout * 1000
    return fields.check === 'connection'
      ? await accepts(bound, timeout)
      : await responds(bound, fields, timeout)
  }

  #tell(upstream: Upstream, watched: Watched): void {
    this.#watched.set(upstream.id, watched)
    this.network.report(upstream.id, watched.writtenAt, watched.status)
  }
}
