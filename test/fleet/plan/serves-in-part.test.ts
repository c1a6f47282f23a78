import { describe, expect, test } from 'vitest'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { planReplacement, suspects } from '../../../src/fleet/plan/plan-replacement.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { partRemarks } from '../../../src/fleet/report/part-remarks.ts'
import { aFleet, type Made, NOON } from '../../support/a-fleet.ts'
import { inBy, outBy } from '../../support/a-request.ts'
import { changesOf } from '../../support/changes-of.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const down = { health: 'down' } as const
const out = (n: number, more = {}) => ({ label: `web-${n}.outgsmo0`, mode: 'drain', ...more })
const reconcile = outBy(0, { action: 'reconcile' })
const up = (n: number): Made => aMemberOnTwo(n, [{}, {}])
const onFirst = (n: number): Made => aMemberOnTwo(n, [{}, down])
const onSecond = (n: number): Made => aMemberOnTwo(n, [down, {}])
const dead = (n: number): Made => aMemberOnTwo(n, [down, down])
const drained = (one: object, two: object): Made => aMemberOnTwo(1, [out(1, one), out(1, two)])
const one = aPolicyOnTwo({ size: { min: 1, max: 1 } })
const few = aPolicyOnTwo({ size: { min: 1, max: 8 } })

function plan(made: readonly Made[], request: Request, policy: Policy = few): Plan {
  return planRequest(aFleet(made, bothConfigs(), policy), policy, request, NOON)
}

describe('who is UP on one config and DOWN on another', () => {
  test.each([
    ['on the first', onFirst(1), true],
    ['on the second', onSecond(1), true],
    ['where the other is not checked', aMemberOnTwo(1, [down, { health: 'unknown' }]), false],
  ] as const)('is not dead: %s', (_where, made, checked) => {
    const fleet = aFleet([made], bothConfigs(checked), one)
    expect(suspects(fleet, one, NOON)).toEqual([])
    const replacement = planReplacement(fleet, one, reconcile, new Set([instanceId(101)]))
    expect(replacement.changes).toEqual([])
    expect(plan([made], reconcile, one).changes).toEqual([])
  })

  test('is told of', () => {
    const fleet = aFleet([onSecond(1), dead(2), up(3)], bothConfigs(), few)
    expect(partRemarks(fleet, few)).toEqual([
      'web-1 is DOWN on config 67890 and serves on 67891: it is not dead, and is not replaced; look at it',
    ])
  })

  test.each([
    ['before who serves', [onFirst(1), up(2), up(3)], 'remove web-1'],
    ['after who is DOWN everywhere', [up(1), up(2), up(3), dead(4), onFirst(5)], 'remove web-4'],
    ['while another serves there', [onFirst(1), onFirst(2)], 'remove web-2'],
  ] as const)('is removed by a scale-in %s', (_rule, made, change) => {
    expect(changesOf(plan(made, inBy(1)))).toEqual([change])
  })

  test('stays where nobody else serves there, and the hold says so', () => {
    const { hold, changes } = plan([onFirst(1), onSecond(2)], inBy(1))
    expect(changes).toEqual([])
    expect(hold).toMatchObject({
      reason: 'at-min',
      detail:
        '2 members exist, 0 of them in service, and min is 1; nobody else takes connections: web-2 on config 67891; web-1 on config 67890',
    })
  })

  test('stays where the other one goes in the same step', () => {
    const { changes } = plan([onFirst(1), onFirst(2), dead(3), up(4), up(5), up(6)], inBy(9))
    const gone = changesOf({ changes }).map((c) => c.replace('remove ', ''))
    expect(gone).toEqual(['web-3', 'web-2', 'web-1', 'web-6', 'web-5'])
    const two = plan([onFirst(1), onFirst(2)], inBy(2), aPolicyOnTwo({ size: { min: 1, max: 8 } }))
    expect(changesOf(two)).toEqual(['remove web-2'])
  })
})

describe('who was watched being dead and is UP on one config in its drain', () => {
  const watched = { ...reconcile, dead: new Set([instanceId(101)]) }
  test.each([
    ['UP on one', drained({}, down), 'put-back web-1'],
    ['UP on the other', drained(down, {}), 'put-back web-1'],
    ['UP nowhere', drained({ health: 'unknown' }, down), 'remove web-1'],
    ['not known', drained({ health: 'unknown' }, { health: 'unknown' }), 'remove web-1'],
  ] as const)('%s', (_what, made, change) => {
    expect(changesOf(plan([made, up(2)], watched))).toEqual([change])
  })

  test('is told so', () => {
    const [change] = plan([drained({}, down), up(2)], watched).changes
    expect(change).toMatchObject({ because: 'it is UP on config 67890 by now: it is not dead' })
  })

  test('who leaves, is UP on one config and was not watched, is finished within the bounds alone', () => {
    expect(changesOf(plan([drained({}, down), up(2)], reconcile))).toEqual(['remove web-1'])
    expect(changesOf(plan([drained({}, down)], reconcile, one))).toEqual(['put-back web-1'])
  })
})
