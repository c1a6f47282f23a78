import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import {
  fleetTag,
  isMarked,
  markedLabel,
  memberLabel,
  memberNumber,
  unmarkedLabel,
} from '../../../src/fleet/model/label.ts'

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
    ['web-1.out', null],
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

describe('our mark', () => {
  test('is put on and taken off', () => {
    expect(markedLabel('web-3')).toBe('web-3.out')
    expect(unmarkedLabel('web-3.out')).toBe('web-3')
    expect(unmarkedLabel('web-3')).toBe('web-3')
  })

  test.each([
    ['web-3.out', true],
    ['web-3', false],
    ['web-3.out.x', false],
    ['web-3out', false],
  ])('%s carries it: %s', (label, marked) => {
    expect(isMarked(label)).toBe(marked)
  })
})

test('the fleet tag names the fleet and its NodeBalancer', () => {
  expect(fleetTag('web', nodeBalancerId(12345))).toBe('fleet:web:12345')
})
