import { nothingRead, type Reading } from '../fleet/load/reading.ts'
import type { Io } from '../io.ts'
import type { Profile } from '../profile/profile.ts'
import { amxWanted } from '../trigger/amx-wanted.ts'

/**
 * What was measured of a fleet that is sized by its load; undefined for one that changes by steps. Never rejects: what cannot be read is not
 * known, and then the alert that started the run may tell what is wanted.
 */
export async function findReading(io: Io, { policy, prometheus }: Profile): Promise<Reading | undefined> {
  const { load, fleetTag } = policy
  if (load === undefined) return undefined
  const hint = amxWanted(io.env, fleetTag, io.clock.wall())
  if (prometheus === null) return nothingRead('the profile does not say where Prometheus is', hint)
  const { readWork } = await import('../trigger/read-work.ts')
  return { ...(await readWork({ url: prometheus.url, fleetTag }, load)), hint }
}
