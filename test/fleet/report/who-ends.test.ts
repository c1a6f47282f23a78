import { expect, test } from 'vitest'
import { whoEnds } from '../../../src/fleet/report/who-ends.ts'
import { pauseTag, type PausedHalf } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aLeaver, aMember, aNodeBalancer, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'

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

const four = [...up(1, 2, 3), aLeaver(9)]
const paused = (...only: readonly (PausedHalf | undefined)[]) => ({
  nodeBalancers: [aNodeBalancer({ tags: only.map((half) => pauseTag('web', null, half)) })],
})

test.each<readonly [string, readonly (PausedHalf | undefined)[], string]>([
  ['scale-in', ['scale-in'], 'scale-in, reconcile and scale-out put it back'],
  ['scale-out', ['scale-out'], 'scale-in and reconcile finish it'],
  // Whoever tells it says that it is paused: what is told is what comes then.
  ['the whole', [undefined], 'scale-in and reconcile finish it, scale-out puts it back'],
  [
    'the whole, and scale-in by itself',
    [undefined, 'scale-in'],
    'scale-in, reconcile and scale-out put it back',
  ],
])('with a pause of %s no run does what that holds', (_half, halves, words) => {
  expect(whoEnds(aFleet(four, paused(...halves)), aPolicy(), NOON)('web-9')).toBe(words)
})

test('a scale-in finishes no drain of an hour that is paid for and has just begun', () => {
  const { scaleIn } = aPolicy()
  const policy = aPolicy({ scaleIn: { ...scaleIn, keepsPaidHour: true } })
  const words = 'reconcile finishes it, scale-in and scale-out put it back'
  expect(whoEnds(aFleet(four), policy, NOON)('web-9')).toBe(words)
})
