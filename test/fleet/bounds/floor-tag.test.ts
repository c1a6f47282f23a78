import { expect, test } from 'vitest'
import { floorsIn, floorTag } from '../../../src/fleet/bounds/floor-tag.ts'

const NOON = Date.UTC(2026, 10, 23, 12)

test('a floor is a tag of at most 50 characters that ends at a whole minute, not before its time', () => {
  expect(floorTag('web', { n: 6, until: NOON })).toBe('floor:web:6:20261123T1200Z')
  expect(floorTag('web', { n: 6, until: NOON + 1 })).toBe('floor:web:6:20261123T1201Z')
  expect(floorTag('a'.repeat(24), { n: 1000, until: NOON }).length).toBe(50)
})

test.each([
  ['one', ['khw', 'floor:web:6:20261123T1200Z'], [{ n: 6, until: NOON }]],
  ['one with seconds, in small letters', ['floor:web:6:20261123t120000z'], [{ n: 6, until: NOON }]],
  ['another fleet’s', ['floor:web-2:6:20261123T1200Z', 'floor:we:6:20261123T1200Z'], []],
  [
    'none that can be read',
    ['floor:web', 'floor:web:six:20261123T1200Z', 'floor:web:6', 'floor:web:6:soon'],
    [],
  ],
])('is read: %s', (_name, tags, floors) => {
  expect(floorsIn(tags, 'web')).toEqual(floors)
})
