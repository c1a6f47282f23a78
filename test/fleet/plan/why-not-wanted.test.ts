import { describe, expect, test } from 'vitest'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import type { Sized } from '../../../src/fleet/load/sized.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import { whyNotWanted } from '../../../src/fleet/plan/why-not-wanted.ts'

const SIZED: Sized = {
  work: 3,
  wanted: 5,
  peak: 5,
  unknown: null,
  trouble: null,
  isHint: false,
  isOutage: false,
  isOverload: false,
  sources: { out: 5, in: 5, busyWork: 3, signalWork: [], meanBusy: 0.6 },
}

interface Made {
  readonly load?: Partial<Sized>
  readonly size?: Partial<Plan['size']>
  readonly adds?: number
  readonly hold?: HoldReason
}

function aPlan({ load, size, adds = 0, hold }: Made): Plan {
  return {
    request: { action: 'follow', size: { kind: 'by', n: 0 }, force: false, wait: false },
    size: { serving: 3, total: 3, min: 2, max: 8, ...size },
    guards: [],
    hold: hold === undefined ? null : { reason: hold, detail: '', until: null },
    changes: Array.from({ length: adds }, (_, i) => ({ kind: 'add', member: `web-${4 + i}` })),
    load: { ...SIZED, ...load },
  }
}

const CASES: readonly (readonly [string, Made, readonly string[]])[] = [
  ['all that is wanted is made', { adds: 2 }, []],
  ['nobody knows how many are wanted', { load: { wanted: null }, hold: 'work-unknown' }, []],
  ['as many serve as are wanted', { size: { serving: 5, total: 5 }, hold: 'at-wanted' }, []],
  ['more are wanted than may be', { load: { wanted: 12 }, adds: 5 }, ['size.max is 8']],
  ['at max', { load: { wanted: 12 }, size: { serving: 8, total: 8 }, hold: 'at-max' }, ['size.max is 8']],
  [
    'the rest is on its way',
    { size: { total: 5 }, hold: 'on-the-way' },
    ['2 of 5 members are not in service yet', 'held: on-the-way'],
  ],
  [
    'more are wanted than may be, and whoever else there is does not serve',
    { load: { wanted: 12 }, size: { serving: 6, total: 8 } },
    ['size.max is 8', '2 of 8 members are not in service yet'],
  ],
  [
    'more are wanted than may be, and max is filled beside whoever does not serve',
    { load: { wanted: 12 }, size: { serving: 5, total: 6 }, adds: 3 },
    ['size.max is 8'],
  ],
  [
    'fewer are wanted than must be',
    { load: { wanted: 0, peak: 0 }, size: { serving: 2, total: 2 }, hold: 'at-min' },
    ['size.min is 2'],
  ],
  [
    'more were wanted a while ago',
    { load: { wanted: 2, peak: 3 }, hold: 'at-wanted' },
    ['3 were wanted within the window'],
  ],
  ['hours that are paid for', { load: { wanted: 2, peak: 2 }, hold: 'paid-hour' }, ['held: paid-hour']],
  [
    'a window without samples',
    { load: { wanted: 2, peak: null, unknown: 'peak-unknown' }, hold: 'peak-unknown' },
    ['the most that was wanted within the window is not known'],
  ],
  [
    'an outage',
    { load: { wanted: 2, peak: 2, isOutage: true }, hold: 'cooldown' },
    ['there is hardly any work, as in an outage: one goes in a window', 'held: cooldown'],
  ],
]

describe('why a plan leads to another size than is wanted', () => {
  test.each(CASES)('%s', (_rule, made, why) => {
    expect(whyNotWanted(aPlan(made))).toEqual(why)
  })

  test('a plan by steps wants nothing', () => {
    const { load: _, ...steps } = aPlan({})
    expect(whyNotWanted(steps)).toEqual([])
  })
})
