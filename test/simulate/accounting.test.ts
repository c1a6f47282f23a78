import { describe, expect, test } from 'vitest'
import { Bookkeeper, HoldWatch } from '../../src/simulate/accounting.ts'
import { RollingMax } from '../../src/simulate/measuring.ts'

const MINUTE = 60_000

describe('what a load and a capacity come to', () => {
  test.each([
    [
      'half of the work finds no capacity',
      [[10, 4, 2]],
      { overCapacity: 0.5, minutesOver100: 10, minutesOver90: 10, meanBusy: 1 },
    ],
    [
      'hot is above nine tenths',
      [
        [10, 1.9, 2],
        [10, 1.8, 2],
      ],
      { overCapacity: 0, minutesOver100: 0, minutesOver90: 10 },
    ],
    ['nobody in service loses all', [[5, 1, 0]], { overCapacity: 1, meanBusy: 0, mostMembers: 0 }],
    [
      'mean busy is by served time',
      [
        [10, 1, 2],
        [10, 1, 4],
      ],
      { meanBusy: 2 / 6, mostMembers: 4 },
    ],
  ] as const)('%s', (_, pieces, wanted) => {
    const books = new Bookkeeper(1)
    for (const [minutes, work, serving] of pieces) books.add(minutes * MINUTE, work, serving)
    expect(books.account()).toMatchObject(wanted)
  })

  // Worked out by hand from the equations.
  test('the SPEC measures, over four equal pieces', () => {
    const books = new Bookkeeper(1)
    for (const [demand, supply] of [
      [2, 2],
      [4, 2],
      [2, 4],
      [2, 2],
    ] as const)
      books.add(MINUTE, demand, supply)
    const { spec } = books.account()
    expect(spec.theta_u).toBeCloseTo(100 * (0.5 / 4))
    expect(spec.theta_o).toBeCloseTo(100 * (1 / 4))
    expect([spec.tau_u, spec.tau_o]).toEqual([25, 25])
    expect(spec.instability).toBeCloseTo((100 * 3) / 3)
  })

  test('a lower slo wants more members', () => {
    const books = new Bookkeeper(0.5)
    books.add(MINUTE, 1, 1)
    expect(books.account().spec.tau_u).toBe(100)
  })
})

describe('the longest hold', () => {
  test('is the longest stretch of one reason', () => {
    const watch = new HoldWatch()
    for (const [at, reason] of [
      [0, 'cooldown'],
      [10, 'cooldown'],
      [20, null],
      [30, 'paid-hour'],
      [90, 'paid-hour'],
    ] as const)
      watch.take(reason, at)
    expect(watch.longest).toEqual({ reason: 'paid-hour', ms: 60 })
  })
})

describe('the most within a window', () => {
  test('agrees with the plain way on ten thousand numbers', () => {
    const rolling = new RollingMax(50)
    const all: { at: number; value: number }[] = []
    for (let at = 0; at < 10_000; at++) {
      const value = (at * 7919) % 1013
      all.push({ at, value })
      rolling.add(at, value)
      if (at % 97 !== 0) continue
      expect(rolling.most(at)).toBe(Math.max(...all.filter((a) => a.at >= at - 50).map((a) => a.value)))
    }
  })

  test('is whole only with samples in nine tenths of it', () => {
    const rolling = new RollingMax(100)
    rolling.add(0, 1)
    expect([
      rolling.covers(89, 0.9),
      rolling.covers(90, 0.9),
      rolling.covers(100, 0.9),
      rolling.covers(101, 0.9),
    ]).toEqual([false, true, true, false])
  })
})
