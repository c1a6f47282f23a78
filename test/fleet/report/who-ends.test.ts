import { expect, test } from 'vitest'
import { whoEnds } from '../../../src/fleet/report/who-ends.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'

const up = (...numbers: readonly number[]): readonly Made[] => numbers.map((n) => aMember(n))
const dead = aMember(9, {}, { label: 'web-9.outgsmo0', mode: 'drain', health: 'down' })
const down = [4, 5, 6].map((n) => aMember(n, {}, { health: 'down' }))

test.each<readonly [string, readonly Made[], string]>([
  [
    'above min it is finished, unless more is wanted',
    [...up(1, 2, 3), aLeaver(9)],
    'scale-in and reconcile finish it, scale-out puts it back',
  ],
  [
    'where min needs it, it is put back by each',
    [...up(1), aLeaver(9)],
    'scale-in, reconcile and scale-out put it back',
  ],
  ['one that is DOWN is no capacity', [...up(1, 2, 3), dead], 'scale-in and reconcile finish it'],
  [
    'beside one that leaves too and comes first, a scale-in of one puts it back',
    [...up(1, 2, 3), aLeaver(8), aLeaver(9)],
    'reconcile finishes it, scale-in and scale-out put it back',
  ],
  ['under the brake nobody goes', [...up(1, 2), ...down, dead], 'scale-in and reconcile put it back'],
  [
    'dead at min it is finished by reconcile, which fills its place',
    [...up(1), dead],
    'reconcile finishes it, scale-in puts it back',
  ],
])('%s', (_rule, made, words) => {
  expect(whoEnds(aFleet(made), aPolicy(), NOON)('web-9')).toBe(words)
})

test('one that no plan speaks of is left as it is', () => {
  const words = 'as things are, neither scale-in nor reconcile nor scale-out ends it'
  expect(whoEnds(aFleet(up(1, 2)), aPolicy(), NOON)('web-9')).toBe(words)
})
