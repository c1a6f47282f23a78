import { describe, expect, test } from 'vitest'
import { nothingRead, type Reading } from '../../../src/fleet/load/reading.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import type { LoadPolicy } from '../../../src/fleet/model/load-policy.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import {
  aBackend,
  aFleet,
  aLeaver,
  aMember,
  aPolicy,
  type Made,
  MINUTE,
  NOON,
} from '../../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'
import { anEvent } from '../../support/an-event.ts'
import { changesOf } from '../../support/changes-of.ts'

const up = (...numbers: readonly number[]): readonly Made[] => numbers.map((n) => aMember(n))
const down = (...numbers: readonly number[]): readonly Made[] =>
  numbers.map((n) => aMember(n, {}, { health: 'down' }))
const starting = (...numbers: readonly number[]): readonly Made[] =>
  numbers.map((n) => aMember(n, { created: NOON - MINUTE }, { health: 'down' }))
const ALERT = { group: { status: 'firing', alerts: [] }, condition: null }

interface Case {
  readonly rule: string
  readonly made: readonly Made[]
  readonly load: Reading
  readonly seen?: Partial<Sighting>
  readonly sized?: Partial<LoadPolicy>
  readonly policy?: Partial<Policy>
  readonly more?: Partial<Request>
  readonly changes: readonly string[]
  readonly hold?: HoldReason
}

function check(action: Request['action'], each: Case): void {
  const policy = aSizedPolicy(each.sized, each.policy)
  const fleet = aFleet(each.made, each.seen, policy)
  const plan = planRequest(fleet, policy, byLoad(action, each.load, each.more), NOON)
  expect([changesOf(plan), plan.hold?.reason ?? null]).toEqual([each.changes, each.hold ?? null])
}

const UNCHECKED = aFleet([]).configs.map((c) => ({ ...c, checked: false }))
const hot = busyAt(0.9, 1, 2, 3, 4)
const signals = [{ name: 'arrivals', query: 'a', perMember: 100 }]

