import { describe, expect, test } from 'vitest'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'
import { worlds } from '../support/explore/worlds.ts'

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 100)
const ONE = process.env['SEED']

describe('whatever a person, the profile and the account do meanwhile', () => {
  test.each(worlds)(
    '%s: nothing that is not ours is touched, and the fleet serves what it should',
    async (_name, mix) => {
      const seeds = ONE === undefined ? Array.from({ length: SCHEDULES }, (_, i) => i + 1) : [Number(ONE)]
      for (const seed of seeds) {
        const { faults, trace } = await exploreWorld(mix, seed)
        expect(faults, `seed ${seed}:\n${trace.join('\n')}`).toEqual([])
      }
      tally('worlds with a person, a profile and an account that change', seeds.length)
    },
    1_800_000,
  )
})
