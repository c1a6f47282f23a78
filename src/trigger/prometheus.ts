import { deadline } from '../wire/deadline.ts'
import { exchange, type Heard } from '../wire/exchange.ts'
import { proxyFor } from '../wire/proxy-for.ts'
import { WireFailure } from '../wire/wire-failure.ts'
import { openRoad } from '../wire/road.ts'

/** Where Prometheus is, and which fleet is meant. */
export interface PrometheusSource {
  readonly url: string
  /** The label `fleet` of its series. */
  readonly fleetTag: string
  /** Names the proxies, as for the API. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the wait for an answer. */
  readonly stop: AbortSignal
}

const TIMEOUT = 3_000

/**
 * The `data` of Prometheus' answer (https://prometheus.io/docs/prometheus/latest/querying/api/). Rejects with an Error that says why it
 * cannot be had, and names no password of the URL.
 */
export async function askPrometheus(
  source: PrometheusSource,
  path: 'query' | 'query_range',
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    return dataIn(bodyOf(await answerOf(source, path, parameters)))
  } catch (error) {
    const remedy = error instanceof WireFailure && error.mistake !== null ? `; ${error.mistake.remedy}` : ''
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`Prometheus cannot be read: ${why}${remedy}`, { cause: error })
  }
}

async function answerOf(
  { url, env, stop }: PrometheusSource,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Heard> {
  const address = new URL(`${url.replace(/(?<!\/)\/+$/, '')}/api/v1/${path}`)
  const { username, password } = address
  address.username = ''
  address.password = ''
  address.search = new URLSearchParams(parameters).toString()
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = username === '' ? {} : { authorization: `Basic ${Buffer.from(plain).toString('base64')}` }
  const road = openRoad(address, { proxy: proxyFor(address, env), ca: null }, false)
  const { signal, end } = deadline(TIMEOUT, stop)
  try {
    return await exchange(road, { method: 'GET', url: address, headers, signal })
  } catch (error) {
    if (!signal.aborted) throw error
    const why = stop.aborted ? `stopped by ${String(stop.reason)}` : `no answer within ${TIMEOUT / 1_000}s`
    throw new Error(why, { cause: error })
  } finally {
    end()
  }
}

function bodyOf({ status, text }: Heard): unknown {
  const body = parsed(text)
  const said = fieldOf(body, 'error')
  if (status >= 300) throw new Error(`HTTP ${status}${typeof said === 'string' ? `: ${said}` : ''}`)
  return body
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function dataIn(body: unknown): unknown {
  if (fieldOf(body, 'status') !== 'success') throw new Error('its answer is not that of Prometheus')
  const [warning] = listIn(fieldOf(body, 'warnings'))
  // A part that did not answer looks like a part without alerts.
  if (warning !== undefined) throw new Error(`its answer may not be whole: ${JSON.stringify(warning)}`)
  return fieldOf(body, 'data')
}

/** A field of what was parsed; undefined where there is none. */
export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** The elements of what was parsed; none where it is no list. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
