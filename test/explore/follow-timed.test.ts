import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anEntry } from '../support/bounds/an-entry.ts'
import { followTimed, type TimedLoad } from '../support/model/follow-timed.ts'
import { tally } from '../support/tally.ts'

const FLEETS = process.env['PROVE'] === '1' ? 1_000 : 15
const SEED = 20
const ONE = process.env['SEED']
/** A world begins at noon. */
const NOON = 12 * 60

const anyEntry = fc
  .record({
    from: fc.integer({ min: -30, max: 30 }),
    lasts: fc.integer({ min: 5, max: 60 }),
    min: fc.constantFrom(null, 4, 6, 9),
    more: fc.constantFrom(null, 0, 3),
    max: fc.constantFrom(5, 10, 14),
    lead: fc.constantFrom(0, 0, 180_000),
  })
  .map(({ from, lasts, min, more, max, lead }) =>
    anEntry({
      timezone: 'UTC',
      days: [0, 1, 2, 3, 4, 5, 6],
      from: NOON + from,
      to: NOON + from + lasts,
      min,
      max: more === null ? null : Math.max(max, (min ?? 0) + more),
      lead,
    }),
  )

const anyFleet: fc.Arbitrary<TimedLoad> = fc.record({
  members: fc.integer({ min: 2, max: 12 }),
  entry: anyEntry,
  floor: fc.option(
    fc.record({
      turn: fc.integer({ min: 0, max: 60 }),
      n: fc.integer({ min: 3, max: 10 }),
      minutes: fc.integer({ min: 2, max: 30 }),
    }),
  ),
  works: fc.array(
    fc.integer({ min: 2, max: 70 }).map((n) => n / 10),
    { minLength: 1, maxLength: 6 },
  ),
  hosts: fc.constantFrom(1, 2),
  together: fc.boolean(),
  lag: fc.constantFrom(0, 0, 5_000),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
})

test(`${FLEETS} fleets that follow a load that jumps, while a schedule and floors change their bounds: never past them, a raised min filled at once, and nobody forced out at the end`, async () => {
  const reached = { filled: 0, removed: 0, above: 0 }
  const seed = ONE === undefined ? SEED : Number(ONE)
  for (const fleet of fc.sample(anyFleet, { numRuns: FLEETS, seed })) {
    const { faults, filled, removed, above } = await followTimed(fleet)
    reached.filled += filled
    reached.removed += removed
    if (above > 0) reached.above++
    expect(faults, JSON.stringify(fleet)).toEqual([])
  }
  tally('fleets that follow while bounds change', FLEETS)
  expect(reached.filled).toBeGreaterThan(FLEETS / 4)
  expect(reached.removed).toBeGreaterThan(FLEETS)
  expect(reached.above).toBeGreaterThan(FLEETS / 20)
}, 3_600_000)
