import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { followConstant, type ConstantLoad } from '../support/model/follow-constant.ts'
import { tally } from '../support/tally.ts'

const LOADS = process.env['PROVE'] === '1' ? 1_000 : 20
const SEED = 17

/** At least one of those that have long been there is measured and does nothing but the work. */
const hasPlain = ({ members, down, silent, hot }: ConstantLoad): boolean =>
  silent + hot === 0 || members - down - silent - hot > 0

const anyLoad: fc.Arbitrary<ConstantLoad> = fc
  .record({
    members: fc.integer({ min: 1, max: 40 }),
    work: fc.integer({ min: 0, max: 300 }).map((n) => n / 10),
    target: fc.integer({ min: 6, max: 17 }).map((n) => n / 20),
    spare: fc.constantFrom(0, 0, 0, 2),
    installing: fc.constantFrom(0, 0, 1, 4),
    down: fc.constantFrom(0, 0, 1, 3),
    silent: fc.constantFrom(0, 0, 1, 2),
    hot: fc.constantFrom(0, 0, 1),
    lag: fc.constantFrom(0, 0, 5_000, 20_000),
    hosts: fc.constantFrom(1, 2),
    together: fc.boolean(),
    dies: fc.constantFrom(null, null, 3, 9),
    mute: fc.boolean(),
  })
  .filter(hasPlain)

test(`${LOADS} loads that stay as they are: all that is wanted is created at once, nobody once it is covered, and nobody is made and unmade`, async () => {
  const reached = { grew: 0, shrank: 0, rested: 0, covered: 0, died: 0 }
  for (const load of fc.sample(anyLoad, { numRuns: LOADS, seed: SEED })) {
    const { faults, grew, shrank, rested, covered, died } = await followConstant(load)
    if (grew) reached.grew++
    if (shrank) reached.shrank++
    if (rested) reached.rested++
    if (covered > 10) reached.covered++
    if (died) reached.died++
    expect(faults, JSON.stringify(load)).toEqual([])
  }
  tally('loads that stay as they are', LOADS)
  expect(reached.grew).toBeGreaterThan(LOADS / 5)
  expect(reached.shrank).toBeGreaterThan(LOADS / 8)
  expect(reached.rested).toBeGreaterThan(LOADS / 2)
  expect(reached.covered).toBeGreaterThan((LOADS * 2) / 3)
  expect(reached.died).toBeGreaterThan(LOADS / 5)
}, 3_600_000)
