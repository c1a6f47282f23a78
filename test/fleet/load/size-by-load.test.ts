import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { shrinkRoom } from '../../../src/fleet/load/shrink-room.ts'
import { sizeByLoad } from '../../../src/fleet/load/size-by-load.ts'
import { nothingRead, type Reading } from '../../../src/fleet/load/reading.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { aLoadPolicy, aReading, aSizedPolicy, busyAt } from '../../support/a-reading.ts'
import { anEvent } from '../../support/an-event.ts'

const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
const down = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n, {}, { health: 'down' }))
const signals = [{ name: 'arrivals', query: 'a', perMember: 100 }]

function sized(made: readonly Made[], reading: Reading, load: Parameters<typeof aSizedPolicy>[0] = {}) {
  const policy = aSizedPolicy(load)
  return sizeByLoad(
    { census: takeCensus(aFleet(made, {}, policy), policy, NOON), policy: policy.load, now: NOON },
    reading,
  )
}

describe('an overload', () => {
  test.each<readonly [string, readonly Made[], Reading, boolean]>([
    [
      'all that are DOWN are as busy as can be',
      [...up(1), ...down(2, 3)],
      aReading(busyAt(0.9, 1, 2, 3)),
      true,
    ],
    ['a little less busy is none', [...up(1), ...down(2, 3)], aReading(busyAt(0.89, 1, 2, 3)), false],
    [
      'on the mean of those that are measured',
      [...up(1), ...down(2, 3)],
      aReading([...busyAt(1, 2), ...busyAt(0.8, 3)]),
      true,
    ],
    ['half of them measured is too few', [...up(1), ...down(2, 3)], aReading(busyAt(1, 1, 2)), false],
    ['more than half is enough', [...up(1), ...down(2, 3, 4)], aReading(busyAt(1, 2, 3)), true],
    [
      'those that serve do not count',
      [...up(1, 2), ...down(3)],
      aReading([...busyAt(1, 1, 2), ...busyAt(0.5, 3)]),
      false,
    ],
    ['nobody is DOWN', up(1, 2), aReading(busyAt(1, 1, 2)), false],
  ])('%s', (_name, made, reading, is) => {
    expect(sized(made, reading).isOverload).toBe(is)
  })

  test.each<readonly [string, number | null, boolean]>([
    ['more work than all members could do', 3.1, true],
    ['as much as they could', 3, false],
    ['unknown', null, false],
  ])('a signal tells of %s', (_name, work, is) => {
    expect(sized(up(1, 2, 3), aReading([], { signals: [work] }), { signals }).isOverload).toBe(is)
  })
})

describe('what is not known', () => {
  test.each<
    readonly [string, Reading, ReturnType<typeof sized>['unknown'], Partial<ReturnType<typeof sized>>]
  >([
    ['nothing', aReading(busyAt(0.6, 1, 2), { peak: 1 }), null, { wanted: 2, peak: 2, work: 1.2 }],
    [
      'the peak is never below what is wanted',
      aReading(busyAt(0.9, 1, 2), { peak: 1 }),
      null,
      { wanted: 3, peak: 3 },
    ],
    [
      'the peak of the window',
      aReading(busyAt(0.6, 1, 2), { peak: null }),
      'peak-unknown',
      { wanted: 2, peak: null },
    ],
    [
      'the work',
      nothingRead('gone'),
      'work-unknown',
      { wanted: null, peak: null, work: null, trouble: 'gone', isHint: false },
    ],
    ['all but what the alert says', nothingRead('gone', 7), null, { wanted: 7, peak: 7, isHint: true }],
    [
      'what the alert says is no matter where there is a measure',
      aReading(busyAt(0.6, 1, 2), { hint: 7 }),
      null,
      { wanted: 2, isHint: false },
    ],
  ])('%s', (_name, reading, unknown, more) => {
    expect(sized(up(1, 2), reading)).toMatchObject({ unknown, ...more })
  })

  test('one silent signal of two leaves growth, and no shrinking', () => {
    const both = { signals: [...signals, ...signals] }
    expect(sized(up(1, 2), aReading(busyAt(0.6, 1, 2), { signals: [3, null], peak: 2 }), both)).toMatchObject(
      {
        wanted: 5,
        peak: null,
        unknown: 'work-unknown',
        work: 3,
      },
    )
    expect(sized(up(1, 2), aReading([], { signals: [3] }), both).sources.signalWork).toEqual([3, null])
  })
})

