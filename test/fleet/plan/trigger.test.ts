import { describe, expect, test } from 'vitest'
import { alertText, falseHold, resolvedHold, type Alert } from '../../../src/fleet/plan/trigger.ts'
import { NOON } from '../../support/a-fleet.ts'

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
