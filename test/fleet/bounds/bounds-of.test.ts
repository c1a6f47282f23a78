import { describe, expect, test } from 'vitest'
import { boundsOf } from '../../../src/fleet/bounds/bounds-of.ts'
import { floorTag } from '../../../src/fleet/bounds/floor-tag.ts'
import type { NodeBalancer } from '../../../src/fleet/model/fleet.ts'
import { configId, instanceId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { placeTag } from '../../../src/fleet/model/place-tag.ts'
import { owedPlaces } from '../../../src/fleet/sight/owed-places.ts'
import { pauseOf, pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'

const id = nodeBalancerId(7)
const policy = aPolicy({
  attachments: [...aPolicy().attachments, { nodeBalancer: id, config: configId(70), port: 80 }],
})
const tags = [
  floorTag('web', { n: 5, until: NOON + MINUTE }),
  pauseTag('web', null),
  pauseTag('web', null, 'scale-in'),
  placeTag('web', instanceId(90)),
]
const first = (some: readonly string[]): NodeBalancer => aNodeBalancer({ tags: some })
const second = (some: readonly string[]): NodeBalancer => aNodeBalancer({ id, tags: some })

/** What the tags of these NodeBalancers say of the fleet. */
function said(nodeBalancers: readonly NodeBalancer[], of = policy) {
  const fleet = aFleet([aMember(1)], { nodeBalancers }, of)
  return {
    min: boundsOf(fleet, of, NOON).min,
    isPaused: pauseOf(fleet, of, NOON) !== null,
    isHalfPaused: pauseOf(fleet, of, NOON, 'scale-in') !== null,
    owed: owedPlaces(fleet, of).owed,
  }
}

describe('the first NodeBalancer of the profile speaks for the fleet', () => {
  const all = { min: 5, isPaused: true, isHalfPaused: true, owed: [90] }
  const nothing = { min: 2, isPaused: false, isHalfPaused: false, owed: [] }
  test.each<readonly [string, readonly NodeBalancer[], object]>([
    ['where it is seen first', [first(tags), second([])], all],
    ['where it is seen last', [second([]), first(tags)], all],
    ['and no other, where that is seen last', [first([]), second(tags)], nothing],
    ['and no other, where that is seen first', [second(tags), first([])], nothing],
    ['and no other, where it is not seen', [second(tags)], nothing],
    ['and nobody where none is seen', [], nothing],
  ])('%s', (_rule, nodeBalancers, expected) => {
    expect(said(nodeBalancers)).toEqual(expected)
  })

  test('and nobody where the profile names none', () => {
    expect(said([first(tags)], aPolicy({ attachments: [] }))).toEqual(nothing)
  })
})
