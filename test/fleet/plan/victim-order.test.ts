import { describe, expect, test } from 'vitest'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import type { Victim } from '../../../src/fleet/model/policy.ts'
import { victimOrder } from '../../../src/fleet/plan/victim-order.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'

/** Members 1, 2, 3, ... created so many minutes ago, in the order in which they would go. */
function order(victim: Victim, ...minutesAgo: readonly number[]): readonly number[] {
  const fleet = aFleet(minutesAgo.map((m, i) => aMember(i + 1, { created: NOON - m * MINUTE })))
  const { all } = takeCensus(fleet, aPolicy(), NOON)
  return all.toSorted(victimOrder(victim, NOON)).map((c) => c.member.number)
}

describe('who goes first', () => {
  const table: readonly (readonly [Victim, string, readonly number[], readonly number[]])[] = [
    ['newest', 'the one created last', [30, 10, 20], [2, 3, 1]],
    ['newest', 'of equal ones the highest id', [10, 10, 10], [3, 2, 1]],
    ['oldest', 'the one created first', [30, 10, 20], [1, 3, 2]],
    ['oldest', 'of equal ones the lowest id', [10, 10, 10], [1, 2, 3]],
    ['billing-hour', 'the one whose paid hour ends soonest', [65, 119, 30], [2, 3, 1]],
    ['billing-hour', 'one whose hour has just begun goes last', [60, 61, 59], [3, 2, 1]],
    ['billing-hour', 'of equal ones the lowest id', [70, 10, 130], [1, 2, 3]],
    [
      'billing-hour',
      'one created a minute from now, on a clock that is ahead, has a minute left',
      [-1, 1],
      [1, 2],
    ],
  ]
  test.each(table)('%s: %s', (victim, _name, minutesAgo, numbers) => {
    expect(order(victim, ...minutesAgo)).toEqual(numbers)
  })
})
