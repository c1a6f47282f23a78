import type { BusyPoint } from '../fleet/model/busy-point.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Clock } from '../clock.ts'
import type { Cloud } from '../cloud.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** The API answers so many questions for statistics a minute (Linode API, rate limits). */
export const STATS_A_MINUTE = 50
/** Answers take their time: a little more than a minute lies between the first of so many and the next. */
const WINDOW = MINUTE + SECOND

/** Who asks for statistics, and by what clock. */
interface Asking {
  readonly clock: Pick<Clock, 'monotonic'>
  readonly cloud: Pick<Cloud, 'busy'>
}

interface Kept {
  readonly points: readonly BusyPoint[]
  /** When it was last asked for; long ago if there was no room yet. */
  readonly at: number
}

/** How many of these one of several fleets may ask. */
export function statsOfEach(fleets: number): number {
  return Math.max(1, Math.floor(STATS_A_MINUTE / Math.max(1, fleets)))
}

/**
 * The same, asking for the statistics of members no more than fifty times in a minute, or for its share of them beside other fleets. Those of a fleet of
 * more than that are asked for in rounds of some minutes; meanwhile each is as it was told last. A run that ends before has asked for so many.
 */
export function withStatsKept<Open extends Asking>(open: Open, fleets = 1): Open {
  const most = statsOfEach(fleets)
  const known = new Map<InstanceId, Kept>()
  let asked: readonly number[] = []
  let round = Number.NEGATIVE_INFINITY
  const busy: Cloud['busy'] = async (instance) => {
    const now = open.clock.monotonic()
    const kept = known.get(instance.id) ?? { points: [], at: Number.NEGATIVE_INFINITY }
    known.set(instance.id, kept)
    if (now - round >= periodOf(known.size, most)) round = now
    asked = asked.filter((at) => now - at < WINDOW)
    const isTold = known.size > most && kept.at >= round
    if (isTold || asked.length >= most) return kept.points
    asked = [...asked, now]
    const points = await open.cloud.busy(instance)
    known.set(instance.id, { points, at: now })
    for (const [id, { at }] of known) if (at < now - HOUR && at > 0) known.delete(id)
    return points
  }
  return { ...open, cloud: { ...open.cloud, busy } }
}

/** So many members take so many minutes, and a little more. */
function periodOf(members: number, most: number): number {
  return 75 * SECOND * Math.ceil(members / most)
}