describe('whose a measure is', () => {
  const namesake = aMember(2, { label: 'web-1' }, { label: 'web-1' })
  test.each<readonly [string, readonly Made[], ReturnType<typeof busyAt>, number]>([
    ['by its label, in whatever order they are told', up(1, 2), [...busyAt(0.9, 2), ...busyAt(0.3, 1)], 1.2],
    [
      'of two of one label each has its own',
      [...up(1), namesake],
      [...busyAt(0.9, 1), ...busyAt(0.3, 1)],
      1.2,
    ],
    ['one of nobody that is counted is nobody’s', up(1), [...busyAt(0.9, 9), ...busyAt(0.3, 1)], 0.3],
    ['who is in none is silent, and does what the others do', up(1, 2), busyAt(0.5, 2), 1],
  ])('%s', (_rule, made, measured, work) => {
    expect(sized(made, aReading(measured)).work).toBeCloseTo(work)
  })
})

test.each<readonly [string, number, number | null, boolean]>([
  ['less than a tenth of the hour’s work', 0.09, 1, true],
  ['a tenth of it', 0.1, 1, false],
  ['unknown before', 0.01, null, false],
])('an outage is %s', (_name, work, hourWork, is) => {
  expect(sized(up(1), aReading([], { signals: [work], hourWork }), { signals }).isOutage).toBe(is)
})

const gone = (n: number, ago: number) => anEvent('delete', n, ago)
const fleet = (...activity: readonly Activity[]) => aFleet(up(1, 2, 3), { activity })

const PACE: readonly (readonly [
  string,
  ReturnType<typeof fleet>,
  { serving: number; leaving: number; isOutage: boolean },
  number | null,
  object,
])[] = [
  [
    'half of those in service',
    fleet(),
    { serving: 8, leaving: 0, isOutage: false },
    null,
    { left: 4, gone: 0, most: 4, until: null },
  ],
  ['rounded down', fleet(), { serving: 7, leaving: 0, isOutage: false }, null, { left: 3, most: 3 }],
  ['at least one', fleet(), { serving: 1, leaving: 0, isOutage: false }, null, { left: 1, most: 1 }],
  [
    'those that leave were in service',
    fleet(),
    { serving: 5, leaving: 3, isOutage: false },
    null,
    { left: 1, gone: 3, most: 4 },
  ],
  [
    'and those that went within the window',
    fleet(gone(9, 5), gone(10, 14)),
    { serving: 6, leaving: 0, isOutage: false },
    null,
    { left: 2, gone: 2, most: 4, until: NOON + MINUTE },
  ],
  [
    'not what went before it',
    fleet(gone(9, 15)),
    { serving: 6, leaving: 0, isOutage: false },
    null,
    { left: 3, gone: 0, until: null },
  ],
  [
    'each once',
    fleet(gone(9, 5), gone(9, 5)),
    { serving: 6, leaving: 0, isOutage: false },
    null,
    { gone: 1, until: NOON + 10 * MINUTE },
  ],
  ['in an outage one', fleet(), { serving: 8, leaving: 0, isOutage: true }, null, { left: 1, most: 1 }],
  [
    'and when it went none',
    fleet(gone(9, 5)),
    { serving: 8, leaving: 0, isOutage: true },
    null,
    { left: 0, most: 1 },
  ],
  [
    'a step at a time where one is written',
    fleet(gone(9, 5)),
    { serving: 11, leaving: 0, isOutage: false },
    2,
    { left: 2, gone: 1, most: 3 },
  ],
  [
    'no more than half all the same',
    fleet(),
    { serving: 4, leaving: 0, isOutage: false },
    3,
    { left: 2, most: 2 },
  ],
]

describe('the pace of shrinking', () => {
  test.each(PACE)('%s', (_name, seen, of, stepIn, expected) => {
    expect(shrinkRoom(seen, aLoadPolicy({ stepIn }), NOON, of)).toMatchObject(expected)
  })
})
