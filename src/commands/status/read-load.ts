import type { Load } from '../../fleet/report/status-report.ts'
import type { OpenFleet } from '../../opening/open-fleet.ts'

/** The fleet's load now; null when the profile does not say where Prometheus is. What cannot be read is told and fails nothing. */
export async function readLoad({ profile: { load }, prometheus }: OpenFleet): Promise<Load | null> {
  if (prometheus === null) return null
  const thresholds = { high: load?.high ?? null, low: load?.low ?? null }
  const { loadNow } = await import('../../trigger/load-now.ts')
  try {
    const value = await loadNow(prometheus)
    return { ...thresholds, value, trouble: value === null ? 'Prometheus has no load of this fleet' : null }
  } catch (error) {
    return { ...thresholds, value: null, trouble: error instanceof Error ? error.message : String(error) }
  }
}
