import { describe, expect, test } from 'vitest'
import { boundsAt } from '../../../src/fleet/bounds/bounds-at.ts'
import type { Floor } from '../../../src/fleet/model/bounds.ts'
import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'
import { anEntry } from '../../support/bounds/an-entry.ts'

const utc = (overrides: Partial<ScheduleEntry>): ScheduleEntry => anEntry({ timezone: 'UTC', ...overrides })
const at = (text: string): number => Date.parse(`${text}Z`)
const on = (text: string, schedule: readonly ScheduleEntry[], floors: readonly Floor[] = [], base = [2, 8]) =>
  boundsAt({ min: base[0] ?? 0, max: base[1] ?? 0, schedule }, floors, at(text))
const sides = ({ min, max }: { min: number; max: number }): string => `${min}..${max}`

describe('when an entry holds', () => {
  // 2026-11-23 is a Monday.
  const day = [utc({})]
  const night = [utc({ days: [4], from: 1320, to: 360 })]
  const whole = [utc({ days: [5, 6], from: 0, to: 1440 })]
  test.each([
    ['the minute before', '2026-11-23T07:29:59', day, '2..8'],
    ['its first', '2026-11-23T07:30:00', day, '4..12'],
    ['its last', '2026-11-23T18:59:59', day, '4..12'],
    ['the first after it', '2026-11-23T19:00:00', day, '2..8'],
    ['another day', '2026-11-28T12:00:00', day, '2..8'],
    ['a night, before midnight', '2026-11-27T22:00:00', night, '4..12'],
    ['the same night, on a day that is none of its own', '2026-11-28T05:59:59', night, '4..12'],
    ['the end of that night', '2026-11-28T06:00:00', night, '2..8'],
    ['the morning before that night', '2026-11-27T05:00:00', night, '2..8'],
    ['whole days, at midnight between them', '2026-11-29T00:00:00', whole, '4..12'],
    ['whole days, when they are over', '2026-11-30T00:00:00', whole, '2..8'],
  ])('%s', (_name, text, schedule, bounds) => {
    expect(sides(on(text, schedule))).toBe(bounds)
  })

  test('the next change is told, over a midnight that is none', () => {
    expect(on('2026-11-28T12:00:00', whole).next).toMatchObject({
      at: at('2026-11-30T00:00:00'),
      min: 2,
      max: 8,
    })
    expect(
      on('2026-11-23T12:00:00', [utc({ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 })]).next,
    ).toBeNull()
  })
})

/** On Sundays, in Madrid. */
function madrid(from: number, to: number): readonly ScheduleEntry[] {
  return [anEntry({ days: [6], from, to })]
}

describe('where the clocks are changed', () => {
  test.each([
    ['02:30 that is leapt over is 03:00', '2026-03-29T01:00:00', madrid(150, 600), '4..12'],
    ['and not before', '2026-03-29T00:59:59', madrid(150, 600), '2..8'],
    ['an entry within the leap is not that day', '2026-03-29T01:00:00', madrid(130, 170), '2..8'],
    ['the hour that comes twice, the first time', '2026-10-25T00:30:00', madrid(150, 165), '4..12'],
    ['between its two times', '2026-10-25T00:50:00', madrid(150, 165), '2..8'],
    ['the hour that comes twice, the second time', '2026-10-25T01:30:00', madrid(150, 165), '4..12'],
    ['07:30 in summer', '2026-06-21T05:30:00', madrid(450, 600), '4..12'],
    ['07:30 in winter', '2026-12-20T06:30:00', madrid(450, 600), '4..12'],
  ])('%s', (_name, text, schedule, bounds) => {
    expect(sides(on(text, schedule))).toBe(bounds)
  })
})

describe('of several that hold the highest decides', () => {
  test.each([
    ['two entries', [utc({ min: 4, max: 9 }), utc({ min: 3, max: 12 })], [], '4..12'],
    ['an entry without max', [utc({ min: 10, max: null })], [], '10..10'],
    ['an entry without min', [utc({ min: null, max: 12 })], [], '2..12'],
    ['an entry below the base', [utc({ min: 1, max: 3 })], [], '2..8'],
    ['a floor', [], [{ n: 6, until: at('2026-11-23T14:00:00') }], '6..8'],
    ['a floor below min', [utc({})], [{ n: 3, until: at('2026-11-23T14:00:00') }], '4..12'],
    ['a floor above max', [], [{ n: 11, until: at('2026-11-23T14:00:00') }], '8..8'],
    ['a floor that has ended', [], [{ n: 6, until: at('2026-11-23T12:00:00') }], '2..8'],
  ])('%s', (_name, schedule, floors, bounds) => {
    expect(sides(on('2026-11-23T12:00:00', schedule, floors))).toBe(bounds)
  })

  test('what decides is named', () => {
    const floor = { n: 6, until: at('2026-11-23T14:00:00') }
    const bounds = on('2026-11-23T12:00:00', [utc({ text: 'noon' })], [floor])
    expect(bounds).toMatchObject({ minBy: 'floor', maxBy: { schedule: 'noon' }, floor })
    expect(bounds.next).toMatchObject({ at: floor.until, min: 4, minBy: { schedule: 'noon' } })
  })
})

describe('around an edge', () => {
  const lead = [utc({ min: 4, max: 12, lead: 180_000 })]
  test.each([
    ['before the lead', '2026-11-23T07:26:59', '2..8'],
    ['a lead raises min', '2026-11-23T07:27:00', '4..8'],
    ['and then all of it holds', '2026-11-23T07:30:00', '4..12'],
  ])('%s', (_name, text, bounds) => {
    expect(sides(on(text, lead))).toBe(bounds)
  })

  test('a min above the base max that leads in takes its place along', () => {
    expect(sides(on('2026-11-23T07:27:00', [utc({ min: 9, max: 12, lead: 180_000 })]))).toBe('9..9')
  })

  test.each([
    ['more than an hour before it rises', '2026-11-23T06:29:59', 2],
    ['an hour before it rises', '2026-11-23T06:30:00', 4],
    ['while it holds', '2026-11-23T12:00:00', 4],
    ['once it is over', '2026-11-23T19:00:00', 2],
  ])('what a removal has to leave %s', (_name, text, leaves) => {
    expect(on(text, [utc({})]).leaves).toBe(leaves)
  })

  test.each([
    ['while it holds', '2026-11-23T12:00:00', 12],
    ['a day after it fell, but a second', '2026-11-28T18:59:59', 12],
    ['a day after it fell', '2026-11-28T19:00:00', 8],
  ])('what is trimmed is above the highest max of the last day: %s', (_name, text, above) => {
    expect(on(text, [utc({})]).trimAbove).toBe(above)
  })
})
