import { describe, expect, test } from 'vitest'
import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { inBy, outBy } from '../../support/a-request.ts'
import { anEntry } from '../../support/bounds/an-entry.ts'

const HOUR = 60 * MINUTE
/** Every day of UTC, in minutes of the day; noon is 720. */
const from = (begin: number, end: number, bounds: Pick<ScheduleEntry, 'min' | 'max'>): ScheduleEntry =>
  anEntry({ timezone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], from: begin, to: end, ...bounds })

function holdOf(entry: ScheduleEntry, action: typeof inBy, members = 4) {
  const policy = aPolicy({ size: { min: 2, max: 4, schedule: [entry] } })
  const made = Array.from({ length: members }, (_, i) => aMember(i + 1))
  const { hold } = planRequest(aFleet(made, {}, policy), policy, action(1), NOON)
  return [hold?.reason, hold?.until === null ? null : (hold?.until ?? 0) - NOON]
}

describe('a fleet at min is told until when, where the schedule', () => {
  test.each<readonly [string, ScheduleEntry, number | null]>([
    ['lets fewer stay later', from(600, 840, { min: 4, max: 4 }), 2 * HOUR],
    ['changes nothing about min next', from(600, 840, { min: 2, max: 2 }), null],
  ])('%s', (_rule, entry, until) => {
    expect(holdOf(entry, inBy, entry.min ?? 2)).toEqual(['at-min', until])
  })

  test('raises min within the hour it is not: more are to stay then', () => {
    expect(holdOf(from(750, 840, { min: 4, max: 4 }), inBy)).toEqual(['at-min', null])
  })
})

describe('a fleet at max is told until when, where the schedule', () => {
  test.each<readonly [string, ScheduleEntry, number | null]>([
    ['lets more be later', from(840, 900, { min: 2, max: 6 }), 2 * HOUR],
    ['lets no more be next', from(840, 900, { min: 2, max: 3 }), null],
  ])('%s', (_rule, entry, until) => {
    expect(holdOf(entry, outBy)).toEqual(['at-max', until])
  })
})
