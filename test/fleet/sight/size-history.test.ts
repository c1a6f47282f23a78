import { expect, test } from 'vitest'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { sizeHistory } from '../../../src/fleet/sight/size-history.ts'
import { aFleet, aMember, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const hour = { from: NOON - 60 * MINUTE, now: NOON, steps: 6 }
const history = (activity: readonly Activity[] | null, made = [aMember(1), aMember(2)]) =>
  sizeHistory(aFleet(made, { activity }), hour)

test('a fleet that nothing happened to has one size', () => {
  expect(history([])).toEqual([2, 2, 2, 2, 2, 2])
})

test('creations are reckoned back, and each only once', () => {
  const born = aMember(3, { created: NOON - 25 * MINUTE })
  const event = anEvent('create', 3, 25, { instance: instanceId(103) })
  expect(history([event], [aMember(1), aMember(2), born])).toEqual([2, 2, 2, 3, 3, 3])
})

test('deletions are reckoned back, and each only once', () => {
  const gone = anEvent('delete', 3, 35)
  expect(history([gone, gone])).toEqual([3, 3, 2, 2, 2, 2])
})

test('one that came and went in between is seen in between', () => {
  expect(history([anEvent('create', 3, 45), anEvent('delete', 3, 15)])).toEqual([2, 3, 3, 3, 2, 2])
})

test('a change counts from the very instant of its part', () => {
  expect(history([anEvent('delete', 3, 30)])).toEqual([3, 3, 2, 2, 2, 2])
})

test('it is never less than none', () => {
  expect(history([1, 2, 3].map((n) => anEvent('create', n, 5)))).toEqual([0, 0, 0, 0, 0, 2])
})

test('nobody knows it without events', () => {
  expect(history(null)).toBeNull()
})
