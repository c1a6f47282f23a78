import { expect, test } from 'vitest'
import { when } from '../../../src/fleet/model/when.ts'

const NOON = Date.UTC(2026, 10, 23, 12)

test.each([
  [240_000, '2026-11-23T12:04:00Z (in 4m)'],
  [-180_000, '2026-11-23T11:57:00Z (3m ago)'],
  [0, '2026-11-23T12:00:00Z (now)'],
  [400, '2026-11-23T12:00:00Z (now)'],
  [1_000, '2026-11-23T12:00:01Z (in 1s)'],
  [-1_999, '2026-11-23T11:59:58Z (1s ago)'],
  [90_000, '2026-11-23T12:01:30Z (in 90s)'],
  [5_400_000, '2026-11-23T13:30:00Z (in 90m)'],
  [-172_800_000, '2026-11-21T12:00:00Z (2d ago)'],
])('%d ms from now is %s', (ms, text) => {
  expect(when(NOON + ms, NOON)).toBe(text)
})
