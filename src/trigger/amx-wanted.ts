type Environment = Readonly<Record<string, string | undefined>>

/** A number that is older says nothing of now. */
const OLDEST = 120
/** Two hosts' clocks may differ by so much. */
const AHEAD = 60
const MOST_ALERTS = 1_000

/**
 * What the alerts that started a run say is wanted, from their annotations `wanted` and `wanted_at`, for a run that cannot ask
 * Prometheus; null when none of this fleet's firing alerts says so, or not within two minutes. `now` is this machine's, in milliseconds.
 */
export function amxWanted(env: Environment, fleetTag: string, now: number): number | null {
  const count = env['AMX_ALERT_LEN'] ?? '0'
  const length = /^\d{1,6}$/.test(count) ? Math.min(Number(count), MOST_ALERTS) : 0
  const told = Array.from({ length }, (_, i) => wantedBy(env, `AMX_ALERT_${i + 1}`, fleetTag, now))
  const known = told.filter((n) => n !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function wantedBy(env: Environment, alert: string, fleetTag: string, now: number): number | null {
  const of = (part: string): string | undefined => env[`${alert}_${part}`] ?? env[`AMX_${part}`]
  if (of('LABEL_fleet') !== fleetTag || (env[`${alert}_STATUS`] ?? 'firing') !== 'firing') return null
  const at = of('ANNOTATION_wanted_at') ?? ''
  const wanted = of('ANNOTATION_wanted') ?? ''
  if (!/^\d{1,12}$/.test(at) || !/^\d{1,4}$/.test(wanted)) return null
  const age = now / 1000 - Number(at)
  return age <= OLDEST && age >= -AHEAD ? Number(wanted) : null
}
