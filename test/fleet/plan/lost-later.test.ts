import { describe, expect, test } from 'vitest'
import { mayLose } from '../../../src/fleet/plan/may-lose.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'
import { inBy, outBy } from '../../support/a-request.ts'

const FLEET = 'fleet:web:12345'
const spec = {
  hashes: new Map([[1, 'a'.repeat(20)]]),
  tags: [],
  shown: { region: null, types: null, image: null },
}
const policy: Policy = { ...aPolicy({ size: { min: 2, max: 4 } }), spec }
const old = (n: number): Made => aMember(n, { tags: [FLEET, `spec:1-${'b'.repeat(20)}`] })
const fresh = (n: number, of: number): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${'a'.repeat(20)}`, `replaces:${100 + of}`] })
const down = (n: number): Made => aMember(n, {}, { health: 'down' })
const REFRESH = outBy(0, { action: 'refresh' })
const RECONCILE = outBy(0, { action: 'reconcile' })
const PAUSED = { nodeBalancers: [aNodeBalancer({ tags: ['paused:web'] })] }

function losses(made: readonly Made[], request: Request, seen = {}) {
  const fleet = aFleet(made, seen, policy)
  const { planned, replaced, suspected } = mayLose(fleet, policy, planRequest(fleet, policy, request, NOON))
  return [planned, replaced, suspected].map((some) => some.map((m) => m.number))
}

describe('whom a run may come to remove', () => {
  test.each<readonly [string, readonly Made[], Request, object, readonly (readonly number[])[]]>([
    ['nobody, by growth', [aMember(1), aMember(2)], outBy(1), {}, [[], [], []]],
    ['whom its plan removes', [aMember(1), aMember(2), aMember(3)], inBy(1), {}, [[3], [], []]],
    ['by a refresh in later rounds the rest', [old(1), old(2), aMember(3)], REFRESH, {}, [[], [1, 2], []]],
    ['the old half of a pair that waits', [old(1), aMember(2), fresh(3, 1)], REFRESH, {}, [[], [1], []]],
    [
      'each once: who goes first goes by the plan',
      [old(1), old(2), aMember(3), aMember(4)],
      REFRESH,
      {},
      [[1], [2], []],
    ],
    ['nobody by a refresh that holds', [old(1), old(2), aMember(3)], REFRESH, PAUSED, [[], [], []]],
    [
      'who is DOWN, by a reconcile that waits',
      [aMember(1), aMember(2), down(3)],
      RECONCILE,
      {},
      [[], [], [3]],
    ],
    [
      'not by one that does not',
      [aMember(1), aMember(2), down(3)],
      { ...RECONCILE, wait: false },
      {},
      [[], [], []],
    ],
    ['nor by one that is paused', [aMember(1), aMember(2), down(3)], RECONCILE, PAUSED, [[], [], []]],
    ['nor by growth', [aMember(1), aMember(2), down(3)], outBy(1), {}, [[], [], []]],
  ])('%s', (_name, made, request, seen, numbers) => {
    expect(losses(made, request, seen)).toEqual(numbers)
  })
})
