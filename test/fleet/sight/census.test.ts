import { describe, expect, test } from 'vitest'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'

const down = { health: 'down' } as const
const unknown = { health: 'unknown' } as const
const young = { created: NOON - MINUTE }
const kept = { tags: ['fleet:web:12345', 'keep'] }

function census(...made: readonly Made[]) {
  return takeCensus(aFleet(made), aPolicy(), NOON)
}

describe('serving counts every member with all backend nodes accept and UP', () => {
  const table: readonly (readonly [string, Made, number])[] = [
    ['one that a person keeps too', aMember(1, kept), 1],
    ['a locked one too', aMember(1, { locks: ['cannot_delete'] }), 1],
    ['not one that is drained', aLeaver(1), 0],
    ['not a backup', aMember(1, {}, { mode: 'backup' }), 0],
    ['not Unknown', aMember(1, {}, unknown), 0],
    ['not DOWN', aMember(1, {}, down), 0],
    ['not one without a backend node', aMember(1, {}, null), 0],
  ]
  test.each(table)('%s', (_name, made, serving) => {
    expect(census(made).size).toEqual({ serving, total: 1, min: 2, max: 8 })
  })

  test('strangers, foreign backends and leftovers are no members', () => {
    const { size } = census(
      aMember(1, { tags: [] }),
      { backends: aMember(9).backends ?? [] },
      aMember(2, { label: 'db-2' }),
    )
    expect(size).toMatchObject({ serving: 0, total: 0 })
  })
})

describe('the brake', () => {
  const table: readonly (readonly [string, readonly Made[], boolean])[] = [
    ['on: 2 of 3 DOWN', [aMember(1), aMember(2, {}, down), aMember(3, {}, down)], true],
    ['off: 1 of 3 DOWN', [aMember(1), aMember(2), aMember(3, {}, down)], false],
    ['off: half of 4 DOWN', [aMember(1), aMember(2), aMember(3, {}, down), aMember(4, {}, down)], false],
    ['off: 2 of 2 DOWN', [aMember(1, {}, down), aMember(2, {}, down)], false],
    [
      'off: 3 of 3 Unknown',
      [aMember(1, {}, unknown), aMember(2, {}, unknown), aMember(3, {}, unknown)],
      false,
    ],
    [
      'off: 3 DOWN that are starting are not judged',
      [aMember(1), aMember(2, young, down), aMember(3, young, down), aMember(4, young, down)],
      false,
    ],
    [
      'off: nor are those that a person keeps while they start',
      [
        aMember(1),
        ...[2, 3, 4].map((n) => aMember(n, { ...young, ...kept }, down)),
        aMember(5, { ...young, locks: ['cannot_delete'] }, down),
      ],
      false,
    ],
    ['on: kept ones past starting are', [aMember(1), aMember(2, kept, down), aMember(3, kept, down)], true],
    ['on: the off count where their check says DOWN', [aMember(1), ...offAndDown(2, 3)], true],
    ['off: foreign backends do not', [aMember(1), aMember(2), aMember(3), ...foreignDown(4, 5, 6, 7)], false],
  ]
  test.each(table)('%s', (_name, made, on) => {
    expect(census(...made).mostDown).toBe(on)
  })

  test('tells how many are DOWN, of how many that are judged', () => {
    expect(census(aMember(1), aMember(2, {}, down), aMember(3, young, down)).down).toEqual({
      count: 1,
      of: 2,
    })
  })
})

function offAndDown(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n, { status: 'offline' }, down))
}

function foreignDown(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => ({ backends: aMember(n, {}, { ...down, label: `legacy-${n}` }).backends ?? [] }))
}

describe('on the way into service without another create', () => {
  const table: readonly (readonly [string, Made, boolean])[] = [
    ['one that starts, DOWN or not', aMember(1, young, down), true],
    ['one without a backend node: this run attaches it', aMember(1, {}, null), true],
    ['one that is Unknown', aMember(1, {}, unknown), true],
    ['one that reboots and is not DOWN', aMember(1, { status: 'rebooting' }, unknown), true],
    ['not one in service already', aMember(1), false],
    ['not one that is DOWN', aMember(1, {}, down), false],
    ['not one that is off', aMember(1, { status: 'offline' }, unknown), false],
    ['not one that leaves: whether it comes back is a decision', aLeaver(1), false],
    ['a kept one that starts', aMember(1, { ...young, ...kept }, down), true],
    ['a kept one that is Unknown', aMember(1, kept, unknown), true],
    ['a locked one without a backend node', aMember(1, { locks: ['cannot_delete'] }, null), true],
    ['not a kept one in service', aMember(1, kept), false],
    ['not one that a person has drained', aMember(1, young, { mode: 'drain' }), false],
    ['not a backup', aMember(1, {}, { ...unknown, mode: 'backup' }), false],
    ['one whose drain is given back', aMember(1, kept, { label: 'web-1.outgsmo0', mode: 'drain' }), true],
    [
      'not one whose drain is given back and that is DOWN',
      aMember(1, kept, { label: 'web-1.outgsmo0', mode: 'drain', ...down }),
      false,
    ],
    [
      'not one whose drain is given back and that is off',
      aMember(1, { ...kept, status: 'offline' }, { label: 'web-1.outgsmo0', mode: 'drain', ...unknown }),
      false,
    ],
  ]
  test.each(table)('%s', (_name, made, coming) => {
    expect(census(made).all.map((c) => c.coming)).toEqual([coming])
  })
})
