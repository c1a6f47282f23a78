import type { Bounds, BoundsNow, Floor } from '../model/bounds.ts'
import type { Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import type { ScheduleEntry } from '../model/schedule-entry.ts'
import { timesOf, type Interval } from './times-of.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How far it is looked ahead for the next change. */
const AHEAD = 14 * DAY

type Size = Policy['size']

/** The entries of a schedule, each with when it holds. */
type Timetable = readonly { readonly entry: ScheduleEntry; readonly times: readonly Interval[] }[]

/** What may set bounds, all of it. */
interface Setters {
  readonly size: Size
  readonly timetable: Timetable
  readonly floors: readonly Floor[]
}

/**
 * The bounds at `now`: of the base size, the entries of the schedule that hold and the floors the highest min and the highest max; a max
 * beats every min. Pure: whoever asks, wherever, gets the same.
 */
export function boundsAt(size: Size, floors: readonly Floor[], now: Instant): Bounds {
  const { schedule = [] } = size
  const standing = floors.filter((f) => f.until > now)
  if (schedule.length === 0 && standing.length === 0) return unchanging(size)
  const timetable = schedule.map((entry) => ({ entry, times: timesOf(entry, now) }))
  const it = { size, timetable, floors: standing }
  const at = stateAt(it, now)
  const later = changes(it, now, now + AHEAD)
  const soon = later.filter((t) => t <= now + HOUR).map((t) => stateAt(it, t))
  const past = [now - DAY, ...changes(it, now - DAY, now)].map((t) => stateAt(it, t))
  const next = later.find((t) => differs(stateAt(it, t), at))
  return {
    ...at,
    next: next === undefined ? null : { at: next, ...stateAt(it, next) },
    leaves: Math.max(at.min, ...soon.map((s) => s.min)),
    trimAbove: Math.max(at.max, ...past.map((s) => s.max)),
    floor: highest(standing),
  }
}

function unchanging({ min, max }: Size): Bounds {
  return { min, max, minBy: 'size', maxBy: 'size', next: null, leaves: min, trimAbove: max, floor: null }
}

function differs(one: BoundsNow, other: BoundsNow): boolean {
  return one.min !== other.min || one.max !== other.max
}

function stateAt({ size, timetable, floors }: Setters, at: Instant): BoundsNow {
  let state: BoundsNow = { min: size.min, max: size.max, minBy: 'size', maxBy: 'size' }
  for (const row of timetable) state = raised(state, row, size, at)
  const floor = highest(floors.filter((f) => f.until > at))
  if (floor !== null && floor.n > state.min) state = { ...state, min: floor.n, minBy: 'floor' }
  return state.min > state.max ? { ...state, min: state.max, minBy: state.maxBy } : state
}

/** What an entry makes of the bounds: while it leads in, it is one without a max. */
function raised(state: BoundsNow, { entry, times }: Timetable[number], size: Size, at: Instant): BoundsNow {
  const holds = times.some(({ from, to }) => from <= at && at < to)
  const leads = holds || times.some(({ from }) => from - entry.lead <= at && at < from)
  if (!leads) return state
  const by = { schedule: entry.text }
  const min = entry.min ?? size.min
  const max = (holds ? entry.max : null) ?? Math.max(size.max, min)
  return {
    ...(min > state.min ? { min, minBy: by } : { min: state.min, minBy: state.minBy }),
    ...(max > state.max ? { max, maxBy: by } : { max: state.max, maxBy: state.maxBy }),
  }
}

function highest(floors: readonly Floor[]): Floor | null {
  return floors.toSorted((a, b) => b.n - a.n || b.until - a.until)[0] ?? null
}

/** The instants after `from`, up to `to`, at which something begins or ends. */
function changes({ timetable, floors }: Setters, from: Instant, to: Instant): readonly Instant[] {
  const edges = timetable.flatMap(({ entry, times }) =>
    times.flatMap((t) => [t.from - entry.lead, t.from, t.to]),
  )
  const all = [...edges, ...floors.map((f) => f.until)].filter((t) => t > from && t <= to)
  return [...new Set(all)].sort((a, b) => a - b)
}
