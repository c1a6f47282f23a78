import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { guard } from './control/guard.ts'
import { CONTROL_PREFIX, controlReply } from './control/control.ts'
import type { SandboxReply, SandboxRequest } from './wire/exchange.ts'
import type { Sandbox } from './sandbox.ts'
import type { Traffic } from './traffic/traffic.ts'

/** Where to listen. */
export interface ServeOptions {
  /** Any free port when left out or 0. */
  readonly port?: number
  /** 127.0.0.1 when left out; only loopback is allowed. */
  readonly host?: string
  /** Real traffic, if there is any: the control route tells where it goes. */
  readonly traffic?: Traffic
}

/** A sandbox that answers over HTTP. */
export interface ServedSandbox {
  /** Such as `http://127.0.0.1:4010`, without a slash at the end and without `/v4`. */
  readonly url: string
  readonly port: number
  /** Stops listening and cuts every connection. */
  close(): Promise<void>
}

const BODY_LIMIT = 4_000_000

function refuseOtherHosts(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
  if (!isLoopback)
    throw new Error(
      `the sandbox listens on loopback only, not on ${host}: it has no real security. Use 127.0.0.1, or a tunnel to it.`,
    )
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue
    size += chunk.length
    if (size > BODY_LIMIT) throw new Error('the request body is too large for the sandbox')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function headersOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const entries = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(entries)
}

function send(response: ServerResponse, reply: SandboxReply): void {
  if (response.destroyed) return
  response.sendDate = false
  response.writeHead(reply.status, reply.headers)
  response.end(reply.body)
}

function deliver(response: ServerResponse, reply: SandboxReply): void {
  const { fault } = reply
  if (fault === undefined) return send(response, reply)
  switch (fault.kind) {
    case 'drop':
      response.destroy()
      return
    case 'delay':
      setTimeout(() => send(response, reply), fault.ms).unref()
      return
    case 'never':
  }
}

interface Served {
  readonly sandbox: Sandbox
  readonly traffic: Traffic | null
}

async function serveOne(
  { sandbox, traffic }: Served,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming
  const head = { method, url, headers: headersOf(incoming) }
  const refused = guard({ ...head, body: '' }, CONTROL_PREFIX)
  if (refused !== null) return send(response, refused)
  const request: SandboxRequest = { ...head, body: await bodyOf(incoming) }
  deliver(
    response,
    url.startsWith(CONTROL_PREFIX) ? controlReply(sandbox, request, traffic) : sandbox.handle(request),
  )
}

/** A request that was begun and not ended is given up, in milliseconds. A delayed answer may take longer: the client's own timeout is what is being tried. */
const PATIENCE = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 }

function serverFor(served: Served): Server {
  const server = createServer(PATIENCE, (incoming, response) => {
    serveOne(served, incoming, response).catch((error: unknown) => {
      const reason = `the sandbox failed: ${error instanceof Error ? error.message : String(error)}`
      send(response, {
        status: 500,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ errors: [{ reason }] }),
      })
    })
  })
  return server
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Serves a sandbox over HTTP on loopback. Rejects on any other host and on a port that is taken. */
export async function serveSandbox(sandbox: Sandbox, options: ServeOptions = {}): Promise<ServedSandbox> {
  const { port = 0, host = '127.0.0.1' } = options
  refuseOtherHosts(host)
  const server = serverFor({ sandbox, traffic: options.traffic ?? null })
  const listening = await listen(server, port, host)
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    server.closeAllConnections()
    await closed
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`, port: listening, close }
}
