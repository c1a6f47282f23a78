import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { fleetTag, memberLabel, memberNumber } from '../../../src/fleet/model/label.ts'

describe('the number in <name>-<n>', () => {
  test.each([
    ['web-1', 1],
    ['web-10', 10],
    ['web-999999999', 999_999_999],
    ['web-0', null],
    ['web-01', null],
    ['web-1000000000', null],
    ['web-', null],
    ['web', null],
    ['web-1 ', null],
    ['web-1\n', null],
    ['web-+1', null],
    ['web-1e3', null],
    ['web-１', null],
    ['web-1.outgsmo0', null],
    ['web-blue-1', null],
    ['web_1', null],
    ['webx1', null],
    ['web1', null],
    ['web.1', null],
    ['web-1x', null],
    ['Web-1', null],
    ['xweb-1', null],
  ])('of %j is %j', (label, number) => {
    expect(memberNumber('web', label)).toBe(number)
  })

  test('a dot in the name stands for itself', () => {
    expect([memberNumber('w.b', 'w.b-1'), memberNumber('w.b', 'web-1')]).toEqual([1, null])
  })

  test('is the one the label was made of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (n) => {
        expect(memberNumber('web', memberLabel('web', n))).toBe(n)
      }),
    )
  })
})

test('the fleet tag names the fleet and its NodeBalancer', () => {
  expect(fleetTag('web', nodeBalancerId(12345))).toBe('fleet:web:12345')
})
