import { describe, expect, test } from 'vitest'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'
import { HANGS, triesAll, trySeeds } from '../support/explore/try-seeds.ts'
import { worlds } from '../support/explore/worlds.ts'

describe('whatever a person, the profile and the account do meanwhile', () => {
  test.each(worlds)(
    '%s: nothing that is not ours is touched, and the fleet serves what it should',
    async (name, mix) => {
      let missed = 0
      const tried = await trySeeds(name, 100, async (seed) => {
        const world = await exploreWorld(mix, seed)
        missed += world.missed
        return world
      })
      tally('worlds with a person, a profile and an account that change', tried)
      const loses = mix.losesConfig !== undefined || mix.losesNodeBalancer !== undefined
      if (triesAll && loses) expect(missed, 'runs that met what is gone').toBeGreaterThan(tried / 2)
    },
    HANGS,
  )
})
