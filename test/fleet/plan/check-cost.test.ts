import { describe, expect, test } from 'vitest'
import { checkCost } from '../../../src/fleet/plan/check-cost.ts'
import type { Prices } from '../../../src/fleet/model/prices.ts'
import { aFleet, aMember, aPolicy } from '../../support/a-fleet.ts'

const PRICES: Prices = {
  hourly: new Map([
    ['g6-nanode-1', 0.0075],
    ['g6-standard-1', 0.018],
  ]),
  dearest: 0.018,
}
/** 0.0075 and 0.018: two cents and a half an hour. */
const fleet = aFleet([aMember(1), aMember(2, { type: 'g6-standard-1' })])
const costly = (maxHourly: number) => aPolicy({ size: { min: 2, max: 8, maxHourly } })

describe('what all members may cost', () => {
  test('nobody asks where the profile has no such bound', () => {
    expect(checkCost(fleet, aPolicy(), { prices: PRICES }, 1)).toEqual([])
  })

  test.each<
    readonly [string, number, number, { allowed: number; holds: boolean; passed: boolean; value: string }]
  >([
    ['room for two', 0.0615, 1, { allowed: 2, holds: false, passed: true, value: '$0.0435' }],
    ['as many as there is room for', 0.0615, 2, { allowed: 2, holds: false, passed: true, value: '$0.0615' }],
    [
      'more than that: some of them',
      0.0615,
      3,
      { allowed: 2, holds: false, passed: false, value: '$0.0795' },
    ],
    ['not quite room for one', 0.0434, 1, { allowed: 0, holds: true, passed: false, value: '$0.0435' }],
    ['nobody is wanted', 0.0434, 0, { allowed: 0, holds: false, passed: true, value: '$0.0255' }],
    ['more is spent than may be', 0.01, 1, { allowed: 0, holds: true, passed: false, value: '$0.0435' }],
  ])('%s', (_name, limit, wanted, { allowed, holds, passed, value }) => {
    expect(checkCost(fleet, costly(limit), { prices: PRICES }, wanted)).toEqual([
      {
        guard: { guard: 'at-cost', value, limit: `$${limit}`, passed },
        allowed,
        holds,
        detail: `2 members cost $0.0255 an hour, one more comes to $0.0435, and size.max_hourly is $${limit}`,
        until: null,
      },
    ])
  })

  test.each<readonly [string, Partial<{ prices: Prices | null }>]>([
    ['nobody has asked for prices', {}],
    ['they cannot be read', { prices: null }],
    [
      'that of one member is not told',
      { prices: { ...PRICES, hourly: new Map([['g6-standard-1', 0.018]]) } },
    ],
    ['that of the other is not', { prices: { ...PRICES, hourly: new Map([['g6-nanode-1', 0.0075]]) } }],
  ])('what is not known holds nothing: %s', (_name, request) => {
    expect(checkCost(fleet, costly(0.01), request, 1)).toEqual([
      {
        guard: { guard: 'at-cost', value: 'not known', limit: '$0.01', passed: true },
        allowed: Infinity,
        holds: false,
        detail: '',
        until: null,
      },
    ])
  })
})
