import type { Instant } from '../model/fleet.ts'
import { aheadAt } from './wall-clock.ts'

const DAY = 86_400_000
/** 1970-01-05 was a Monday. */
const A_MONDAY = 4 * DAY
const WEEK = 7 * DAY

/** The last midnight on which a Monday began, by the wall clock of a time zone. */
export function mondayBefore(timezone: string, now: Instant): Instant {
  const wall = now + aheadAt(timezone, now) - A_MONDAY
  const monday = Math.floor(wall / WEEK) * WEEK + A_MONDAY
  return monday - aheadAt(timezone, monday - aheadAt(timezone, now))
}
