import type { Instant } from './fleet.ts'
import { isoInstant } from './instant.ts'

const MINUTE = 60_000

/** An instant as tags have it, to the second: `20261124T160000Z`. */
export function tagInstant(at: Instant): string {
  return isoInstant(at).replaceAll(/[-:]/g, '')
}

/** The same in the fewest characters, not before it: `20261124T1600Z`. */
export function tagMinute(at: Instant): string {
  return tagInstant(Math.ceil(at / MINUTE) * MINUTE).replace(/00Z$/, 'Z')
}

/** The instant that a tag has; null where it has none. */
export function readTagInstant(text: string): Instant | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z$/i.exec(text)
  if (found === null) return null
  const [, year, month, day, hour, minute, second = '00'] = found
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // A day that the month has not would be one of the next month.
  return Number.isNaN(at) || new Date(at).getUTCDate() !== Number(day) ? null : at
}
