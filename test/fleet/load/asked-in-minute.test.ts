import { expect, test } from 'vitest'
import { askedInMinute } from '../../../src/fleet/load/asked-in-minute.ts'
import { aFleet, aMember, NOON } from '../../support/a-fleet.ts'

const MINUTE = 60_000
const { members } = aFleet(Array.from({ length: 80 }, (_, i) => aMember(i + 1)))

const firstFifty = (now: number): readonly number[] =>
  askedInMinute(members, now)
    .slice(0, 50)
    .map((m) => m.number)

test.each([1, 2, 5, 8, 10])(
  'of eighty members fifty are asked first, others by each run; from a timer of %s minutes all within ten runs',
  (every) => {
    const runs = Array.from({ length: 10 }, (_, i) => firstFifty(NOON + i * every * MINUTE))
    expect(new Set(runs.flat()).size).toBe(80)
    expect(new Set(runs.map((asked) => asked.toSorted((a, b) => a - b).join())).size).toBe(10)
  },
)

test('all are asked, each once, and within a minute in one order', () => {
  const asked = askedInMinute(members, NOON)
  expect(new Set(asked).size).toBe(80)
  expect(askedInMinute(members, NOON + MINUTE - 1)).toEqual(asked)
})
