import { describe, test } from 'vitest'
import { explore } from '../model/explore.ts'
import { tally } from '../tally.ts'
import type { NamedMix } from './mixes.ts'
import { HANGS, trySeeds } from './try-seeds.ts'

/** One test a mix: as many seeded schedules as $SCHEDULES says, or the one of $SEED. */
export function exploreAll(title: string, mixes: readonly NamedMix[]): void {
  describe(title, () => {
    test.each(mixes)(
      '%s: one change for one load, and a legal fleet after the next run',
      async (name, mix, rule) => {
        const tried = await trySeeds(name, 100, async (seed) => {
          const found = await explore(mix, seed)
          return {
            faults: [...found.faults, ...[rule(found)].filter((f) => f !== null)],
            trace: found.trace,
          }
        })
        tally('schedules of up to six runs', tried)
      },
      HANGS,
    )
  })
}
