import { describe, expect, test } from 'vitest'
import type { Instance } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { isToRenew, maintenanceAt, renewalReason } from '../../../src/fleet/sight/renewal.ts'
import { anInstance, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { aSpec as spec, SPEC_TAG } from '../../support/a-spec.ts'

const DAY = 1_440 * MINUTE
const OTHER = `spec:1-${'b'.repeat(20)}`
const inMinutes = (n: number, minutes: number | null) => ({
  instance: instanceId(100 + n),
  what: 'reboot',
  at: minutes === null ? null : NOON + minutes * MINUTE,
})

describe('why a member is made anew', () => {
  const old = { created: NOON - 11 * DAY }
  const drifted = { tags: [OTHER] }
  const soon = { maintenance: [inMinutes(1, 60)] }
  test.each<readonly [string, Partial<Instance>, Partial<Policy>, ReturnType<typeof renewalReason>]>([
    ['it is not', {}, {}, null],
    ['it is older than it may be', old, {}, 'age'],
    ['it was made from something else', drifted, {}, 'drift'],
    ['it will be interrupted', {}, soon, 'maintenance'],
    ['age comes before drift', { ...old, ...drifted }, {}, 'age'],
    ['a maintenance before both', { ...old, ...drifted }, soon, 'maintenance'],
  ])('%s', (_name, instance, more, reason) => {
    const policy = aPolicy({ spec, maxAge: 10 * DAY, ...more })
    const one = anInstance(1, { tags: [SPEC_TAG], ...instance })
    expect(renewalReason(one, policy, NOON)).toBe(reason)
    // For drift alone somebody has to ask.
    expect(isToRenew(one, policy, NOON)).toBe(reason !== null && reason !== 'drift')
  })
})

test.each<readonly [string, ReturnType<typeof inMinutes>[], number | null]>([
  ['none', [], null],
  ['the soonest of its own', [inMinutes(1, 900), inMinutes(1, 600)], 600],
  ['not what is planned for another', [inMinutes(2, 60)], null],
  ['its own, however soon the other’s is', [inMinutes(2, 60), inMinutes(1, 900)], 900],
  ['not what has no time', [inMinutes(1, null)], null],
  ['nor what has begun', [inMinutes(1, 0), inMinutes(1, -60)], null],
])('the next interruption of a member: %s', (_name, maintenance, minutes) => {
  const at = maintenanceAt(anInstance(1), { maintenance }, NOON)
  expect(at === null ? null : (at - NOON) / MINUTE).toBe(minutes)
})
