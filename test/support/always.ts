import * as fc from 'fast-check'
import { expect } from 'vitest'
import { tally } from './tally.ts'

const PROVE = process.env['PROVE'] === '1'

/** The seed of everything generated: the same in every run of the gate, another in every proof, and always told. */
export const SEED = Number(process.env['SEED'] ?? (PROVE ? Date.now() % 2 ** 31 : 20_261_123))

/** Called by a rule whenever its expectation really ran. */
export type Reached = () => void

/**
 * A rule holds for whatever is generated. A rule that is hardly ever reached proves nothing: it fails unless its expectation ran
 * in at least `share` of the cases.
 */
export function always<T>(
  { cases, of, share }: { readonly cases: number; readonly of: fc.Arbitrary<T>; readonly share: number },
  rule: (it: T, reached: Reached) => void,
): void {
  const numRuns = PROVE ? 20_000 : cases
  let ran = 0
  fc.assert(
    fc.property(of, (it) => {
      let once = 0
      rule(it, () => (once = 1))
      ran += once
    }),
    { numRuns, seed: SEED },
  )
  tally('generated accounts, planned for', numRuns)
  expect(
    ran / numRuns,
    `seed ${SEED}: the expectation ran in ${ran} of ${numRuns} cases`,
  ).toBeGreaterThanOrEqual(share)
}
