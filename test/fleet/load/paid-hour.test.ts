import { describe, expect, test } from 'vitest'
import { endsInTime, isNearlyUsedUp, paidUntil, removableFrom } from '../../../src/fleet/load/paid-hour.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'

const HOUR = 60 * MINUTE
const draining = (minutes: number, more: Partial<Policy> = {}): Policy =>
  aPolicy({ ...more, scaleIn: { ...aPolicy().scaleIn, drain: minutes * MINUTE } })
const hook = (timeout: number): Partial<Policy> => ({
  hooks: { before_drain: { command: ['true'], timeout, onError: 'continue' } },
})
const born = (ago: number) => ({ created: NOON - ago })

describe('hours that are paid for', () => {
  test('the hour that is begun ends an hour after the last one', () => {
    expect(paidUntil(born(0), NOON)).toBe(NOON + HOUR)
    expect(paidUntil(born(HOUR - 1), NOON)).toBe(NOON + 1)
    expect(paidUntil(born(HOUR), NOON)).toBe(NOON + HOUR)
  })

  test.each<readonly [rule: string, policy: Policy, left: number, may: boolean]>([
    ['a drain of a minute: thirteen minutes before the end', draining(1), 13 * MINUTE, true],
    ['not a moment earlier', draining(1), 13 * MINUTE + 1, false],
    ['until three minutes before it', draining(1), 3 * MINUTE + 1, true],
    ['not later', draining(1), 3 * MINUTE, false],
    ['a hook before the drain takes its time too', draining(1, hook(4 * MINUTE)), 16 * MINUTE, true],
    ['and leaves less', draining(1, hook(4 * MINUTE)), 7 * MINUTE, false],
    ['a drain of most of an hour: at any time', draining(48), 30 * MINUTE, true],
    ['and at any other', draining(48), MINUTE, true],
    ['one a minute shorter: not', draining(47), MINUTE, false],
  ])('%s', (_rule, policy, left, may) => {
    expect(isNearlyUsedUp(born(HOUR - left), policy, NOON)).toBe(may)
  })

  test('the next moment is told', () => {
    expect(removableFrom(born(20 * MINUTE), draining(1), NOON)).toBe(NOON + 27 * MINUTE)
    expect(removableFrom(born(50 * MINUTE), draining(1), NOON)).toBe(NOON)
    expect(removableFrom(born(58 * MINUTE), draining(1), NOON)).toBe(NOON + 49 * MINUTE)
  })

  test.each<readonly [rule: string, markedLeft: number, nowLeft: number, ends: boolean]>([
    ['begun in time and in time still', 10 * MINUTE, 8 * MINUTE, true],
    ['less than twenty seconds are left', 10 * MINUTE, 19_999, false],
    ['twenty are enough', 10 * MINUTE, 20_000, true],
    ['the next hour has begun', 10 * MINUTE, -1, false],
    ['begun long before its time', 40 * MINUTE, 38 * MINUTE, false],
  ])('a drain under way: %s', (_rule, markedLeft, nowLeft, ends) => {
    const end = NOON + 30 * MINUTE
    const instance = { created: end - HOUR }
    const at = { marked: end - markedLeft, now: end - nowLeft }
    expect(endsInTime(instance, draining(1), at)).toBe(ends)
  })
})

describe('a year of removals', () => {
  test.each([1, 5, 20])(
    'in a year of removals with a drain of %i minutes none ends in an hour just begun',
    (minutes) => {
      const policy = draining(minutes)
      let removed = 0
      let seed = minutes
      const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
      for (let n = 0; n < 3_000; n++) {
        // Turns a minute apart, whenever they began; a turn takes seconds, and so does the deletion.
        const created = NOON + Math.floor(random() * 365 * 24) * HOUR + random() * HOUR
        let now = created + 70_000 + random() * 5 * HOUR
        let marked: number | null = null
        for (let turn = 0; turn < 200; turn++, now += MINUTE + random() * 5_000) {
          if (marked === null && isNearlyUsedUp({ created }, policy, now)) marked = now
          if (marked === null || now < marked + policy.scaleIn.drain + 15_000) continue
          if (!endsInTime({ created }, policy, { marked, now })) {
            marked = null
            continue
          }
          const deleted = now + random() * 10_000
          removed++
          expect(paidUntil({ created }, deleted) - deleted).toBeLessThan(15 * MINUTE)
          break
        }
      }
      expect(removed).toBeGreaterThan(2_900)
    },
  )
})

test.each([
  [48, true],
  [1, false],
])(
  'a drain of %d minutes that was begun five minutes before an hour ended, a minute into the next: %s',
  (minutes, ends) => {
    const times = { marked: NOON, now: NOON + 6 * MINUTE }
    expect(endsInTime(born(HOUR - 5 * MINUTE), draining(minutes), times)).toBe(ends)
  },
)
