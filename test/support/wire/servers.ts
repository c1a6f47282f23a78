import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { connect, createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net'
import { CERTIFICATES, KEY } from './certificates.ts'

/** Something that listens on loopback until the test ends. */
export interface Listening extends AsyncDisposable {
  readonly port: number
}

async function listening(server: Server, sockets: Set<Socket>): Promise<Listening> {
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { port, [Symbol.asyncDispose]: stop }
}

/** A server of HTTPS. */
export async function https(
  certificate: keyof typeof CERTIFICATES,
  answer: RequestListener,
): Promise<Listening> {
  const server = createHttps({ key: KEY, cert: CERTIFICATES[certificate] }, answer)
  return await listening(
    server.on('tlsClientError', () => undefined),
    new Set(),
  )
}

/** A server of HTTP without TLS. */
export async function http(answer: RequestListener): Promise<Listening> {
  return await listening(createHttp(answer), new Set())
}

/** Anything that speaks TCP. */
export async function tcp(speak: (socket: Socket) => void): Promise<Listening> {
  return await listening(createTcp(speak), new Set())
}

/** A proxy that only tunnels; `heard` is what it was told in the clear. */
export async function tunnel(): Promise<
  Listening & { readonly heard: string[]; readonly bytes: () => string }
> {
  const heard: string[] = []
  let bytes = ''
  const at = await tcp((client) => {
    client.once('data', (first) => {
      heard.push(first.toString('latin1'))
      const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+) /.exec(first.toString('latin1')) ?? []
      const server = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        client.on('data', (part) => {
          bytes += part.toString('latin1')
          server.write(part)
        })
        server.pipe(client)
      })
      server.on('error', () => client.destroy())
      client.on('close', () => server.destroy())
    })
  })
  return { ...at, heard, bytes: () => bytes }
}
