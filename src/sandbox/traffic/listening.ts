import type { Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Endpoint } from './network.ts'

/** Where something that belongs at an endpoint really listens. */
export interface Bound {
  readonly host: string
  readonly port: number
}

/** From the ports below 1024, which need a privilege, to ports that need none. */
const ABOVE_PRIVILEGED = 10_000

/** An address that a network card has is a neighbour's to reach: the sandbox listens to itself alone. */
function isOnANetwork(address: string): boolean {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.some((each) => !each.internal && each.address === address)
}

/**
 * Where an endpoint may listen, the best first: at its own address, which can be bound where it was made local;
 * at the same address with 127 for its first number; at any free port of 127.0.0.1.
 */
export function placesFor({ address, port }: Endpoint): readonly Bound[] {
  const own = isOnANetwork(address) ? [] : [{ host: address, port }]
  const twin = address.replace(/^\d+/, '127')
  const twins = address.includes(':')
    ? []
    : [
        { host: twin, port },
        { host: twin, port: port < 1024 ? port + ABOVE_PRIVILEGED : 0 },
      ]
  return [...own, ...twins, { host: '127.0.0.1', port: 0 }]
}

async function tryAt(server: Server, { host, port }: Bound): Promise<Bound | null> {
  return await new Promise((resolve) => {
    const failed = (): void => resolve(null)
    server.once('error', failed)
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off('error', failed)
      const at = server.address()
      resolve({ host, port: typeof at === 'object' && at !== null ? at.port : port })
    })
  })
}

/** Which endpoints are listened at, and where really; nothing else is ever connected to. */
export class Listening {
  readonly #bound = new Map<string, Bound>()

  /** Where an endpoint really is; undefined when nothing listens there. */
  where({ address, port }: Endpoint): Bound | undefined {
    return this.#bound.get(`${address} ${port}`)
  }

  /** The same as a URL; empty when nothing listens there. */
  url(endpoint: Endpoint): string {
    const at = this.where(endpoint)
    if (at === undefined) return ''
    return `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`
  }

  /** Listens for an endpoint at the first place that can be had; throws when there is none. */
  async open(server: Server, endpoint: Endpoint): Promise<Bound> {
    for (const place of placesFor(endpoint)) {
      const bound = await tryAt(server, place)
      if (bound === null) continue
      this.#bound.set(`${endpoint.address} ${endpoint.port}`, bound)
      return bound
    }
    throw new Error(`the sandbox cannot listen for ${endpoint.address}:${endpoint.port} anywhere on loopback`)
  }

  /** Forgets an endpoint: who connects there is refused from now on. */
  close({ address, port }: Endpoint): void {
    this.#bound.delete(`${address} ${port}`)
  }
}
