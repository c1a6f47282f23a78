import type { Condition } from '../fleet/plan/trigger.ts'
import { askPrometheus, fieldOf, listIn, type PrometheusSource } from './prometheus.ts'

/** The alert that asks for a direction, in the generated rules. */
const ALERT = { 'scale-out': 'HighLoad', 'scale-in': 'LowLoad' } as const

/** What `--when` without a value asks: whether this fleet's alert of that direction is firing. */
export function firingQuery(action: keyof typeof ALERT, fleetTag: string): string {
  return `ALERTS{alertname="${ALERT[action]}",alertstate="firing",fleet=${JSON.stringify(fleetTag)}}`
}

/**
 * Whether a condition has any result now, as an alert's expression has. An empty one means no only when the fleet is measured at all: else
 * everything that has stopped would look like a fleet at rest. Rejects with an Error that says why nobody knows.
 */
export async function askCondition(
  source: PrometheusSource,
  action: keyof typeof ALERT,
  given: string | null,
): Promise<Condition> {
  const { fleetTag } = source
  const query = given ?? firingQuery(action, fleetTag)
  if (await hasResult(source, query)) return { query, isMet: true }
  const measured = measuredQuery(fleetTag, given === null)
  if (await hasResult(source, measured)) return { query, isMet: false }
  throw new Error(
    `Prometheus has no result for ${query}, and none for ${measured} either: it does not measure this fleet, or its rules are not loaded`,
  )
}

/** Our own alerts are evaluated where our own series are; a query of a person's own may do without these rules. */
function measuredQuery(fleetTag: string, isOurs: boolean): string {
  const fleet = `{fleet=${JSON.stringify(fleetTag)}}`
  const recorded = `fleet:measured:count${fleet} > 0`
  return isOurs ? recorded : `${recorded} or up${fleet} == 1`
}

async function hasResult(source: PrometheusSource, query: string): Promise<boolean> {
  const data = await askPrometheus(source, 'query', { query })
  const type = fieldOf(data, 'resultType')
  if (type !== 'vector')
    throw new Error(
      `the result of ${query} is a ${String(type)}, which is never empty: ask for an instant vector, such as ${query} > 0`,
    )
  return listIn(fieldOf(data, 'result')).length > 0
}
