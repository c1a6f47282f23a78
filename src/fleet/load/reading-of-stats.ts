import type { BusyPoint } from '../model/busy-point.ts'
import type { Fleet, Instance, Instant } from '../model/fleet.ts'
import type { LoadPolicy } from '../model/load-policy.ts'
import { coresOfType } from '../model/type-cores.ts'
import { sizeHistory } from '../sight/size-history.ts'
import { nothingRead, type MemberReading, type Reading } from './reading.ts'
import { wantedMembers } from './wanted-members.ts'

const STEP = 300_000
const HOUR = 3_600_000
/** An average of five minutes that ended longer ago says nothing of now. */
const OLDEST = 450_000

/** So long nothing is told of a new instance. */
const UNTOLD = 900_000

/** One member's statistics. */
export interface MemberStats {
  readonly label: string
  readonly points: readonly BusyPoint[]
}

/**
 * A reading from the API's own statistics: averages of five minutes, so what was wanted within a window is reckoned anew from them, for
 * as many members as there were. Bursts are levelled out, and a member's first minutes are not told.
 */
export function readingOfStats(
  fleet: Fleet,
  policy: LoadPolicy,
  now: Instant,
  stats: readonly MemberStats[],
): Reading {
  const slots = Array.from({ length: HOUR / STEP }, (_, i) => (Math.floor(now / STEP) - i) * STEP)
  const past = slots.map((at) => slotOf(at, { fleet, policy, now, stats }))
  const window = past.slice(0, Math.max(1, Math.ceil(policy.window / STEP)))
  const isWhole = window.every((s) => s.wanted !== null)
  const works = past.flatMap((s) => (s.work === null ? [] : [s.work]))
  return {
    ...nothingRead(stats.length === 0 ? 'the API tells no statistics of any member yet' : null),
    members: stats.map((each) => latest(each, fleet, now)),
    peak: isWhole ? Math.max(...window.map((s) => s.wanted ?? 0)) : null,
    hourWork: works.length === 0 ? null : Math.max(...works),
  }
}

function latest({ label, points }: MemberStats, fleet: Fleet, now: Instant): MemberReading {
  const last = points.at(-1)
  const instance = fleet.members.find((m) => m.label === label)?.instance
  const isNew = last !== undefined && now - last.at <= OLDEST
  return {
    label,
    busy: isNew ? last.busy : null,
    age: instance === undefined ? null : ageOf(instance, isNew ? last : null, now),
    cores: instance === undefined ? null : coresOfType(instance.type),
  }
}

/** An average over its installation is not its load, and of a new one there is none yet: that is no silence. */
function ageOf({ created }: Pick<Instance, 'created'>, last: BusyPoint | null, now: Instant): number | null {
  if (last !== null) return Math.max(0, last.at - STEP - created)
  return now - created < UNTOLD ? 0 : null
}

interface Slot {
  /** Null where nobody is measured. */
  readonly wanted: number | null
  readonly work: number | null
}

interface Asked {
  readonly fleet: Fleet
  readonly policy: LoadPolicy
  readonly now: Instant
  readonly stats: readonly MemberStats[]
}

/** What was wanted when a slot ended. Whoever was there and is not measured did what the others did. */
function slotOf(at: Instant, { fleet, policy, now, stats }: Asked): Slot {
  const measured = stats.flatMap(({ label, points }) => {
    const point = points.find((p) => p.at === at)
    const instance = fleet.members.find((m) => m.label === label)?.instance
    if (point === undefined || instance === undefined) return []
    return [{ busy: point.busy, age: at - STEP - instance.created, cores: coresOfType(instance.type) }]
  })
  const others = (sizeAt(fleet, at, now) ?? measured.length) - measured.length
  const mean = measured.reduce((sum, m) => sum + m.busy, 0) / measured.length
  const rest = Array.from({ length: Math.max(0, measured.length === 0 ? 0 : others) }, () => ({
    busy: mean,
    age: null,
    cores: policy.cores,
  }))
  const { in: wanted, busyWork } = wantedMembers([...measured, ...rest], [], policy)
  return { wanted, work: busyWork }
}

/** How many members there were at a moment of the last hour. */
function sizeAt(fleet: Fleet, at: Instant, now: Instant): number | null {
  if (at >= now) return fleet.members.length
  return sizeHistory(fleet, { from: at - (now - at), now, steps: 2 })?.[0] ?? null
}
