import type { Clock } from '../../src/clock.ts'
import type { Adapter } from '../../src/linode/send.ts'
import type { SandboxReply, SandboxRequest } from '../../src/sandbox/wire/exchange.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** Told of every exchange between the real adapter and the sandbox. */
export type Witness = (request: SandboxRequest, reply: SandboxReply) => void

/** Puts the sandbox where the network would be: the real client, its real bytes, no socket. */
export function sandboxWire(sandbox: Sandbox, clock: Clock, witness: Witness = () => undefined): Adapter {
  const adapter: Adapter = async (config) => {
    const { pathname, search } = new URL(config.url ?? '')
    const request = {
      method: (config.method ?? 'get').toUpperCase(),
      url: `${pathname}${search}`,
      headers: lowerCased(config.headers.toJSON()),
      body: typeof config.data === 'string' ? config.data : '',
    }
    const signal = config.signal instanceof AbortSignal ? config.signal : undefined
    const reply = sandbox.handle(request)
    witness(request, reply)
    await carry(reply, clock, signal)
    const { status, headers, body } = reply
    return { status, statusText: String(status), headers: { ...headers }, data: body, config, request: null }
  }
  return adapter
}

async function carry({ fault }: SandboxReply, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  if (fault === undefined) return
  if (fault.kind === 'drop') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  if (fault.kind === 'delay') await clock.sleep(fault.ms, signal)
  else await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
  if (signal?.aborted === true) throw Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' })
}

function lowerCased(headers: object): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return Object.fromEntries(entries)
}
