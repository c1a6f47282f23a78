import { describe, expect, test } from 'vitest'
import { historyOf, sizesOf } from '../../../src/fleet/report/history.ts'
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
