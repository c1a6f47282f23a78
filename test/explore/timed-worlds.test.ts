import { describe, expect, test } from 'vitest'
import { timedWorlds } from '../support/explore/timed-worlds.ts'
import { HANGS, triesAll, trySeeds } from '../support/explore/try-seeds.ts'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'

/** The worlds in which a min is raised while somebody may remove. */
const RAISED = /^(min|a floor|a person sets)/

describe('whatever the clock and a person set', () => {
  test.each(timedWorlds)(
    '%s: no removal leaves fewer than the min of its instant, and the fleet is legal afterwards',
    async (name, mix) => {
      let met = 0
      const tried = await trySeeds(name, 60, async (seed) => {
        const world = await exploreWorld(mix, seed)
        met += world.met
        return world
      })
      tally('worlds in which bounds change in time', tried)
      console.log(`${name}: a raised min was met ${met} times`)
      if (triesAll && RAISED.test(name)) expect(met).toBeGreaterThan(0)
    },
    HANGS,
  )
})
