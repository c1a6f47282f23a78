import { describe, expect, test } from 'vitest'
import { keepFloor, type FloorWish } from '../../src/apply/keep-floor.ts'
import { settlePlaces } from '../../src/apply/keep-place.ts'
import { instanceId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { NOON } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'

const HOUR = 3_600_000
/** A floor tells whole minutes, and is never shorter than was asked: an answer takes a moment. */
const FIVE = 'floor:web:5:20261123T1301Z'

async function keep(tags: readonly string[], wish: FloorWish) {
  const run = new ARun([])
  run.cloud.tagsOfNodeBalancer = tags
  const it = { cloud: run.cloud, clock: run.time, name: 'web', nodeBalancer: nodeBalancerId(12345) }
  const { floors } = await run.time.run(keepFloor(it, wish))
  return { floors, tags: run.cloud.tagsOfNodeBalancer, writes: run.writes }
}

describe('a floor', () => {
  test('is set beside other tags, until so long from now', async () => {
    const { floors, tags } = await keep(['mine'], { n: 5, duration: HOUR })
    expect(tags).toEqual(['mine', FIVE])
    expect(floors).toEqual([{ n: 5, until: NOON + HOUR + 60_000 }])
  })

  test('takes the place of any other of the fleet, and of no other fleet’s', async () => {
    const { tags } = await keep(['floor:web:3:20261123T1500Z', 'floor:web2:3:20261123T1500Z'], {
      n: 5,
      duration: HOUR,
    })
    expect(tags).toEqual(['floor:web2:3:20261123T1500Z', FIVE])
  })

  test('is ended by none', async () => {
    const { floors, tags } = await keep([FIVE, 'mine'], null)
    expect([floors, tags]).toEqual([[], ['mine']])
  })

  test('that ends at this very moment is none that is kept', async () => {
    const run = new ARun([])
    const read = 20
    run.time.advance(60_000 - read)
    run.cloud.tagsOfNodeBalancer = ['floor:web:5:20261123T1201Z']
    const it = { cloud: run.cloud, clock: run.time, name: 'web', nodeBalancer: nodeBalancerId(12345) }
    expect(await run.time.run(keepFloor(it, { n: 5, duration: 0 }))).toMatchObject({ floors: [] })
    expect(run.writes).toEqual([])
  })
})

test('places that are settled come off, and no other tag does', async () => {
  const run = new ARun([])
  run.cloud.tagsOfNodeBalancer = ['place:web:90', 'place:web:91', 'place:web2:90', 'mine']
  await run.time.run(settlePlaces(run.run, [instanceId(90)]))
  expect(run.cloud.tagsOfNodeBalancer).toEqual(['place:web:91', 'place:web2:90', 'mine'])
})
