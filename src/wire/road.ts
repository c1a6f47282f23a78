import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Proxy } from './proxy-for.ts'
import { TunnelAgent } from './tunnel-agent.ts'
import type { Way } from './way.ts'

/** A way with its connections. */
export interface Road {
  readonly agent: HttpAgent
  /** The proxy that requests are sent to whole, since what is asked is not HTTPS; null when they go to the server itself, or through a tunnel. */
  readonly relay: Proxy | null
}

/** Opens the way to an origin. Connections may be kept for the next request; they never keep the process alive. */
export function openRoad(target: URL, { proxy, ca }: Way, keepAlive: boolean): Road {
  // Said, because NODE_TLS_REJECT_UNAUTHORIZED=0 would give the token to anybody.
  const tls = { keepAlive, rejectUnauthorized: true, ...(ca === null ? {} : { ca }) }
  if (target.protocol === 'https:')
    return { agent: proxy === null ? new HttpsAgent(tls) : new TunnelAgent(proxy, tls), relay: null }
  const toRelay = proxy?.url.protocol === 'https:'
  return {
    agent: toRelay ? new HttpsAgent({ keepAlive, rejectUnauthorized: true }) : new HttpAgent({ keepAlive }),
    relay: proxy,
  }
}
