import { connect, createServer, type Server, type Socket } from 'node:net'
import { eligible, UpstreamOrder } from './choose-upstream.ts'
import type { Bound, Listening } from './listening.ts'
import type { Frontend, Network, Upstream } from './network.ts'

/** What a NodeBalancer's port has done. */
export interface FrontendCounts {
  /** Connections that were taken. */
  connections: number
  /** Of these, the ones for which no backend node could be reached. */
  refused: number
}

const UNAVAILABLE = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

async function reach({ host, port }: Bound): Promise<Socket | null> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
    const failed = (): void => resolve(null)
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

// An end is passed on and the other direction goes on; only an error cuts both.
function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      if (!from.readableEnded) to.destroy()
    })
  }
}

/** One port of a NodeBalancer that really takes connections and passes them on as they are. */
export class FrontendServer {
  readonly counts: FrontendCounts = { connections: 0, refused: 0 }
  readonly #server: Server
  readonly #order = new UpstreamOrder()
  readonly #open = new Map<number, number>()
  readonly #clients = new Set<Socket>()

  constructor(
    /** Its config's fields may change under open connections. */
    public frontend: Frontend,
    readonly network: Network,
    readonly listening: Listening,
    /** Told of a backend node that could not be reached. */
    readonly failed: (frontend: Frontend, upstream: Upstream) => void,
  ) {
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
      this.#clients.add(client)
      client.once('close', () => this.#clients.delete(client))
      client.on('error', () => client.destroy())
      void this.#serve(client)
    })
  }

  /** Begins to take connections. */
  async start(): Promise<Bound> {
    return await this.listening.open(this.#server, this.frontend)
  }

  /** Takes no more connections and cuts those that are open. */
  stop(): void {
    this.listening.close(this.frontend)
    this.#server.close()
    for (const client of this.#clients) client.destroy()
  }

  async #serve(client: Socket): Promise<void> {
    this.counts.connections += 1
    for (const upstream of this.#candidates(client)) {
      const socket = await this.#reach(upstream)
      if (socket === null) continue
      this.#count(upstream.id, socket)
      if (client.destroyed) socket.destroy()
      else join(client, socket)
      return
    }
    this.counts.refused += 1
    if (this.frontend.fields.protocol === 'http') client.end(UNAVAILABLE)
    else client.destroy()
  }

  #candidates(client: Socket): readonly Upstream[] {
    const { config, fields } = this.frontend
    const { algorithm, check } = fields
    const open = (id: number): number => this.#open.get(id) ?? 0
    const choice = { algorithm, client: client.remoteAddress ?? '', open }
    return this.#order.of(eligible(this.network.upstreams(config), check), choice)
  }

  async #reach(upstream: Upstream): Promise<Socket | null> {
    const bound = this.listening.where(upstream)
    const socket = bound === undefined ? null : await reach(bound)
    if (socket === null) this.failed(this.frontend, upstream)
    return socket
  }

  #count(id: number, socket: Socket): void {
    this.#open.set(id, (this.#open.get(id) ?? 0) + 1)
    socket.once('close', () => this.#open.set(id, (this.#open.get(id) ?? 1) - 1))
  }
}
