import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'

/** What a wall clock shows: the day of the week from Monday, and the minutes since midnight. */
export interface Wall {
  readonly weekday: number
  readonly minute: number
  readonly text: string
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** What Intl says that the wall clocks of a zone show: its parts, where the product asks for offsets. */
export function wallAt(timeZone: string, at: number): Wall {
  const format =
    FORMATS.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  FORMATS.set(timeZone, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    weekday: DAYS.indexOf(parts['weekday'] ?? ''),
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
    text: `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}:${parts['second']}`,
  }
}

/** How far a wall clock is from UTC, by what it shows. */
export function shownAhead(timeZone: string, at: number): number {
  return Date.parse(`${wallAt(timeZone, at).text.replace(' ', 'T')}Z`) - at
}

/** The rule as a person says it: the clock on the wall shows a minute of the entry, and the day is one of its days. */
export function isOfEntry({ weekday, minute }: Wall, { days, from, to }: ScheduleEntry): boolean {
  if (to > from) return days.includes(weekday) && minute >= from && minute < to
  return (days.includes(weekday) && minute >= from) || (days.includes((weekday + 6) % 7) && minute < to)
}
