import { describe, expect, test } from 'vitest'
import { timedWorlds } from '../support/explore/timed-worlds.ts'
import { HANGS, triesAll, trySeeds } from '../support/explore/try-seeds.ts'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'

/** The worlds in which many are created while max falls. */
const GROWN = /^max falls while many grow/
/** The worlds in which a min is raised while somebody may remove. */
const RAISED = /^(min|a floor|a person sets)/

describe('whatever the clock and a person set', () => {
  test.each(timedWorlds)(
    '%s: no removal leaves fewer than the min of its instant, no create goes past its max, and the fleet is legal afterwards',
    async (name, mix) => {
      let [met, creations] = [0, 0]
      const tried = await trySeeds(name, 60, async (seed) => {
        const world = await exploreWorld(mix, seed)
        met += world.met
        creations += world.creations
        return world
      })
      tally('worlds in which bounds change in time', tried)
      console.log(
        `${name}: a raised min was met ${met} times, and ${creations} were created under a max of the clock`,
      )
      if (triesAll && GROWN.test(name)) expect(creations).toBeGreaterThan(0)
      if (triesAll && RAISED.test(name)) expect(met).toBeGreaterThan(0)
    },
    HANGS,
  )
})
