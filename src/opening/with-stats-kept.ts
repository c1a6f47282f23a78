import type { BusyPoint } from '../fleet/model/busy-point.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { OpenFleet } from './open-fleet.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The API answers so many questions for statistics a minute. */
const MOST = 50
/** Answers take their time: a little more than a minute lies between the first of so many and the next. */
const WINDOW = MINUTE + 1_000

interface Kept {
  readonly points: readonly BusyPoint[]
  /** When it was last asked for; long ago if there was no room yet. */
  readonly at: number
}

/**
 * The same, asking for a member's statistics no oftener than once a minute, and never for more than fifty in one: averages of five minutes are
 * no older for it. Of more members than that each has its turn in a minute or two; meanwhile it is as it was told last.
 */
export function withStatsKept(open: OpenFleet): OpenFleet {
  const known = new Map<InstanceId, Kept>()
  let asked: readonly number[] = []
  const busy: OpenFleet['cloud']['busy'] = async (instance) => {
    const now = open.clock.monotonic()
    const kept = known.get(instance.id) ?? { points: [], at: now - HOUR }
    known.set(instance.id, kept)
    asked = asked.filter((at) => now - at < WINDOW)
    if (now - kept.at < MINUTE * Math.ceil(known.size / MOST) || asked.length >= MOST) return kept.points
    asked = [...asked, now]
    const points = await open.cloud.busy(instance)
    known.set(instance.id, { points, at: now })
    for (const [id, { at }] of known) if (now - at > HOUR) known.delete(id)
    return points
  }
  return { ...open, cloud: { ...open.cloud, busy } }
}
