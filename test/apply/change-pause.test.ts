import { describe, expect, test } from 'vitest'
import { changePause, type PauseWish } from '../../src/apply/change-pause.ts'
import { nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { NOON } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'

const HOUR = 3_600_000
const pauseHour: PauseWish = { kind: 'pause', duration: HOUR }
const LATENCY = 20
/** The tag of a pause of an hour that began when the tags were read. */
const UNTIL_ONE = 'paused:web:20261123T130000Z'

/** A NodeBalancer with these tags, and what one wish makes of it. */
function wishing(tags: readonly string[], random = 0.5) {
  const run = new ARun([])
  run.time.random = () => random
  run.cloud.tagsOfNodeBalancer = tags
  const wish = async (w: PauseWish) =>
    await run.time.run(
      changePause({ cloud: run.cloud, clock: run.time, name: 'web', nodeBalancer: nodeBalancerId(12345) }, w),
    )
  return { run, wish }
}

describe('a pause', () => {
  test('reads, writes one tag more, and reads again after a moment', async () => {
    const { run, wish } = wishing(['mine'])
    const pause = await wish(pauseHour)
    expect(run.cloud.calls).toEqual(['read tags', `tag mine ${UNTIL_ONE}`, 'read tags'])
    expect(pause?.until).toBe(NOON + HOUR)
    expect(run.cloud.tagsOfNodeBalancer).toEqual(['mine', UNTIL_ONE])
  })

  test('without an end', async () => {
    const { run, wish } = wishing([])
    expect(await wish({ kind: 'pause', duration: null })).toEqual({ until: null })
    expect(run.writes).toEqual(['tag paused:web'])
  })

  test('takes the place of an earlier one, and leaves other fleets’', async () => {
    const { run, wish } = wishing(['paused:web', 'paused:db', 'paused:web:20261123T150000Z', 'x'])
    await wish(pauseHour)
    expect(run.cloud.tagsOfNodeBalancer).toEqual(['paused:db', 'x', UNTIL_ONE])
  })

  test('that is on already just so writes nothing', async () => {
    const { run, wish } = wishing(['paused:web'])
    expect(await wish({ kind: 'pause', duration: null })).toEqual({ until: null })
    expect(run.cloud.calls).toEqual(['read tags'])
  })

  const spread: readonly (readonly [number, number])[] = [
    [0, 1_500],
    [0.5, 2_250],
    [1, 3_000],
  ]
  test.each(spread)('waits %f of its spread before it reads again: %i ms', async (random, ms) => {
    const { run, wish } = wishing([], random)
    await wish(pauseHour)
    expect(run.time.monotonic()).toBe(ms + 3 * LATENCY)
  })
})

describe('resuming', () => {
  test('takes every pause of this fleet away', async () => {
    const { run, wish } = wishing(['paused:web', 'mine', 'paused:web:20261123T150000Z', 'paused:weber'])
    expect(await wish({ kind: 'resume' })).toBeNull()
    expect(run.writes).toEqual(['tag mine paused:weber'])
  })

  test('one half leaves the other, and the pause of all', async () => {
    const { run, wish } = wishing(['paused:web', 'paused-in:web', 'paused-out:web'])
    expect(await wish({ kind: 'resume', only: 'scale-in' })).toBeNull()
    expect(run.writes).toEqual(['tag paused:web paused-out:web'])
  })

  test('of all ends both halves, and tells of whatever is on again', async () => {
    const { run, wish } = wishing(['paused:web', 'paused-in:web', 'paused-out:web'])
    run.cloud.after('tag ', (c) => (c.tagsOfNodeBalancer = ['paused-out:web:20261123T1500Z']))
    expect(await wish({ kind: 'resume' })).toEqual({ until: Date.UTC(2026, 10, 23, 15) })
    expect(run.writes).toEqual(['tag '])
  })

  test('of a fleet that is not paused writes nothing', async () => {
    const { run, wish } = wishing(['mine', 'paused:weber'])
    expect(await wish({ kind: 'resume' })).toBeNull()
    expect(run.cloud.calls).toEqual(['read tags'])
  })

  test('leaves a pause that came after it had read', async () => {
    const { run, wish } = wishing(['paused:web'])
    run.cloud.after('tag ', (c) => (c.tagsOfNodeBalancer = ['paused:web:20261123T150000Z']))
    expect(await wish({ kind: 'resume' })).toEqual({ until: Date.UTC(2026, 10, 23, 15) })
    expect(run.writes).toEqual(['tag '])
  })
})

describe('whoever else changes the tags', () => {
  test('and undoes ours finds it made again on top of theirs', async () => {
    const { run, wish } = wishing(['mine'])
    run.cloud.after('tag', (c) => (c.tagsOfNodeBalancer = ['theirs']), 2)
    await wish(pauseHour)
    expect(run.writes).toEqual([
      `tag mine ${UNTIL_ONE}`,
      `tag theirs ${UNTIL_ONE}`,
      `tag theirs ${UNTIL_ONE}`,
    ])
  })

  test('and brings an old pause back finds it taken away again', async () => {
    const { run, wish } = wishing(['paused:web'])
    run.cloud.after('tag', (c) => (c.tagsOfNodeBalancer = ['paused:web', UNTIL_ONE]))
    await wish(pauseHour)
    expect(run.cloud.tagsOfNodeBalancer).toEqual([UNTIL_ONE])
  })

  test('and undoes ours five times is told', async () => {
    const { run, wish } = wishing([])
    run.cloud.after('tag', (c) => (c.tagsOfNodeBalancer = []), 99)
    await expect(wish(pauseHour)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'changing the tags of NodeBalancer 12345: somebody else keeps changing them back',
      remedy: 'run it again, and look at what else writes tags',
    })
    expect(run.writes).toHaveLength(5)
  })
})
