/** Where Prometheus is, and which series tells a fleet's load. */
export interface LoadSource {
  readonly url: string
  /** The label `fleet` of the recorded series. */
  readonly fleetTag: string
}

/** A stretch of time, in milliseconds since 1970, and how many samples of it are wanted. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly steps: number
}

const TIMEOUT = 3_000

/** The fleet's average busy ratio over a stretch, null where there is none. Rejects with an Error that says why it cannot be read. */
export async function loadHistory(
  { url, fleetTag }: LoadSource,
  { from, to, steps }: Stretch,
): Promise<readonly (number | null)[]> {
  const step = (to - from) / steps / 1000
  const query = new URLSearchParams({
    query: `fleet:busy:avg{fleet=${JSON.stringify(fleetTag)}}`,
    start: String(from / 1000 + step),
    end: String(to / 1000),
    step: String(step),
  })
  const address = `${url.replace(/\/$/, '')}/api/v1/query_range?${query.toString()}`
  const values = valuesIn(await answerOf(address))
  return Array.from({ length: steps }, (_, i) => {
    const at = from / 1000 + step * (i + 1)
    return values.find(([time]) => Math.abs(time - at) < step / 2)?.[1] ?? null
  })
}

async function answerOf(address: string): Promise<unknown> {
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' })
    if (!reply.ok) throw new Error(`HTTP ${reply.status}`)
    return await reply.json()
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new Error(`Prometheus cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause: error,
    })
  }
}

/** The samples of the first series; no series is no sample, and that is no error. */
function valuesIn(answer: unknown): readonly (readonly [number, number])[] {
  const [series] = listAt(fieldOf(fieldOf(answer, 'data'), 'result'))
  return listAt(fieldOf(series, 'values')).flatMap((pair) => {
    const [time, value] = listAt(pair)
    const ratio = Number(value)
    return typeof time === 'number' && Number.isFinite(ratio) ? [[time, ratio] as const] : []
  })
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
