import type { Fleet } from '../../fleet/model/fleet.ts'
import { isPlanByLoad, type PlanByLoad } from '../../fleet/plan/plan.ts'
import { isSized } from '../../fleet/plan/plan-by-load.ts'
import { planFollow } from '../../fleet/plan/plan-follow.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Io } from '../../io.ts'
import { findReading, type LoadSource } from '../../opening/find-reading.ts'
import type { Load } from '../../fleet/report/status-report.ts'
import { pricesOf, type PriceSource } from '../../opening/prices-of.ts'
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

/** What follow would do now, beside the load, where the fleet is sized by it. */
export async function withTurn(
  io: Io,
  source: LoadSource & PriceSource,
  fleet: Fleet,
  load: Load | null,
): Promise<Load | null> {
  const turn = await turnNow(io, source, fleet)
  if (turn === null) return load
  const { sources, trouble } = turn.load
  return { ...(load ?? { value: sources.meanBusy, high: null, low: null, trouble }), turn }
}

/** What follow would do now; null where the fleet is not sized by its load. */
export async function turnNow(
  io: Io,
  source: LoadSource & PriceSource,
  fleet: Fleet,
): Promise<PlanByLoad | null> {
  const { policy } = source
  const load = await findReading(io, source, fleet)
  if (load === undefined || !isSized(policy)) return null
  const asked = { action: 'follow', size: { kind: 'by', n: 0 }, force: false, wait: false, load } as const
  const request = { ...asked, ...(await pricesOf(source, fleet)) }
  const now = fleet.observedAt
  const byLoad = planFollow(fleet, policy, request, now)
  // While it is paused it does nothing, and the load asks all the same.
  return isPlanByLoad(byLoad) ? { ...planRequest(fleet, policy, request, now), load: byLoad.load } : null
}
