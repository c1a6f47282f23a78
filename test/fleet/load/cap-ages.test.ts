import { expect, test } from 'vitest'
import { capAges } from '../../../src/fleet/load/cap-ages.ts'
import { MINUTE } from '../../support/a-fleet.ts'
import { aReading, busyAt } from '../../support/a-reading.ts'

test.each<readonly [string, readonly (readonly [string, number])[], readonly number[]]>([
  ['who was seen to come into service is no older than that', [['web-2', MINUTE]], [60 * MINUTE, MINUTE]],
  ['who served at the first look is as old as it says', [], [60 * MINUTE, 60 * MINUTE]],
  ['nobody is made older', [['web-1', 90 * MINUTE]], [60 * MINUTE, 60 * MINUTE]],
])('%s', (_rule, ages, expected) => {
  const { members } = capAges(aReading(busyAt(0.5, 1, 2)), new Map(ages))
  expect(members.map((m) => m.age)).toEqual(expected)
})

test('one whose age nobody tells is as old as its service', () => {
  const unknown = busyAt(0.5, 1).map((m) => ({ ...m, age: null }))
  const { members } = capAges(aReading(unknown), new Map([['web-1', MINUTE]]))
  expect(members.map((m) => m.age)).toEqual([MINUTE])
})
