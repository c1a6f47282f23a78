import { expect, test } from 'vitest'
import { milliseconds } from '../../src/profile/duration.ts'
import { duration } from '../../src/render/duration.ts'

test.each([
  [0, '0s'],
  [499, '0s'],
  [500, '1s'],
  [1_000, '1s'],
  [59_000, '59s'],
  [60_000, '60s'],
  [90_000, '90s'],
  [119_000, '119s'],
  [120_000, '2m'],
  [125_000, '2m5s'],
  [300_000, '5m'],
  [3_600_000, '1h'],
  [5_400_000, '1h30m'],
  [3_605_000, '1h5s'],
  [86_400_000, '24h'],
  [59_999, '60s'],
  [119_999, '2m'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test('what is told can be written into a profile, and means the same', () => {
  for (let seconds = 0; seconds <= 90_000; seconds += 37) {
    const text = duration(seconds * 1000)
    expect([text, milliseconds(text)]).toEqual([text, seconds * 1000])
  }
})
