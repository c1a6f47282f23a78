import { expect, test } from 'vitest'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { placeTag } from '../../../src/fleet/model/place-tag.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const condition = { query: 'up > 1', isMet: false }
const group = { status: 'resolved', alerts: [] }

// A place is owed, which any other run fills.
test.each<readonly [string, readonly string[], Partial<Request>, HoldReason]>([
  ['is paused', [pauseTag('web', null)], {}, 'paused'],
  [
    'is asked for by a condition that is false',
    [],
    { trigger: { group: null, condition } },
    'condition-false',
  ],
  ['is asked for by alerts that are over', [], { trigger: { group, condition: null } }, 'alert-resolved'],
])('nothing is written, and no place that is owed is filled, where a run %s', (_what, tags, more, reason) => {
  const nodeBalancers = [aNodeBalancer({ tags: [...tags, placeTag('web', instanceId(90))] })]
  const { changes, hold } = planRequest(aFleet(three, { nodeBalancers }), aPolicy(), outBy(1, more), NOON)
  expect([changes, hold?.reason]).toEqual([[], reason])
})

test('a place that is owed is filled by a scale-out that a cooldown holds', () => {
  const nodeBalancers = [aNodeBalancer({ tags: [placeTag('web', instanceId(90))] })]
  const made = [...three.slice(1), aMember(1, { created: NOON - 60_000 })]
  const { changes, hold } = planRequest(aFleet(made, { nodeBalancers }), aPolicy(), outBy(1), NOON)
  expect([changes, hold]).toMatchObject([[{ kind: 'add', replaces: { id: 90 } }], null])
})
