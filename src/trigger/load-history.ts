import { askPrometheus, fieldOf, listIn, type PrometheusSource } from './prometheus.ts'
import { loadQuery } from './load-now.ts'

/** A stretch of time, in milliseconds since 1970, and how many samples of it are wanted. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly steps: number
}

/** The fleet's average busy ratio over a stretch, null where there is none. Rejects with an Error that says why it cannot be read. */
export async function loadHistory(
  source: PrometheusSource,
  { from, to, steps }: Stretch,
): Promise<readonly (number | null)[]> {
  const step = (to - from) / steps / 1000
  const data = await askPrometheus(source, 'query_range', {
    query: loadQuery(source.fleetTag),
    start: String(from / 1000 + step),
    end: String(to / 1000),
    step: String(step),
  })
  const values = valuesIn(data)
  return Array.from({ length: steps }, (_, i) => {
    const at = from / 1000 + step * (i + 1)
    return values.find(([time]) => Math.abs(time - at) < step / 2)?.[1] ?? null
  })
}

/** The samples of the first series; no series is no sample, and that is no error. */
function valuesIn(data: unknown): readonly (readonly [number, number])[] {
  const [series] = listIn(fieldOf(data, 'result'))
  return listIn(fieldOf(series, 'values')).flatMap((pair) => {
    const [time, value] = listIn(pair)
    const ratio = Number(value)
    return typeof time === 'number' && Number.isFinite(ratio) ? [[time, ratio] as const] : []
  })
}
