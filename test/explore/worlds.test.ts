import { describe, test } from 'vitest'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'
import { HANGS, trySeeds } from '../support/explore/try-seeds.ts'
import { worlds } from '../support/explore/worlds.ts'

describe('whatever a person, the profile and the account do meanwhile', () => {
  test.each(worlds)(
    '%s: nothing that is not ours is touched, and the fleet serves what it should',
    async (name, mix) => {
      const tried = await trySeeds(name, 100, async (seed) => await exploreWorld(mix, seed))
      tally('worlds with a person, a profile and an account that change', tried)
    },
    HANGS,
  )
})
