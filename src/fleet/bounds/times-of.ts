import type { Instant } from '../model/fleet.ts'
import type { ScheduleEntry } from '../model/schedule-entry.ts'
import { stretches, type Stretch } from './wall-clock.ts'

/** A time in which an entry holds; `to` is no longer of it. */
export interface Interval {
  readonly from: Instant
  readonly to: Instant
}

const DAY = 86_400_000
const MINUTE = 60_000
/** A shift of the clocks and an entry that lasts until the next day both fit. */
const BEFORE = 3 * DAY
const AFTER = 16 * DAY

const KNOWN = new WeakMap<ScheduleEntry, Map<Instant, readonly Interval[]>>()

/** When an entry holds, from two days before `now` to a fortnight after it at least. The same for each instant of one day of UTC. */
export function timesOf(entry: ScheduleEntry, now: Instant): readonly Interval[] {
  const day = Math.floor(now / DAY) * DAY
  const known = KNOWN.get(entry) ?? new Map<Instant, readonly Interval[]>()
  const times = known.get(day) ?? timesBetween(entry, day - BEFORE, day + AFTER)
  KNOWN.set(entry, new Map([...[...known].slice(-2), [day, times]]))
  return times
}

/**
 * An entry holds at an instant when the wall clock of its time zone shows a minute of it then. So an hour that is shown twice is of it
 * both times or not at all, and one that the clocks leap over is not there to be of it.
 */
export function timesBetween(entry: ScheduleEntry, from: Instant, to: Instant): readonly Interval[] {
  const merged: Interval[] = []
  for (const each of stretches(entry.timezone, from, to).flatMap((s) => timesWithin(entry, s))) {
    const last = merged.at(-1)
    if (last !== undefined && last.to >= each.from) merged[merged.length - 1] = { ...last, to: each.to }
    else merged.push(each)
  }
  return merged
}

/** Within a stretch, a wall clock is UTC by another name. */
function timesWithin(entry: ScheduleEntry, { from, to, ahead }: Stretch): readonly Interval[] {
  const first = Math.floor((from + ahead) / DAY) - 1
  const last = Math.floor((to - 1 + ahead) / DAY)
  const lasts = (entry.to > entry.from ? 0 : DAY) + (entry.to - entry.from) * MINUTE
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .filter((day) => entry.days.includes(weekday(day)))
    .map((day) => day * DAY + entry.from * MINUTE - ahead)
    .map((begin) => ({ from: Math.max(from, begin), to: Math.min(to, begin + lasts) }))
    .filter((each) => each.from < each.to)
}

/** Of a day that is so many days after 1970-01-01, a Thursday; 0 is Monday. */
function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}
