import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import {
  activityWindow,
  createdSince,
  creations,
  deletions,
  numbersFreedSince,
  reuseWindow,
} from '../../../src/fleet/sight/last-changes.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const labels = (changes: readonly { readonly label: string }[]) => changes.map((c) => c.label)

describe('creations', () => {
  test('come from the events and from the list of instances, newest first', () => {
    const fleet = aFleet([aMember(1, { created: NOON - 3 * MINUTE })], {
      activity: [anEvent('create', 5, 5), anEvent('create', 2, 2)],
    })
    expect(labels(creations(fleet))).toEqual(['web-2', 'web-1', 'web-5'])
  })

  test('are known from the list alone when events may not be read', () => {
    const fleet = aFleet([aMember(1)], { activity: null })
    expect(labels(creations(fleet))).toEqual(['web-1'])
  })

  test('that failed do not count', () => {
    const fleet = aFleet([], { activity: [anEvent('create', 1, 1, { failed: true })] })
    expect(creations(fleet)).toEqual([])
  })

  test('of what is visibly a stranger do not count; of what is gone they do, whoever made them', () => {
    const stranger = aMember(7, { tags: [] })
    const fleet = aFleet([stranger], {
      activity: [
        anEvent('create', 7, 1, { instance: instanceId(107) }),
        anEvent('create', 8, 2, { username: 'bob' }),
      ],
    })
    expect(labels(creations(fleet))).toEqual(['web-8'])
  })
})

test('one instance that both the events and the list tell of is one creation', () => {
  const fleet = aFleet([aMember(1, { created: NOON - MINUTE })], {
    activity: [anEvent('create', 1, 2, { instance: instanceId(101) })],
  })
  expect(createdSince(fleet, NOON - 5 * MINUTE)).toHaveLength(1)
})

test('what was created at the very instant asked from is no longer since then', () => {
  const fleet = aFleet([aMember(1, { created: NOON - 5 * MINUTE })])
  expect(createdSince(fleet, NOON - 5 * MINUTE)).toEqual([])
  expect(createdSince(fleet, NOON - 5 * MINUTE - 1)).toHaveLength(1)
})

test('deletions are newest first, and failed ones do not count', () => {
  const fleet = aFleet([], {
    activity: [
      anEvent('delete', 1, 9),
      anEvent('delete', 2, 1),
      anEvent('delete', 3, 0, { failed: true }),
      anEvent('create', 4, 0),
    ],
  })
  expect(labels(deletions(fleet))).toEqual(['web-2', 'web-1'])
})

test('a deletion frees its number; a creation and a failed deletion do not', () => {
  const fleet = aFleet([], {
    activity: [
      anEvent('delete', 3, 2),
      anEvent('delete', 4, 2, { failed: true }),
      anEvent('create', 5, 2),
      anEvent('delete', 6, 20),
    ],
  })
  expect([...numbersFreedSince(fleet, aPolicy(), NOON - 10 * MINUTE)]).toEqual([3])
})

describe('a number stays unused for the longer cooldown, at least ten minutes', () => {
  test.each([
    [5, 15, 15],
    [30, 15, 30],
    [1, 2, 10],
    [0, 0, 10],
  ])('cooldowns of %d and %d minutes: %d', (out, inwards, minutes) => {
    const { scaleOut, scaleIn } = aPolicy()
    const policy = aPolicy({
      scaleOut: { ...scaleOut, cooldown: out * MINUTE },
      scaleIn: { ...scaleIn, cooldown: inwards * MINUTE },
    })
    expect(reuseWindow(policy)).toBe(minutes * MINUTE)
  })
})

test('events are read back for that long, and for the hour of new-members-fail', () => {
  const { scaleIn } = aPolicy()
  expect(activityWindow(aPolicy())).toBe(60 * MINUTE)
  expect(activityWindow(aPolicy({ scaleIn: { ...scaleIn, cooldown: 90 * MINUTE } }))).toBe(90 * MINUTE)
})
