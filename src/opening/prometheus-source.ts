import type { Io } from '../io.ts'
import type { Profile } from '../profile/profile.ts'
import type { PrometheusSource } from '../trigger/prometheus.ts'

/** Where a fleet's Prometheus is asked; null when the profile does not say where it is. */
export function prometheusSource(
  { env, patience }: Pick<Io, 'env' | 'patience'>,
  { prometheus, policy }: Pick<Profile, 'prometheus' | 'policy'>,
): PrometheusSource | null {
  if (prometheus === null) return null
  return { url: prometheus.url, fleetTag: policy.fleetTag, env, stop: patience.reads }
}
