import { describe, expect, test } from 'vitest'
import { timedWorlds } from '../support/explore/timed-worlds.ts'
import { exploreWorld } from '../support/model/explore-world.ts'
import { tally } from '../support/tally.ts'

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 60)
const ONE = process.env['SEED']
/** The worlds in which a min is raised while somebody may remove. */
const RAISED = /^(min|a floor|a person sets)/

describe('whatever the clock and a person set', () => {
  test.each(timedWorlds)(
    '%s: no removal leaves fewer than the min of its instant, and the fleet is legal afterwards',
    async (name, mix) => {
      const seeds = ONE === undefined ? Array.from({ length: SCHEDULES }, (_, i) => i + 1) : [Number(ONE)]
      let met = 0
      for (const seed of seeds) {
        const world = await exploreWorld(mix, seed)
        met += world.met
        expect(world.faults, `seed ${seed}:\n${world.trace.join('\n')}`).toEqual([])
      }
      tally('worlds in which bounds change in time', seeds.length)
      console.log(`${name}: a raised min was met ${met} times`)
      if (ONE === undefined && RAISED.test(name)) expect(met).toBeGreaterThan(0)
    },
    1_800_000,
  )
})
