import { describe, expect, test } from 'vitest'
import type { Action } from '../../../src/fleet/model/action.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import {
  alertText,
  falseHold,
  resolvedHold,
  type Alert,
  type Trigger,
} from '../../../src/fleet/plan/trigger.ts'
import { aFleet, aMember, aPolicy, NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { changesOf } from '../../support/changes-of.ts'

const alert = (name: string, isFiring = true): Alert => ({ name, fingerprint: 'f', since: NOON, isFiring })

describe('alerts ask for nothing any more', () => {
  const table: readonly (readonly [string, string, readonly Alert[], string | null])[] = [
    ['not while one fires', 'firing', [alert('A', false), alert('B')], null],
    ['not when none is known', 'firing', [], null],
    [
      'when all have resolved, each name once',
      'firing',
      [alert('A', false), alert('B', false), alert('A', false)],
      'all alerts of the group have resolved: A, B; nothing is asked for any more',
    ],
    ['when the group has', 'resolved', [alert('A')], 'the group is resolved; nothing is asked for any more'],
    [
      'when the group has, and no alert is known',
      'resolved',
      [],
      'the group is resolved; nothing is asked for any more',
    ],
  ]
  test.each(table)('%s', (_name, status, alerts, detail) => {
    expect(resolvedHold({ status, alerts })).toEqual(
      detail === null ? null : { reason: 'alert-resolved', detail, until: null },
    )
  })
})

test('a condition asks for nothing when Prometheus has no result', () => {
  expect(falseHold({ query: 'up > 1', isMet: true })).toBeNull()
  expect(falseHold({ query: 'up > 1', isMet: false })).toEqual({
    reason: 'condition-false',
    detail: 'Prometheus has no result for up > 1',
    until: null,
  })
})

test.each([
  [alert('HighLoad'), 'HighLoad since 2026-11-23T12:00:00Z'],
  [alert('HighLoad', false), 'HighLoad since 2026-11-23T12:00:00Z (resolved)'],
  [{ ...alert('HighLoad'), since: null }, 'HighLoad'],
  [{ ...alert(''), since: null }, 'an alert without a name'],
])('an alert in words: %j', (it, words) => {
  expect(alertText(it)).toBe(words)
})

const resolved: Trigger = { group: { status: 'resolved', alerts: [alert('A', false)] }, condition: null }
const unmet: Trigger = { group: null, condition: { query: 'up > 1', isMet: false } }
const lacking = aPolicy({ size: { min: 3, max: 8 } })

test.each<readonly [Action, boolean]>([
  ['scale-out', false],
  ['scale-in', false],
  ['refresh', false],
  ['reconcile', true],
  ['follow', true],
])(
  'once the alert is over or the condition false, a %s that it started is wanted: %s',
  (action, isWanted) => {
    const said = [resolved, unmet].map((trigger) => {
      const plan = planRequest(aFleet([aMember(1), aMember(2)]), lacking, outBy(1, { action, trigger }), NOON)
      return [plan.hold?.reason ?? null, ...changesOf(plan)]
    })
    const wanted = [null, 'add web-3']
    expect(said).toEqual(isWanted ? [wanted, wanted] : [['alert-resolved'], ['condition-false']])
  },
)
