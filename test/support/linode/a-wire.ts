import type { Adapter, Wire } from '../../../src/linode/send.ts'
import { Patience } from '../../../src/wire/patience.ts'
import { openRoad } from '../../../src/wire/road.ts'
import { STRAIGHT } from '../../../src/wire/way.ts'
import { VirtualTime } from '../virtual-time.ts'

/** What comes back to one request after the other. */
export type Script = readonly {
  readonly status?: number
  readonly body?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A network error. */
  readonly code?: string
  readonly never?: boolean
}[]

/** A wire whose other end answers by a script, on a virtual clock. */
export function aWire(script: Script) {
  const time = new VirtualTime(Date.UTC(2026, 10, 23, 12, 0, 0), () => undefined)
  const requests: { readonly url: string }[] = []
  const adapter: Adapter = async (config) => {
    const reply = script[requests.length] ?? {}
    requests.push({ url: config.url ?? '' })
    const { signal } = config
    if (reply.never === true)
      await new Promise<void>((resolve) => signal?.addEventListener?.('abort', () => resolve()))
    if (reply.never === true) throw Object.assign(new Error('canceled'), { code: 'ERR_CANCELED', config })
    if (reply.code !== undefined) throw Object.assign(new Error('broken'), { code: reply.code, config })
    const data = reply.text ?? JSON.stringify(reply.body ?? {})
    return {
      status: reply.status ?? 200,
      statusText: '',
      headers: { ...reply.headers },
      data,
      config,
      request: null,
    }
  }
  const stop = new AbortController()
  const again = new AbortController()
  const wire: Wire = {
    baseUrl: 'http://127.0.0.1:1',
    token: 'the-token',
    version: '0',
    clock: time,
    road: openRoad(new URL('http://127.0.0.1:1'), STRAIGHT, true),
    patience: new Patience(stop.signal, again.signal),
    contact: { made: false },
    adapter,
    onRequest: () => undefined,
  }
  return { wire, time, requests, stop, again }
}
