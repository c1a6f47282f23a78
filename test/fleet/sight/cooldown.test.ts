import { describe, expect, test } from 'vitest'
import { cooldownOf } from '../../../src/fleet/sight/cooldown.ts'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

type Action = 'scale-out' | 'scale-in' | 'reconcile'

describe('scale-out waits 5 minutes after a creation, scale-in 15 after any change', () => {
  const table: readonly (readonly [Action, Activity, number | null])[] = [
    ['scale-out', anEvent('create', 9, 1), 4],
    ['scale-out', anEvent('create', 9, 4.999), 0.001],
    ['scale-out', anEvent('create', 9, 5), null],
    ['scale-out', anEvent('delete', 9, 1), null],
    ['scale-out', anEvent('create', 9, 1, { failed: true }), null],
    ['scale-in', anEvent('create', 9, 1), 14],
    ['scale-in', anEvent('delete', 9, 1), 14],
    ['scale-in', anEvent('delete', 9, 15), null],
    ['scale-in', anEvent('delete', 9, 1, { failed: true }), null],
    ['reconcile', anEvent('delete', 9, 1), 14],
  ]
  test.each(table)('%s after %o: %d minutes from now', (action, event, minutes) => {
    const fleet = aFleet([], { activity: [event] })
    const { until } = cooldownOf(action, fleet, aPolicy(), NOON)
    expect(until === null ? null : (until - NOON) / MINUTE).toBe(minutes)
  })
})

test('it runs from the newest change, and says which that was', () => {
  const fleet = aFleet([aMember(1, { created: NOON - 6 * MINUTE })], {
    activity: [anEvent('delete', 9, 2), anEvent('create', 8, 4)],
  })
  expect(cooldownOf('scale-in', fleet, aPolicy(), NOON)).toMatchObject({
    since: { action: 'deleted', change: { label: 'web-9' } },
    until: NOON + 13 * MINUTE,
  })
})

test('without events it goes by the instances that were read', () => {
  const fleet = aFleet([aMember(1, { created: NOON - 2 * MINUTE })], { activity: null })
  expect(cooldownOf('scale-out', fleet, aPolicy(), NOON).until).toBe(NOON + 3 * MINUTE)
})

test('a fleet without a past has none', () => {
  expect(cooldownOf('scale-in', aFleet([]), aPolicy(), NOON)).toEqual({ since: null, until: null })
})
