import { askPrometheus, fieldOf, listIn, type PrometheusSource } from './prometheus.ts'

/** A load as Prometheus has it, evenly spaced, in members that it keeps fully busy. */
export interface WorkHistory {
  /** Between two points, in milliseconds. */
  readonly step: number
  readonly points: readonly number[]
  /** How many points were missing and filled in. */
  readonly gaps: number
}

/** Prometheus gives 11,000 points at most (https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries). */
const MOST = 10_000
const MINUTE = 60_000

/** The work of a stretch, as the generated rules record it. Rejects with an Error that says why it cannot be read. */
export async function workHistory(
  source: PrometheusSource,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<WorkHistory> {
  const step = Math.max(MINUTE, Math.ceil((to - from) / MOST / MINUTE) * MINUTE)
  const query = `fleet:work:sum{fleet="${source.fleetTag}"}`
  const data = await askPrometheus(source, 'query_range', {
    query,
    start: String(from / 1000),
    end: String(to / 1000),
    step: String(step / 1000),
  })
  const [series, more] = listIn(fieldOf(data, 'result'))
  if (series === undefined)
    throw new Error(`Prometheus has nothing of ${query}; the generated rules record it`)
  if (more !== undefined) throw new Error(`Prometheus has several series of ${query}`)
  return filled(pairsIn(series), step)
}

type Pair = readonly [at: number, value: number]

function pairsIn(series: unknown): readonly Pair[] {
  return listIn(fieldOf(series, 'values')).flatMap((pair): Pair[] => {
    const [time, value] = listIn(pair)
    const work = Number(value)
    return typeof time === 'number' && Number.isFinite(work) && work >= 0 ? [[time * 1000, work]] : []
  })
}

/** What is missing between two points lies between them. */
function filled(pairs: readonly Pair[], step: number): WorkHistory {
  const points: number[] = []
  let gaps = 0
  for (const [i, [at, value]] of pairs.entries()) {
    const [before, last] = pairs[i - 1] ?? [at - step, value]
    const missing = Math.max(0, Math.round((at - before) / step) - 1)
    for (let k = 1; k <= missing; k++) points.push(last + ((value - last) * k) / (missing + 1))
    gaps += missing
    points.push(value)
  }
  if (points.length < 2) throw new Error('Prometheus has less than two points of it')
  return { step, points, gaps }
}
