import type { Fleet } from '../../fleet/model/fleet.ts'
import { sizeByLoad } from '../../fleet/load/size-by-load.ts'
import { takeCensus } from '../../fleet/sight/census.ts'
import type { Io } from '../../io.ts'
import { findReading, type LoadSource } from '../../opening/find-reading.ts'
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

/** What the load asks for, beside it, where the fleet is sized by it. */
export async function withSize(
  io: Io,
  source: LoadSource,
  fleet: Fleet,
  load: Load | null,
): Promise<Load | null> {
  const { policy } = source
  const reading = await findReading(io, source, fleet)
  if (reading === undefined || policy.load === undefined) return load
  const now = fleet.observedAt
  const sized = sizeByLoad({ census: takeCensus(fleet, policy, now), policy: policy.load, now }, reading)
  const known = load ?? { value: sized.sources.meanBusy, high: null, low: null, trouble: sized.trouble }
  return { ...known, sized }
}
