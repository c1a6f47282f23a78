/** Where Prometheus is, and which fleet is meant. */
export interface PrometheusSource {
  readonly url: string
  /** The label `fleet` of its series. */
  readonly fleetTag: string
}

const TIMEOUT = 3_000

/**
 * The `data` of Prometheus' answer (https://prometheus.io/docs/prometheus/latest/querying/api/). Rejects with an Error that says why it
 * cannot be had, and names no password of the URL.
 */
export async function askPrometheus(
  url: string,
  path: 'query' | 'query_range',
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    return dataIn(await answerOf(url, path, parameters))
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new Error(`Prometheus cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause: error,
    })
  }
}

async function answerOf(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const address = new URL(`${url.replace(/\/+$/, '')}/api/v1/${path}`)
  const { username, password } = address
  // fetch refuses a URL with a password, and says the URL.
  address.username = ''
  address.password = ''
  address.search = new URLSearchParams(parameters).toString()
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = username === '' ? {} : { authorization: `Basic ${Buffer.from(plain).toString('base64')}` }
  const reply = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' })
  const body: unknown = await reply.json().catch(() => null)
  const said = fieldOf(body, 'error')
  if (!reply.ok) throw new Error(`HTTP ${reply.status}${typeof said === 'string' ? `: ${said}` : ''}`)
  return body
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
