import { describe, expect, test } from 'vitest'
import type { BusyPoint } from '../../../src/fleet/model/busy-point.ts'
import type { Activity, Fleet } from '../../../src/fleet/model/fleet.ts'
import type { LoadPolicy } from '../../../src/fleet/model/load-policy.ts'
import { readingOfStats, type MemberStats } from '../../../src/fleet/load/reading-of-stats.ts'
import { aFleet, aMember, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { aLoadPolicy } from '../../support/a-reading.ts'
import { anEvent } from '../../support/an-event.ts'

/** Averages of five minutes that ended at noon, five minutes before, ...; null where there is none. */
function points(...newestFirst: readonly (number | null)[]): readonly BusyPoint[] {
  return newestFirst
    .flatMap((busy, i) => (busy === null ? [] : [{ at: NOON - i * 5 * MINUTE, busy }]))
    .toReversed()
}

const stats = (n: number, ...busy: readonly (number | null)[]): MemberStats => ({
  label: `web-${n}`,
  points: points(...busy),
})
const all = (busy: number) => Array.from({ length: 12 }, () => busy)
const fleetOf = (made: readonly Made[], activity: readonly Activity[] | null = []): Fleet =>
  aFleet(made, { activity })
const two = fleetOf([aMember(1), aMember(2)])
const read = (some: readonly MemberStats[], fleet = two, policy: Partial<LoadPolicy> = {}, now = NOON) =>
  readingOfStats(fleet, aLoadPolicy(policy), now, some)

const NOW: readonly (readonly [
  string,
  MemberStats,
  Made,
  number,
  { busy: number | null; age: number | null; cores: number | null },
])[] = [
  ['the last average', stats(1, 0.5, 0.9), aMember(1), NOON, { busy: 0.5, age: 1435 * MINUTE, cores: 1 }],
  [
    'with the processors of its type',
    stats(1, 0.5),
    aMember(1, { type: 'g6-standard-4' }),
    NOON,
    { busy: 0.5, age: 1435 * MINUTE, cores: 4 },
  ],
  [
    'until it is seven and a half minutes old',
    stats(1, 0.5),
    aMember(1),
    NOON + 450_000,
    { busy: 0.5, age: 1435 * MINUTE, cores: 1 },
  ],
  [
    'and not a millisecond longer: silent',
    stats(1, 0.5),
    aMember(1),
    NOON + 450_001,
    { busy: null, age: null, cores: 1 },
  ],
  ['nothing where there is no average', stats(1), aMember(1), NOON, { busy: null, age: null, cores: 1 }],
  [
    'nothing yet of a new one: it is no silence',
    stats(1),
    aMember(1, { created: NOON - 15 * MINUTE + 1 }),
    NOON,
    { busy: null, age: 0, cores: 1 },
  ],
  [
    'of one a quarter of an hour old it is',
    stats(1),
    aMember(1, { created: NOON - 15 * MINUTE }),
    NOON,
    { busy: null, age: null, cores: 1 },
  ],
  [
    'its age is that when the average began',
    stats(1, 0.5),
    aMember(1, { created: NOON - 20 * MINUTE }),
    NOON,
    { busy: 0.5, age: 15 * MINUTE, cores: 1 },
  ],
  [
    'and never below zero',
    stats(1, 0.5),
    aMember(1, { created: NOON - 2 * MINUTE }),
    NOON,
    { busy: 0.5, age: 0, cores: 1 },
  ],
]

describe('what the API’s own statistics tell of a member now', () => {
  test.each(NOW)('%s', (_name, each, made, now, expected) => {
    expect(read([each], fleetOf([made]), {}, now).members).toEqual([{ label: 'web-1', ...expected }])
  })

  test('nothing of one that is no member', () => {
    expect(read([stats(9, 0.5)]).members).toEqual([{ label: 'web-9', busy: 0.5, age: null, cores: null }])
  })

  test('why nothing is known is told where there are no statistics at all', () => {
    expect(read([])).toEqual({
      members: [],
      signals: [],
      peak: null,
      hourWork: null,
      hint: null,
      trouble: 'the API tells no statistics of any member yet',
    })
    expect(read([stats(1)]).trouble).toBeNull()
  })
})

describe('what was wanted within the window', () => {
  test.each<readonly [string, readonly MemberStats[], number | null]>([
    ['the most of its averages', [stats(1, 0.3, 0.9, 0.3), stats(2, 0.3, 0.9, 0.3)], 3],
    [
      'what was before it counts for nothing',
      [stats(1, 0.3, 0.3, 0.3, 0.9), stats(2, 0.3, 0.3, 0.3, 0.9)],
      1,
    ],
    ['whoever is not measured did what the others did', [stats(1, 0.9, 0.9, 0.9)], 3],
    [
      'nobody knows where one average of it is lacking',
      [stats(1, 0.3, null, 0.3), stats(2, 0.3, null, 0.3)],
      null,
    ],
    ['nobody knows without any', [stats(1)], null],
    ['a stranger’s say nothing', [stats(9, 0.9, 0.9, 0.9)], null],
  ])('%s', (_name, some, peak) => {
    expect(read(some).peak).toBe(peak)
  })

  test('a window of less than an average is one average', () => {
    expect(read([stats(1, 0.9, 0.3)], two, { window: MINUTE }).peak).toBe(3)
    expect(read([stats(1, 0.3, 0.9)], two, { window: 6 * MINUTE }).peak).toBe(3)
  })

  test('is reckoned for as many members as there were', () => {
    const three = [anEvent('delete', 3, 2)]
    const some = [stats(1, 0.3, 0.9, 0.9), stats(2, 0.3, 0.9, 0.9)]
    expect(read(some, fleetOf([aMember(1), aMember(2)], three)).peak).toBe(5)
    expect(read(some, fleetOf([aMember(1), aMember(2)])).peak).toBe(3)
    // Without events as many as were measured.
    expect(read(some, fleetOf([aMember(1), aMember(2)], null)).peak).toBe(3)
  })

  test('one that was created meanwhile was not there', () => {
    const young = fleetOf([aMember(1), aMember(2), aMember(3, { created: NOON - 7 * MINUTE })])
    expect(read([stats(1, 0.3, 0.3, 0.9), stats(2, 0.3, 0.3, 0.9)], young).peak).toBe(3)
  })
})

describe('the most work of the last hour', () => {
  test('is that of any of its averages, in members that it keeps busy', () => {
    const some = [stats(1, 0.2, ...all(0.2).slice(0, 10), 0.75), stats(2, ...all(0.2).slice(0, 11), 0.75)]
    expect(read(some).hourWork).toBeCloseTo(1.5)
    expect(read([stats(1, 0.2, ...all(0.2).slice(0, 11), 0.9)]).hourWork).toBeCloseTo(0.4)
  })

  test('nobody knows without any', () => {
    expect(read([stats(1)]).hourWork).toBeNull()
  })
})
