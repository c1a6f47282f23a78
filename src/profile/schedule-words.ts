const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** The days that a text names, 0 for Monday; a range may go over the week's end. Null where it names something else. */
export function daysOf(text: string): readonly number[] | null {
  const parts = text.split(',').map((part) => rangeOf(part.trim().toLowerCase()))
  if (parts.some((part) => part === null)) return null
  return [...new Set(parts.flatMap((part) => part ?? []))].sort((a, b) => a - b)
}

function rangeOf(part: string): readonly number[] | null {
  const [first = '', last = first, ...more] = part.split('-').map((name) => name.trim())
  const [from, to] = [first, last].map((name) => DAYS.findIndex((day) => day === name))
  if (from === undefined || to === undefined || from < 0 || to < 0 || more.length > 0) return null
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7)
}

/** Whether a text names days. */
export function isDays(text: string): boolean {
  return daysOf(text) !== null
}

/** Whether a text is a time of day, from 0:00 to 24:00. */
export function isTimeOfDay(text: string): boolean {
  return /^(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/.test(text)
}

/** The minutes after midnight of a time of day. */
export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** Whether a text is a name of the time zone database; an offset such as +02:00 has no summer, and not every version of Node knows it. */
export function isTimezone(text: string): boolean {
  if (!/^[a-z]/i.test(text)) return false
  try {
    Intl.DateTimeFormat('en-US', { timeZone: text })
    return true
  } catch {
    return false
  }
}