const OUT: readonly Case[] = [
  {
    rule: 'at once to what is wanted',
    made: up(1, 2, 3, 4),
    load: aReading(hot),
    changes: ['add web-5', 'add web-6'],
  },
  {
    rule: 'in one go from one to fifteen',
    made: up(1),
    load: aReading([], { signals: [9] }),
    sized: { signals },
    changes: Array.from({ length: 14 }, (_, i) => `add web-${i + 2}`),
  },
  {
    rule: 'no more than max',
    made: up(1, 2, 3, 4),
    load: aReading(hot),
    policy: { size: { min: 2, max: 5 } },
    changes: ['add web-5'],
  },
  {
    rule: 'what starts counts',
    made: [...up(1, 2, 3, 4), ...starting(5)],
    load: aReading(hot),
    changes: ['add web-6'],
  },
  {
    rule: 'all of it on its way is a hold',
    made: [...up(1, 2, 3, 4), ...starting(5, 6)],
    load: aReading(hot),
    changes: [],
    hold: 'on-the-way',
  },
  {
    rule: 'one that starts and reads 100% makes nobody grow',
    made: [...up(1, 2, 3, 4), ...starting(5, 6)],
    load: aReading([...hot, ...busyAt(1, 5, 6)]),
    changes: [],
    hold: 'on-the-way',
  },
  {
    rule: 'a created one that no list shows yet counts',
    made: up(1, 2, 3, 4),
    load: aReading(hot),
    seen: { activity: [anEvent('create', 5, 1)] },
    changes: ['add web-6'],
  },
  {
    rule: 'it has its place below max',
    made: up(1, 2, 3, 4),
    load: aReading(busyAt(1, 1, 2, 3, 4)),
    seen: { activity: [anEvent('create', 5, 1)] },
    policy: { size: { min: 2, max: 5 } },
    changes: [],
    hold: 'at-wanted',
  },
  {
    rule: 'not one that failed',
    made: up(1, 2, 3, 4),
    load: aReading(hot),
    seen: { activity: [anEvent('create', 5, 1, { failed: true })] },
    changes: ['add web-5', 'add web-6'],
  },
  {
    rule: 'nor one that was created longer ago than a new member may take',
    made: up(1, 2, 3, 4),
    load: aReading(hot),
    seen: { activity: [anEvent('create', 5, 11)] },
    changes: ['add web-5', 'add web-6'],
  },
  {
    rule: 'a backend node of ours whose instance no list shows yet counts',
    made: [...up(1, 2, 3, 4), { backends: [aBackend(5, { health: 'unknown' })] }],
    load: aReading(hot),
    changes: ['add web-6'],
  },
  {
    rule: 'one whose address nobody has does not, where nothing is checked',
    made: [...up(1, 2, 3, 4), { backends: [aBackend(5, { health: 'unknown' })] }],
    load: aReading(hot),
    seen: { configs: UNCHECKED },
    changes: ['add web-6', 'add web-7'],
  },
  {
    rule: 'who leaves goes back first, and its load counts',
    made: [...up(1, 2, 3), aLeaver(4)],
    load: aReading(hot),
    changes: ['put-back web-4', 'add web-5', 'add web-6'],
  },
  {
    rule: 'enough is a hold',
    made: up(1, 2, 3, 4),
    load: aReading(busyAt(0.6, 1, 2, 3, 4)),
    changes: [],
    hold: 'at-wanted',
  },
  {
    rule: 'unknown work creates nothing',
    made: up(1, 2, 3),
    load: nothingRead('gone'),
    changes: [],
    hold: 'work-unknown',
  },
  { rule: 'but fills to min', made: up(1), load: nothingRead('gone'), changes: ['add web-2'] },
  {
    rule: 'unknown work grows by a step if an alert says so',
    made: up(1, 2, 3),
    load: nothingRead('gone'),
    more: { trigger: ALERT },
    changes: ['add web-4'],
  },
  {
    rule: 'or if a condition that is met says so',
    made: up(1, 2, 3),
    load: nothingRead('gone'),
    more: { trigger: { group: null, condition: { query: 'up > 1', isMet: true } } },
    changes: ['add web-4'],
  },
  {
    rule: 'what started a run and names neither says nothing',
    made: up(1, 2, 3),
    load: nothingRead('gone'),
    more: { trigger: { group: null, condition: null } },
    changes: [],
    hold: 'work-unknown',
  },
  {
    rule: 'what the alert says is wanted is known',
    made: up(1, 2, 3),
    load: nothingRead('gone', 6),
    more: { trigger: ALERT },
    changes: ['add web-4', 'add web-5', 'add web-6'],
  },
  {
    rule: 'the brake lets one probe through',
    made: [...up(1), ...down(2, 3, 4)],
    load: aReading([...busyAt(0.9, 1), ...busyAt(0.5, 2, 3, 4)], { signals: [4] }),
    sized: { signals },
    changes: ['add web-5'],
  },
  {
    rule: 'DOWN and as busy as can be is an overload: to what is wanted in one go',
    made: [...up(1), ...down(2, 3, 4)],
    load: aReading(busyAt(1, 1, 2, 3, 4)),
    changes: ['add web-5', 'add web-6', 'add web-7', 'add web-8', 'add web-9', 'add web-10'],
  },
  {
    rule: 'DOWN and silent is no overload',
    made: [...up(1), ...down(2, 3, 4)],
    load: aReading(busyAt(1, 1)),
    changes: ['add web-5'],
  },
  {
    rule: 'more work than all could do is an overload',
    made: [...up(1), ...down(2, 3, 4)],
    load: aReading([], { signals: [4.5] }),
    sized: { signals },
    changes: [5, 6, 7, 8, 9, 10, 11].map((n) => `add web-${n}`),
  },
  {
    rule: 'in an overload those that are DOWN are not new members that fail',
    made: [
      ...up(1),
      ...[2, 3, 4].map((n) => aMember(n, { created: NOON - 30 * MINUTE }, { health: 'down' })),
    ],
    load: aReading(busyAt(1, 1, 2, 3, 4)),
    seen: { activity: [2, 3, 4].map((n) => anEvent('create', n, 30)) },
    policy: { size: { min: 2, max: 6 } },
    changes: ['add web-5', 'add web-6'],
  },
]

describe('growth by load', () => {
  test.each(OUT)('$rule', (each) => check('scale-out', each))
})

const calm = busyAt(0.1, 1, 2, 3, 4, 5, 6, 7, 8)
const eight = up(1, 2, 3, 4, 5, 6, 7, 8)
const gone = (n: number, ago: number) => anEvent('delete', n, ago)

