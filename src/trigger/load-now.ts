import { askPrometheus, fieldOf, listIn, type PrometheusSource } from './prometheus.ts'

/** The recorded series that tells a fleet's load, as the generated rules have it. */
export function loadQuery(fleetTag: string): string {
  return `fleet:busy:avg{fleet=${JSON.stringify(fleetTag)}}`
}

/** The fleet's average busy ratio now, 0 to 1; null when Prometheus knows none. Rejects with an Error that says why it cannot be read. */
export async function loadNow(source: PrometheusSource): Promise<number | null> {
  const data = await askPrometheus(source, 'query', {
    query: loadQuery(source.fleetTag),
  })
  const [sample] = listIn(fieldOf(data, 'result'))
  const [, value] = listIn(fieldOf(sample, 'value'))
  const ratio = Number(value)
  return value !== undefined && Number.isFinite(ratio) ? ratio : null
}
