import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { CpuLoad } from './cpu-load.ts'
import type { Listening } from './listening.ts'
import type { Endpoint, RunningInstance } from './network.ts'
import { EXPORTER_PORT, exporterText } from './node-exporter.ts'

/** How a NodeBalancer's health check names itself; checking costs an instance nothing. */
export const CHECK_AGENT = 'NodeBalancer'

/** A request may ask to be held open at most this long. Milliseconds. */
const LONGEST_HOLD = 600_000

function heldFor(request: IncomingMessage): number {
  const asked = Number(new URLSearchParams(request.url?.split('?')[1]).get('hold'))
  return asked > 0 ? Math.min(asked, LONGEST_HOLD) : 0
}

interface Opened {
  readonly endpoint: Endpoint
  readonly server: Server
}

/** One running instance's application and its node_exporter, really listening. */
export class InstanceServers {
  /** Requests its application has answered. */
  served = 0
  readonly since: number
  #instance: RunningInstance
  readonly #cpu: CpuLoad
  readonly #open = new Map<string, Opened>()

  constructor(
    instance: RunningInstance,
    readonly listening: Listening,
    /** What a request costs, in milliseconds of one core. */
    readonly work: number,
  ) {
    this.#instance = instance
    this.since = instance.since
    this.#cpu = new CpuLoad(instance.cores, () => performance.now())
  }

  /** Listens where the instance, as it is now, would, and nowhere else. */
  async follow(instance: RunningInstance): Promise<void> {
    // What was burnt until now counts at the old share.
    this.#cpu.read(this.#instance.burns)
    this.#instance = instance
    const wanted = new Map(
      this.#wanted().map(([endpoint, answer]) => [keyOf(endpoint), { endpoint, answer }]),
    )
    for (const key of this.#open.keys()) if (!wanted.has(key)) this.#shut(key)
    for (const [key, { endpoint, answer }] of wanted)
      if (!this.#open.has(key)) await this.#listen(key, endpoint, answer)
  }

  /** What it has done and where it listens. */
  view() {
    const urls = (isExporter: boolean): readonly string[] =>
      [...this.#open.values()]
        .filter(({ endpoint }) => (endpoint.port === EXPORTER_PORT) === isExporter)
        .map(({ endpoint }) => this.listening.url(endpoint))
    const { label } = this.#instance
    return { label, served: this.served, applications: urls(false), exporters: urls(true) }
  }

  /** Ends everything at once, open connections too: the instance is gone. */
  stop(): void {
    for (const key of this.#open.keys()) this.#shut(key)
  }

  #wanted(): readonly (readonly [Endpoint, RequestListener])[] {
    const { addresses, applications, answers } = this.#instance
    const exporters = addresses.map((address) => [{ address, port: EXPORTER_PORT }, this.#exporter] as const)
    return answers ? [...exporters, ...applications.map((at) => [at, this.#application] as const)] : exporters
  }

  async #listen(key: string, endpoint: Endpoint, answer: RequestListener): Promise<void> {
    const server = createServer({ noDelay: true }, answer)
    this.#open.set(key, { endpoint, server })
    await this.listening.open(server, endpoint)
    // It may have been shut while it was opening.
    if (!this.#open.has(key)) this.listening.close(endpoint)
  }

  #shut(key: string): void {
    const opened = this.#open.get(key)
    if (opened === undefined) return
    this.#open.delete(key)
    this.listening.close(opened.endpoint)
    opened.server.close()
    opened.server.closeAllConnections()
  }

  readonly #application = (request: IncomingMessage, response: ServerResponse): void => {
    const isCheck = request.headers['user-agent'] === CHECK_AGENT
    if (!isCheck) this.#cpu.spend(this.work)
    if (!isCheck) this.served += 1
    const body = `${this.#instance.label}\n`
    const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) }
    const hold = heldFor(request)
    const answer = (): void => void response.writeHead(200, headers).end(body)
    if (hold > 0) setTimeout(answer, hold).unref()
    else answer()
  }

  readonly #exporter = (_: IncomingMessage, response: ServerResponse): void => {
    const { cores, burns, since } = this.#instance
    const text = exporterText(this.#cpu.read(burns), cores, since)
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text)
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
}