const IN: readonly Case[] = [
  {
    rule: 'at most half of those in service',
    made: eight,
    load: aReading(calm),
    changes: ['remove web-8', 'remove web-7', 'remove web-6', 'remove web-5'],
  },
  {
    rule: 'not below the peak of the window',
    made: eight,
    load: aReading(calm, { peak: 6 }),
    changes: ['remove web-8', 'remove web-7'],
  },
  {
    rule: 'nor below what is wanted now',
    made: eight,
    load: aReading(busyAt(0.53, 1, 2, 3, 4, 5, 6, 7, 8)),
    changes: ['remove web-8'].slice(1),
    hold: 'at-wanted',
  },
  {
    rule: 'a silent one may be fully busy',
    made: eight,
    load: aReading(busyAt(0.3, 1, 2, 3, 4, 5, 6)),
    changes: ['remove web-8'],
  },
  {
    rule: 'what went within the window counts to the half',
    made: eight,
    load: aReading(calm),
    seen: { activity: [gone(9, 5), gone(10, 14), gone(11, 16)] },
    changes: ['remove web-8', 'remove web-7', 'remove web-6'],
  },
  {
    rule: 'half of them went: held until the window has passed',
    made: up(1, 2, 3, 4),
    load: aReading(calm),
    seen: { activity: [5, 6, 7, 8].map((n) => gone(n, 5)) },
    changes: [],
    hold: 'cooldown',
  },
  { rule: 'of three one goes', made: up(1, 2, 3), load: aReading(calm), changes: ['remove web-3'] },
  { rule: 'never below min', made: up(1, 2), load: aReading(calm), changes: [], hold: 'at-wanted' },
  {
    rule: 'a step that is written bounds it',
    made: eight,
    load: aReading(calm),
    sized: { stepIn: 2 },
    changes: ['remove web-8', 'remove web-7'],
  },
  {
    rule: 'a cooldown that is written holds it',
    made: eight,
    load: aReading(calm),
    sized: { cooldownIn: 10 * MINUTE },
    seen: { activity: [gone(9, 5)] },
    changes: [],
    hold: 'cooldown',
  },
  {
    rule: 'without a whole window of samples nobody goes',
    made: eight,
    load: aReading(calm, { peak: null }),
    changes: [],
    hold: 'peak-unknown',
  },
  {
    rule: 'unknown work never shrinks',
    made: eight,
    load: nothingRead('gone'),
    changes: [],
    hold: 'work-unknown',
  },
  {
    rule: 'not even when an alert asks',
    made: eight,
    load: nothingRead('gone'),
    more: { trigger: ALERT },
    changes: [],
    hold: 'work-unknown',
  },
  {
    rule: 'one silent signal holds it',
    made: eight,
    load: aReading(calm, { signals: [null] }),
    sized: { signals },
    changes: [],
    hold: 'work-unknown',
  },
  {
    rule: 'hardly any work after much is an outage: one in a window',
    made: eight,
    load: aReading(busyAt(0.01, 1, 2, 3, 4, 5, 6, 7, 8), { hourWork: 2 }),
    changes: ['remove web-8'],
  },
  {
    rule: 'and when that one has gone nobody',
    made: eight,
    load: aReading(busyAt(0.01, 1, 2, 3, 4, 5, 6, 7, 8), { hourWork: 2 }),
    seen: { activity: [gone(9, 5)] },
    changes: [],
    hold: 'cooldown',
  },
  {
    rule: 'who leaves goes first and counts',
    made: [...up(1, 2, 3), aLeaver(4)],
    load: aReading(busyAt(0.25, 1, 2, 3, 4)),
    changes: ['remove web-4', 'remove web-3'],
  },
  {
    rule: 'who leaves and is wanted again is put back',
    made: [...up(1, 2, 3), aLeaver(4)],
    load: aReading(busyAt(0.6, 1, 2, 3, 4)),
    changes: ['put-back web-4'],
    hold: 'at-wanted',
  },
  {
    rule: 'an overload removes nobody',
    made: [...up(1), ...down(2, 3, 4)],
    load: aReading(busyAt(1, 2, 3, 4)),
    policy: { size: { min: 1, max: 4 } },
    changes: [],
    hold: 'at-wanted',
  },
]

describe('shrinking by load', () => {
  test.each(IN)('$rule', (each) => check('scale-in', each))
})

const born = (n: number, minutesAgo: number): Made => aMember(n, { created: NOON - minutesAgo * MINUTE })
const leaver = (n: number, seconds: number): Made => {
  const made = aLeaver(n)
  return {
    ...made,
    instance: { ...aMember(n).instance, created: NOON - seconds * 1000 } as NonNullable<Made['instance']>,
  }
}

