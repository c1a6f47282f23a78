import { expect, test } from 'vitest'
import { aheadAt, stretches } from '../../../src/fleet/bounds/wall-clock.ts'
import { shownAhead } from '../../support/bounds/wall.ts'

const [MINUTE, HOUR] = [60_000, 3_600_000]

test.each([
  ['none', 'UTC', '2026-11-23', 0],
  ['whole hours', 'Europe/Madrid', '2026-11-23', HOUR],
  ['one more in summer', 'Europe/Madrid', '2026-06-21', 2 * HOUR],
  ['half an hour behind', 'America/St_Johns', '2026-11-23', -3.5 * HOUR],
  ['three quarters', 'Asia/Kathmandu', '2026-11-23', 5.75 * HOUR],
  ['seconds, behind', 'Africa/Monrovia', '1970-01-01', -44.5 * MINUTE],
  ['seconds, ahead', 'Asia/Kolkata', '1850-01-01', 5 * HOUR + 53 * MINUTE + 28_000],
])('a wall clock is ahead of UTC by what it shows: %s', (_rule, zone, day, ahead) => {
  expect(aheadAt(zone, Date.parse(day))).toBe(ahead)
  expect(shownAhead(zone, Date.parse(day))).toBe(ahead)
})

test('the stretches of a time zone follow each other to the second, and are told apart', () => {
  const [from, to] = [Date.parse('1970-01-01'), Date.parse('1974-01-01')]
  const found = stretches('Africa/Monrovia', from, to)
  expect(found).toEqual([
    { from, to: Date.parse('1972-01-07T00:44:30Z'), ahead: -44.5 * MINUTE },
    { from: Date.parse('1972-01-07T00:44:30Z'), to, ahead: 0 },
  ])
})
