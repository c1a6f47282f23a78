import type { ScheduleEntry } from '../fleet/model/schedule-entry.ts'
import { milliseconds } from './duration.ts'
import type { RawScheduleEntry } from './schedule-schema.ts'
import { daysOf, minutesOf } from './schedule-words.ts'

const EVERY_DAY = 'mon-sun'

/** One time of a schedule, in minutes and days. */
export function toScheduleEntry(raw: RawScheduleEntry): ScheduleEntry {
  const { days = EVERY_DAY, from, to, timezone, min, max, lead } = raw
  return {
    text: `${raw.days === undefined ? 'daily' : days} ${from} to ${to} ${timezone}`,
    days: daysOf(days) ?? [],
    from: minutesOf(from),
    to: minutesOf(to),
    timezone,
    min: min ?? null,
    max: max ?? null,
    lead: lead === undefined ? 0 : milliseconds(lead),
  }
}