describe('hours that are paid for', () => {
  const policy = aSizedPolicy({}, { scaleIn: { ...aPolicy().scaleIn, keepsPaidHour: true } })
  const plan = (made: readonly Made[], more: Partial<Request> = {}) =>
    planRequest(aFleet(made, {}, policy), policy, byLoad('scale-in', aReading(calm), more), NOON)

  test('only who is near the end of an hour goes', () => {
    const made = [born(1, 50), born(2, 61), born(3, 110), born(4, 30)]
    expect(changesOf(plan(made))).toEqual(['remove web-1', 'remove web-3'])
  })

  test('nobody near it is a hold until somebody is', () => {
    const { hold, changes } = plan([born(1, 20), born(2, 40), born(3, 58)])
    expect([changes, hold?.reason, hold?.until]).toEqual([[], 'paid-hour', NOON + 7 * MINUTE])
    expect(hold?.detail).toContain('web-2 may go from 2026-11-23T12:07:00Z on')
  })

  test.each<readonly [string, Partial<Request>]>([['--force', { force: true }]])(
    '%s passes it',
    (_rule, more) => {
      expect(changesOf(plan([born(1, 20), born(2, 40), born(3, 30)], more))).toEqual(['remove web-1'])
    },
  )

  test('--to by hand passes it', () => {
    const request = { action: 'scale-in', size: { kind: 'to', n: 2 }, force: false, wait: true } as const
    const fleet = aFleet([born(1, 20), born(2, 40), born(3, 30)], {}, policy)
    const free = { ...policy, scaleIn: { ...policy.scaleIn, cooldown: 0 } }
    expect(changesOf(planRequest(fleet, free, request, NOON))).toEqual(['remove web-1'])
    const by = { ...request, size: { kind: 'by', n: 1 } } as const
    expect(planRequest(fleet, free, by, NOON).hold?.reason).toBe('paid-hour')
  })

  test('one that is DOWN goes at any time', () => {
    const made = [
      ...[1, 2, 3, 4].map((n) => born(n, 20)),
      aMember(5, { created: NOON - 20 * MINUTE }, { health: 'down' }),
    ]
    expect(changesOf(plan(made))).toEqual(['remove web-5'])
  })

  test('one whose next hour would begin before it is deleted is put back', () => {
    expect(changesOf(plan([born(1, 20), born(2, 20), leaver(3, 3_590)]))).toEqual(['put-back web-3'])
    expect(changesOf(plan([born(1, 20), born(2, 20), leaver(3, 3_605)]))).toEqual(['put-back web-3'])
    expect(changesOf(plan([born(1, 20), born(2, 20), leaver(3, 3_570)]))).toEqual(['remove web-3'])
  })
})

describe('following a load', () => {
  test('growth, or else shrinking, in one plan', () => {
    const policy = aSizedPolicy()
    const plan = (made: readonly Made[], load: Reading) =>
      changesOf(planRequest(aFleet(made, {}, policy), policy, byLoad('follow', load), NOON))
    expect(plan(up(1, 2, 3, 4), aReading(hot))).toEqual(['add web-5', 'add web-6'])
    expect(plan(up(1, 2, 3, 4), aReading(calm))).toEqual(['remove web-4', 'remove web-3'])
    expect(plan([...up(1, 2, 3), aMember(4, {}, null)], aReading(busyAt(0.6, 1, 2, 3)))).toEqual([
      'attach web-4',
    ])
  })

  test('above max it is trimmed by a step', () => {
    const policy = aSizedPolicy({}, { size: { min: 2, max: 3 } })
    const plan = planRequest(
      aFleet(up(1, 2, 3, 4, 5), {}, policy),
      policy,
      byLoad('follow', aReading(busyAt(0.6, 1, 2, 3, 4, 5))),
      NOON,
    )
    expect(changesOf(plan)).toEqual(['remove web-5'])
  })

  test('what is told is the work, what is wanted, and the peak', () => {
    const policy = aSizedPolicy()
    const plan = planRequest(
      aFleet(eight, {}, policy),
      policy,
      byLoad('follow', aReading(calm, { peak: 5 })),
      NOON,
    )
    expect(plan.load).toMatchObject({ wanted: 2, peak: 5, unknown: null, isHint: false })
    expect(plan.load?.work).toBeCloseTo(0.8)
  })
})
