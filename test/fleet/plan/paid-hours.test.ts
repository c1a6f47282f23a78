import { describe, expect, test } from 'vitest'
import { HOUR_HAS_BEGUN, paidHours } from '../../../src/fleet/plan/paid-hours.ts'
import { putBack } from '../../../src/fleet/plan/plan-scale-in.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { inBy, inTo } from '../../support/a-request.ts'
import { aReading } from '../../support/a-reading.ts'

const policy: Policy = { ...aPolicy(), scaleIn: { ...aPolicy().scaleIn, keepsPaidHour: true } }
/** Member n whose paid hour has so many minutes left; from thirteen to three it may go. */
const left = (n: number, minutes: number, backend = {}): Made =>
  aMember(n, { created: NOON - (600 - minutes) * MINUTE }, backend)

function hoursOf(made: readonly Made[], request: Request = inBy(1), of = policy, wanted = 1) {
  const { all } = takeCensus(aFleet(made, {}, of), of, NOON)
  const hours = paidHours(of, request, NOON)
  return { mayGo: all.map(hours.mayGo), ends: all.map(hours.endsInTime), check: hours.check(all, wanted) }
}

const FREE = { mayGo: [true], ends: [true], check: [] }

describe('hours count', () => {
  test.each<readonly [string, Request, Policy, boolean]>([
    ['for a step', inBy(1), policy, true],
    ['for a size that the load asks for', inTo(1, { load: aReading([]) }), policy, true],
    ['not for a size that a person asks for', inTo(1), policy, false],
    ['not with --force', inBy(1, { force: true }), policy, false],
    ['not where the profile ignores them', inBy(1), aPolicy(), false],
  ])('%s', (_name, request, of, counts) => {
    const found = hoursOf([left(1, 30)], request, of)
    if (counts) expect(found).toMatchObject({ mayGo: [false], check: [{ holds: true }] })
    else expect(found).toEqual(FREE)
  })

  test.each<readonly [string, Made, boolean]>([
    ['one near its end may go', left(1, 10), true],
    ['one in the middle of it may not', left(1, 30), false],
    ['one that is DOWN may at any time', left(1, 30, { health: 'down' }), true],
  ])('%s', (_name, made, may) => {
    expect(hoursOf([made]).mayGo).toEqual([may])
  })
})

/** Drained so many minutes ago. */
const out = (minutes: number, more = {}) => {
  const digits = (28_209_600 - minutes * 60).toString(36).padStart(5, '0')
  return { label: `web-1.out${digits}`, mode: 'drain', ...more }
}

describe('a drain under way', () => {
  test.each<readonly [string, number, number, object, boolean]>([
    ['begun in time', 5, 2, {}, true],
    ['begun in an hour that is over', 55, 10, {}, false],
    ['begun too early', 30, 25, {}, false],
    ['too early, and DOWN', 30, 25, { health: 'down' }, true],
  ])('%s', (_name, minutes, ago, more, ends) => {
    expect(hoursOf([left(1, minutes, out(ago, more))]).ends).toEqual([ends])
  })

  test('whose mark does not say since when counts from now', () => {
    expect(hoursOf([left(1, 5, { label: 'web-1.out', mode: 'drain' })]).ends).toEqual([true])
    expect(hoursOf([left(1, 30, { label: 'web-1.out', mode: 'drain' })]).ends).toEqual([false])
  })
})

describe('the verdict', () => {
  test.each<readonly [string, readonly Made[], number, { value: number; passed: boolean; holds: boolean }]>([
    ['all may go', [left(1, 10), left(2, 5)], 1, { value: 2, passed: true, holds: false }],
    ['one of two', [left(1, 10), left(2, 30)], 1, { value: 1, passed: true, holds: false }],
    ['one of two that are wanted', [left(1, 10), left(2, 30)], 2, { value: 1, passed: false, holds: false }],
    ['none', [left(1, 40), left(2, 30)], 1, { value: 0, passed: false, holds: true }],
    ['none, and none is wanted', [left(1, 40)], 0, { value: 0, passed: true, holds: false }],
    ['more than there are', [left(1, 10)], 2, { value: 1, passed: true, holds: false }],
    ['nobody is there', [], 1, { value: 0, passed: true, holds: false }],
  ])('%s', (_name, made, wanted, { value, passed, holds }) => {
    expect(hoursOf(made, inBy(1), policy, wanted).check).toMatchObject([
      { guard: { guard: 'paid-hour', value, limit: wanted, passed }, allowed: Infinity, holds },
    ])
  })

  test('tells who may go next, and when: of two at one time the lower id', () => {
    const detail =
      'every hour of a member is paid once it has begun: web-2 may go from 2026-11-23T12:17:00Z on; --force passes this'
    const until = NOON + 17 * MINUTE
    expect(hoursOf([left(1, 40), left(2, 30)]).check).toMatchObject([{ detail, until }])
    expect(hoursOf([left(3, 30), left(2, 30)]).check).toMatchObject([{ detail, until }])
    expect(hoursOf([left(1, 10)]).check).toMatchObject([{ detail: '', until: null }])
  })
})

test('whoever is put back for it is told so by the name of the hold, but the brake comes first', () => {
  const census = takeCensus(aFleet([aMember(1)]), aPolicy(), NOON)
  const [counted] = census.all
  if (counted === undefined) throw new Error('no member')
  const back = (down: boolean, why?: string) => putBack(counted, { ...census, mostDown: down }, why)
  expect(back(false, HOUR_HAS_BEGUN)).toMatchObject({
    because: 'its removal would end in an hour that has just begun and is paid for',
    hold: 'paid-hour',
    wait: false,
  })
  expect(back(true, HOUR_HAS_BEGUN)).toMatchObject({
    because: 'most members are down',
    hold: 'most-members-down',
  })
  expect(back(false)).toEqual({
    kind: 'put-back',
    member: 'web-1',
    of: counted.member,
    wait: false,
    because: 'no more removals are wanted',
  })
  expect(back(false, 'scale-in is paused')).toMatchObject({ because: 'scale-in is paused' })
})
