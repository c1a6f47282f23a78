import { request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest, type AgentOptions, type RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import type { Proxy } from './proxy-for.ts'
import { failureOf, WireFailure } from './wire-failure.ts'

/** What a request asks of its connection. */
export interface Tunnelled extends RequestOptions {
  /** Ends the making of a tunnel: Node keeps the signal of a request from its agent. */
  readonly ends?: AbortSignal
}

type Done = (error: Error | null, stream?: Duplex) => void

/** Connections to HTTPS servers through a proxy, which is only asked to CONNECT: it hears the host and the port, and TLS goes through it. */
export class TunnelAgent extends Agent {
  readonly #proxy: Proxy

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(options: Tunnelled, done: Done): undefined {
    const { ca } = this.options
    const { host, servername } = options
    const through = (socket: Duplex): void => {
      const to = { socket, host: host ?? '', servername: servername ?? '', rejectUnauthorized: true }
      done(null, tlsConnect(ca === undefined ? to : { ...to, ca }))
    }
    connect(this.#proxy, options).then(through, done)
  }
}

/** A proxy for people: without its password. */
export function nameOf({ url, source }: Proxy): string {
  return `the proxy ${url.protocol}//${url.host} of ${source}`
}

/** What a proxy that wants to know who asks is told; null when its URL names nobody. */
export function proxyAuthorization({ url }: Proxy): string | null {
  if (url.username === '') return null
  const plain = `${decoded(url.username)}:${decoded(url.password)}`
  return `Basic ${Buffer.from(plain).toString('base64')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function connect(proxy: Proxy, { host, port, ends }: Tunnelled): Promise<Duplex> {
  const target = `${host?.includes(':') ? `[${host}]` : host}:${port}`
  const authorization = proxyAuthorization(proxy)
  const request = (proxy.url.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: proxy.url.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.url.port || (proxy.url.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
    agent: false,
    rejectUnauthorized: true,
    ...(ends === undefined ? {} : { signal: ends }),
  })
  return await new Promise((resolve, reject) => {
    request.once('error', (error) => reject(unreachable(proxy, error)))
    request.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket)
      socket.destroy()
      reject(refusal(proxy, statusCode, target))
    })
    request.end()
  })
}

function unreachable(proxy: Proxy, error: Error): WireFailure {
  const { message, code, mistake } = failureOf(error, nameOf(proxy))
  const why = mistake === null ? `${message} at ${nameOf(proxy)}` : message
  const unknown = code === 'ENOTFOUND' ? { remedy: `look whether ${proxy.source} is right` } : null
  return new WireFailure(why, { reached: false, code: code ?? '', mistake: mistake ?? unknown })
}

/** A server's error may pass; a refusal is for whoever runs the proxy. */
function refusal(proxy: Proxy, status: number, target: string): WireFailure {
  const remedy =
    status === 407
      ? `it asks who you are: give ${proxy.source} a user and a password, as http://user:password@${proxy.url.host}`
      : `ask whoever runs it to let ${target} through, or put the host into NO_PROXY`
  return new WireFailure(`${nameOf(proxy)} does not connect to ${target} (HTTP ${status})`, {
    reached: false,
    mistake: status >= 500 ? null : { remedy },
  })
}
