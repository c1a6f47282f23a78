import { expect, test } from 'vitest'
import { refreshMembers } from '../../src/apply/refresh-members.ts'
import { observeFleet } from '../../src/apply/run.ts'
import { ONE_BY_ONE } from '../../src/fleet/plan/plan-refresh.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import { aMember, aPolicy, MINUTE, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { aSpec as spec, SPEC_TAG } from '../support/a-spec.ts'

const FLEET = 'fleet:web:12345'
const OLD = { created: NOON - 9_000 * MINUTE, tags: [FLEET, `spec:1-${'b'.repeat(20)}`] }

test('a refresh stops where somebody deletes the old half of a pair in its drain: only who went first has left a place', async () => {
  const run = new ARun([aMember(1, OLD), aMember(2, OLD)], { policy: { ...aPolicy(), spec } })
  run.cloud.newborn = { tags: [FLEET, SPEC_TAG] }
  run.cloud.after('change 1001 drain', (c) => c.deleteByHand(101))
  const request = outBy(0, { action: 'refresh', refresh: ONE_BY_ONE })
  const refresh = async () => {
    const seen = await observeFleet(run.run)
    const plan = planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt)
    return await refreshMembers(run.run, seen, plan, { bake: 0 })
  }
  const { hold } = await run.time.run(refresh())
  expect(hold?.reason).toBe('taken-by-a-person')
  expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-3'])
})
