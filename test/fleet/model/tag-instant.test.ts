import { expect, test } from 'vitest'
import { readTagInstant } from '../../../src/fleet/model/tag-instant.ts'

test.each<readonly [string, string | null]>([
  ['20260228T120000Z', '2026-02-28T12:00:00.000Z'],
  ['20280229T1200Z', '2028-02-29T12:00:00.000Z'],
  ['20260230T120000Z', null],
  ['20260229T120000Z', null],
  ['20260431T000000Z', null],
  ['20261301T000000Z', null],
  ['20260101T250000Z', null],
])('%s is read as %s: a day that the month has not is no day of the next one', (text, read) => {
  const at = readTagInstant(text)
  expect(at === null ? null : new Date(at).toISOString()).toBe(read)
})
