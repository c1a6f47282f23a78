import { describe, expect, test } from 'vitest'
import { explore } from '../model/explore.ts'
import { tally } from '../tally.ts'
import type { NamedMix } from './mixes.ts'

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 100)
const ONE = process.env['SEED']

/** One test a mix: as many seeded schedules as $SCHEDULES says, or the one of $SEED. */
export function exploreAll(title: string, mixes: readonly NamedMix[]): void {
  describe(title, () => {
    test.each(mixes)(
      '%s: one change for one load, and a legal fleet after the next run',
      async (_name, mix, rule) => {
        const seeds = ONE === undefined ? Array.from({ length: SCHEDULES }, (_, i) => i + 1) : [Number(ONE)]
        for (const seed of seeds) {
          const found = await explore(mix, seed)
          const faults = [...found.faults, ...[rule(found)].filter((f) => f !== null)]
          expect(faults, `seed ${seed}:\n${found.trace.join('\n')}`).toEqual([])
        }
        tally('schedules of up to six runs', seeds.length)
      },
      3_600_000,
    )
  })
}
