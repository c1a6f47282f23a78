import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { followConstant, type ConstantLoad } from '../support/model/follow-constant.ts'
import { tally } from '../support/tally.ts'

const LOADS = Number(process.env['LOADS'] ?? (process.env['PROVE'] === '1' ? 1_000 : 20))
const SEED = 17

const anyLoad: fc.Arbitrary<ConstantLoad> = fc.record({
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

const PLAIN = { spare: 0, installing: 0, down: 0, lag: 0, dies: null, mute: false, hot: 1 } as const

/** Nobody is measured but one that is busy with something else. */
const onlyHot: readonly ConstantLoad[] = [1, 2, 3].flatMap((members) =>
  [0, 0.4, 0.9, 1.6].flatMap((work) =>
    [0.3, 0.45, 0.6, 0.8].flatMap((target) =>
      [1, 2].map((hosts) => {
        const silent = members - 1
        return { ...PLAIN, members, work, target, silent, hosts, together: hosts > 1 }
      }),
    ),
  ),
)

test('where nobody is measured but one that is hot, it grows once, and who has come tells what the silent do', async () => {
  let grew = 0
  for (const load of onlyHot) {
    const constant = await followConstant(load)
    if (constant.grew) grew++
    expect(constant.faults, JSON.stringify(load)).toEqual([])
  }
  expect(grew).toBe(onlyHot.length)
}, 600_000)
