import { describe, expect, test } from 'vitest'
import { historyOf, sizesOf } from '../../../src/fleet/report/history.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { aFleet, aMember, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const HOUR = 60 * MINUTE
const fleet = aFleet([1, 2, 3].map((n) => aMember(n)))
const of = (activity: Parameters<typeof historyOf>[1]) =>
  historyOf(fleet, activity, { name: 'web', from: NOON - 6 * HOUR })

describe('the size after each change', () => {
  test('is reckoned back from the members there are', () => {
    const { changes } = of([anEvent('create', 3, 60), anEvent('delete', 5, 120), anEvent('create', 5, 180)])
    expect(changes.map((c) => `${c.action} ${c.label} ${c.sizeAfter}`)).toEqual([
      'create web-5 3',
      'delete web-5 2',
      'create web-3 3',
    ])
  })

  test('is none of what failed or has not ended', () => {
    const failed = { ...anEvent('create', 7, 60), failed: true }
    const pending = { ...anEvent('delete', 2, 30), pending: true }
    const { changes } = of([failed, pending, anEvent('create', 3, 90)])
    expect(changes.map((c) => c.sizeAfter)).toEqual([3, null, null])
  })

  test('counts nobody from before, and nothing after the look', () => {
    expect(of([anEvent('create', 3, 400), anEvent('create', 4, -1)]).changes).toEqual([])
  })
})

test('a plot has the size at the end of each part, before the first change as well', () => {
  const history = of([anEvent('create', 3, 60), anEvent('delete', 4, 180)])
  expect(sizesOf(history, 6)).toEqual([3, 3, 2, 2, 3, 3])
  expect(sizesOf(of([]), 3)).toEqual([3, 3, 3])
})

test('a plot leaves out what failed, and is never below none', () => {
  const failed = { ...anEvent('create', 7, 90), failed: true }
  expect(sizesOf(of([failed, anEvent('create', 3, 60)]), 6)).toEqual([2, 2, 2, 2, 3, 3])
  expect(sizesOf(of([failed, anEvent('delete', 3, 210)]), 6)).toEqual([4, 4, 3, 3, 3, 3])
  const many = [1, 2, 3, 4].map((n) => anEvent('create', 10 + n, n))
  expect(sizesOf(of(many), 6)).toEqual([0, 0, 0, 0, 0, 3])
  expect(of(many).changes.map((c) => c.sizeAfter)).toEqual([0, 1, 2, 3])
})

const names = (all: Parameters<typeof of>[0]) => of(all).changes.map((c) => `${c.action} ${c.label}`)

test('changes of one instant are told in one order, a deletion after its creation', () => {
  const [made, gone] = [anEvent('create', 5, 60), anEvent('delete', 5, 60)]
  const expected = ['create web-4', 'create web-5', 'delete web-5']
  expect(names([gone, anEvent('create', 4, 60), made])).toEqual(expected)
  expect(names([gone, anEvent('create', 4, 60), made])).toEqual(names([made, gone, anEvent('create', 4, 60)]))
})

test('what is visibly somebody else’s is left out', () => {
  const mixed = aFleet([aMember(1), aMember(2, { tags: [] })])
  const event = anEvent('create', 2, 60, { instance: instanceId(102) })
  expect(historyOf(mixed, [event], { name: 'web', from: NOON - 6 * HOUR }).changes).toEqual([])
})
