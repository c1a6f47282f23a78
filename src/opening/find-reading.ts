import type { Cloud } from '../cloud.ts'
import { askedInMinute } from '../fleet/load/asked-in-minute.ts'
import { nothingRead, type Reading } from '../fleet/load/reading.ts'
import { readingOfStats, type MemberStats } from '../fleet/load/reading-of-stats.ts'
import type { Fleet, Member } from '../fleet/model/fleet.ts'
import type { LoadPolicy } from '../fleet/model/load-policy.ts'
import type { Io } from '../io.ts'
import { amxWanted } from '../trigger/amx-wanted.ts'
import type { OpenFleet } from './open-fleet.ts'
import { STATS_A_MINUTE } from './with-stats-kept.ts'

/** How many statistics are asked for at once. */
const AT_ONCE = 4

/** Where a fleet's load is read. */
export type LoadSource = Pick<OpenFleet, 'policy' | 'prometheus'> & { readonly cloud: Pick<Cloud, 'busy'> }

/**
 * What was measured of a fleet that is sized by its load; undefined for one that changes by steps. Never rejects: what cannot be read is not
 * known, and then the alert that started the run may tell what is wanted.
 */
export async function findReading(io: Io, source: LoadSource, fleet: Fleet): Promise<Reading | undefined> {
  const { load, fleetTag } = source.policy
  if (load === undefined) return undefined
  const read =
    load.from === 'linode' ? await readStats(source.cloud, load, fleet) : await askPrometheus(source, load)
  return { ...read, hint: amxWanted(io.env, fleetTag, io.clock.wall()) }
}

async function askPrometheus({ prometheus }: LoadSource, load: LoadPolicy): Promise<Reading> {
  if (prometheus === null) return nothingRead('the profile does not say where Prometheus is')
  const { readWork } = await import('../trigger/read-work.ts')
  return await readWork(prometheus, load)
}

async function readStats(cloud: LoadSource['cloud'], load: LoadPolicy, fleet: Fleet): Promise<Reading> {
  const stats = new Map<string, MemberStats>()
  const asked = askedInMinute(fleet.members, fleet.observedAt)
  try {
    for (let first = 0; first < asked.length; first += AT_ONCE) {
      const some = asked.slice(first, first + AT_ONCE)
      for (const each of await Promise.all(some.map((m) => statsOf(cloud, m)))) stats.set(each.label, each)
    }
    const all = fleet.members.flatMap(({ label }) => stats.get(label) ?? [])
    return { ...readingOfStats(fleet, load, fleet.observedAt, all), ...notAll(all) }
  } catch (error) {
    return nothingRead(error instanceof Error ? error.message : String(error))
  }
}

/** Of a large fleet not all can be asked in one minute, and whoever is not counts as silent. */
function notAll(all: readonly MemberStats[]): Pick<Reading, 'trouble'> | null {
  const told = all.filter((m) => m.points.length > 0).length
  if (all.length <= STATS_A_MINUTE || told === 0 || told === all.length) return null
  return {
    trouble: `${told} of ${all.length} members are measured: the API answers ${STATS_A_MINUTE} questions for statistics a minute`,
  }
}

async function statsOf(cloud: LoadSource['cloud'], { label, instance }: Member): Promise<MemberStats> {
  return { label, points: await cloud.busy(instance) }
}
