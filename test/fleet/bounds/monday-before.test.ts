import { expect, test } from 'vitest'
import { mondayBefore } from '../../../src/fleet/bounds/monday-before.ts'

// 2026-11-23 is a Monday; Berlin is an hour ahead of UTC in winter and two in summer.
test.each([
  ['UTC', '2026-11-26T17:00:00Z', '2026-11-23T00:00:00Z'],
  ['UTC', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z'],
  ['UTC', '2026-11-22T23:59:59Z', '2026-11-16T00:00:00Z'],
  ['Europe/Berlin', '2026-11-22T23:30:00Z', '2026-11-22T23:00:00Z'],
  ['Europe/Berlin', '2026-10-28T12:00:00Z', '2026-10-25T23:00:00Z'],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-18T22:00:00Z'],
])('in %s at %s the last Monday began at %s', (timezone, now, monday) => {
  expect(new Date(mondayBefore(timezone, Date.parse(now))).toISOString()).toBe(monday.replace('Z', '.000Z'))
})
