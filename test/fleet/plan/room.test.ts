import { describe, expect, test } from 'vitest'
import { configId } from '../../../src/fleet/model/ids.ts'
import { less, roomFor, take } from '../../../src/fleet/plan/room.ts'
import { takeCensus, type Counted } from '../../../src/fleet/sight/census.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'

const nobody = new Map()
const down = { health: 'down' } as const
const up = (...n: readonly number[]): readonly Made[] => n.map((each) => aMember(each))

function counted(made: readonly Made[]): readonly Counted[] {
  return takeCensus(aFleet(made), aPolicy(), NOON).all
}

function room(made: readonly Made[]) {
  const census = takeCensus(aFleet(made), aPolicy(), NOON)
  return roomFor(
    census,
    census.all.filter((c) => c.state === 'leaving'),
  )
}

describe('room above min', () => {
  const table: readonly (readonly [string, readonly Made[], number, number])[] = [
    ['is what exceeds it', up(1, 2, 3, 4, 5), 3, 3],
    ['is none at it', up(1, 2), 0, 0],
    ['is none below it', up(1), 0, 0],
    ['counts who leaves as if it still served', [...up(1, 2), aLeaver(3)], 1, 1],
    [
      'counts who leaves and is DOWN only as a member',
      [...up(1, 2), aMember(3, {}, { ...down, label: 'web-3.outgsmo0', mode: 'drain' })],
      1,
      0,
    ],
    ['counts who is DOWN only as a member', [...up(1, 2), aMember(3, {}, down)], 1, 0],
    [
      'counts whose stale mark is taken off only as a member: its health is not known then',
      [...up(1, 2), aMember(3, {}, { label: 'web-3.outgsmo0' })],
      1,
      0,
    ],
  ]
  test.each(table)('%s', (_name, made, members, serving) => {
    expect(room(made)).toMatchObject({ members, serving })
  })
})

describe('who is taken', () => {
  const line = counted([aMember(1, {}, down), ...up(2, 3, 4)])
  const table: readonly (readonly [string, number, number, number, readonly string[]])[] = [
    ['no more than are wanted', 2, 9, 9, ['web-1', 'web-2']],
    ['nobody when none is wanted', 0, 9, 9, []],
    ['no more members than there is room for', 9, 3, 9, ['web-1', 'web-2', 'web-3']],
    [
      'no more that serve than there is room for, and who is DOWN takes none of it',
      9,
      9,
      1,
      ['web-1', 'web-2'],
    ],
    ['who is DOWN even where nobody who serves may go', 9, 9, 0, ['web-1']],
    ['nobody where there is no room', 9, 0, 9, []],
  ]
  test.each(table)('%s', (_name, most, members, serving, labels) => {
    expect(take(line, most, { members, serving, halves: 9, on: nobody }).map((c) => c.member.label)).toEqual(
      labels,
    )
  })

  test('one that does not fit keeps no later one that fits from being taken', () => {
    const later = counted([...up(1), aMember(2, {}, down)])
    expect(
      take(later, 2, { members: 2, serving: 0, halves: 9, on: nobody }).map((c) => c.member.label),
    ).toEqual(['web-2'])
  })

  test('the room that is left is less by them', () => {
    const left = less(
      { members: 5, serving: 4, halves: 4, on: new Map([[configId(67890), 4]]) },
      line.slice(0, 3),
    )
    expect(left).toEqual({ members: 2, serving: 2, halves: 2, on: new Map([[configId(67890), 2]]) })
  })
})
