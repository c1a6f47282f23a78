import { FrontendServer } from './frontend-server.ts'
import { HealthChecks } from './health-checks.ts'
import { InstanceServers } from './instance-servers.ts'
import { type Bound, Listening } from './listening.ts'
import type { Endpoint, Frontend, Network, RunningInstance } from './network.ts'

/** How real traffic is set up. */
export interface TrafficOptions {
  /** What a request costs an instance, in milliseconds of one core; 10 when left out. */
  readonly work?: number
}

/** Where real traffic goes, and what has become of it. */
export interface TrafficView {
  readonly nodebalancers: readonly {
    readonly id: number
    readonly config: number
    readonly port: number
    readonly url: string
    readonly connections: number
    readonly refused: number
  }[]
  readonly instances: readonly {
    readonly label: string
    /** Requests it has answered. */
    readonly served: number
    /** Where its application and its node_exporter really are. */
    readonly applications: readonly string[]
    readonly exporters: readonly string[]
  }[]
}

/** Instances that listen, and NodeBalancers that pass connections on. */
export interface Traffic {
  /** Where an endpoint of the account really is; undefined when nothing listens there. */
  where(endpoint: Endpoint): Bound | undefined
  view(): TrafficView
  /** Ends everything that listens, with its connections. */
  close(): Promise<void>
}

/** How often the account is looked at for what has begun or ended. Real milliseconds. */
const LOOK_EVERY = 20

class RealTraffic implements Traffic {
  readonly #listening = new Listening()
  readonly #instances = new Map<number, InstanceServers>()
  readonly #frontends = new Map<string, FrontendServer>()
  readonly #checks: HealthChecks
  #closed = false
  #looking: Promise<void> = Promise.resolve()

  constructor(
    readonly network: Network,
    readonly work: number,
  ) {
    this.#checks = new HealthChecks(network, this.#listening)
  }

  /** Follows the account from now on; resolves when everything that stands has been checked once. */
  async start(): Promise<void> {
    this.network.measure()
    await this.#followInstances()
    await this.#followFrontends()
    await Promise.all(this.network.frontends().map(async (each) => await this.#checks.due(each)))
    this.#looking = this.#look()
  }

  where(endpoint: Endpoint): Bound | undefined {
    return this.#listening.where(endpoint)
  }

  view(): TrafficView {
    const nodebalancers = [...this.#frontends.values()].map(({ frontend, counts }) => {
      const { nodebalancer: id, config, port } = frontend
      return { id, config, port, url: this.#listening.url(frontend), ...counts }
    })
    const instances = [...this.#instances.values()].map((servers) => servers.view())
    return { nodebalancers, instances }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#looking
    for (const server of [...this.#instances.values(), ...this.#frontends.values()]) server.stop()
  }

  async #look(): Promise<void> {
    while (!this.#closed) {
      await this.#followInstances()
      await this.#followFrontends()
      for (const frontend of this.network.frontends()) void this.#checks.due(frontend)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
    }
  }

  async #followInstances(): Promise<void> {
    const running = new Map(this.network.instances().map((instance) => [instance.id, instance]))
    for (const [id, servers] of this.#instances) {
      if (running.get(id)?.since === servers.since) continue
      servers.stop()
      this.#instances.delete(id)
    }
    for (const instance of running.values()) await this.#serversOf(instance).follow(instance)
  }

  #serversOf(instance: RunningInstance): InstanceServers {
    const servers =
      this.#instances.get(instance.id) ?? new InstanceServers(instance, this.#listening, this.work)
    this.#instances.set(instance.id, servers)
    return servers
  }

  async #followFrontends(): Promise<void> {
    // A UDP port would need another proxy; it takes nothing here.
    const frontends = this.network.frontends().filter(({ fields }) => fields.protocol !== 'udp')
    const wanted = new Map(frontends.map((each) => [keyOf(each), each]))
    for (const [key, server] of this.#frontends) {
      if (wanted.has(key)) continue
      server.stop()
      this.#frontends.delete(key)
    }
    for (const [key, frontend] of wanted) await this.#follow(key, frontend)
  }

  async #follow(key: string, frontend: Frontend): Promise<void> {
    const known = this.#frontends.get(key)
    if (known !== undefined) {
      known.frontend = frontend
      return
    }
    const server = new FrontendServer(frontend, this.network, this.#listening, (at, upstream) =>
      this.#checks.failed(at, upstream),
    )
    this.#frontends.set(key, server)
    await server.start()
  }
}

function keyOf({ config, address, port }: Frontend): string {
  return `${config} ${address} ${port}`
}

/**
 * Lets a sandbox carry real traffic, on loopback only: its running instances answer HTTP and node_exporter's port, its
 * NodeBalancers pass TCP on to the backend nodes that real health checks found UP.
 */
export async function startTraffic(network: Network, options: TrafficOptions = {}): Promise<Traffic> {
  const traffic = new RealTraffic(network, options.work ?? 10)
  await traffic.start()
  return traffic
}
