import { describe, expect, test } from 'vitest'
import { applyPlan, type Applied } from '../../src/apply/apply-plan.ts'
import { reconcile } from '../../src/apply/reconcile.ts'
import { observeFleet, type Run } from '../../src/apply/run.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aMember, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'

const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
const oneDown = [...up(1, 2), aMember(3, {}, { health: 'down' })]

/** A run of which a person has agreed to lose these. */
async function agreed(it: ARun, request: Request, ...numbers: readonly number[]) {
  const run: Run = { ...it.run, agreed: new Set(numbers.map((n) => instanceId(100 + n))) }
  const carry = async (): Promise<Applied> => {
    const seen = await observeFleet(run)
    const plan = planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt)
    return await (request.action === 'reconcile' ? reconcile : applyPlan)(run, seen, plan)
  }
  const { outcomes, hold } = await it.time.run(carry())
  const skipped = outcomes.flatMap((o) =>
    o.steps.filter((s) => s.status === 'skipped').map((s) => `${o.member} ${s.step.step}: ${s.detail}`),
  )
  return { hold: hold?.reason ?? null, skipped }
}

describe('whom a person has not agreed to lose stays', () => {
  test('of two the other goes', async () => {
    const run = new ARun(up(1, 2, 3, 4))
    await agreed(run, inBy(2), 3)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
  })

  test('of nobody nobody does, and the run says what it was', async () => {
    const run = new ARun(up(1, 2, 3))
    const { hold, skipped } = await agreed(run, inBy(1))
    expect([hold, run.writes]).toEqual(['not-confirmed', []])
    expect(skipped.map((s) => s.split(':')[0])).toEqual([
      'web-3 drain',
      'web-3 wait',
      'web-3 delete',
      'web-3 detach',
    ])
  })

  test('a dead member too, and nobody is made in its place', async () => {
    const run = new ARun(oneDown)
    const { skipped } = await agreed(run, outBy(0, { action: 'reconcile' }))
    expect(run.writes).toEqual([])
    expect(skipped).toContain('web-4 create: the dead member stays')
  })

  test('one that was agreed to is replaced', async () => {
    const run = new ARun(oneDown)
    await agreed(run, outBy(0, { action: 'reconcile' }), 3)
    expect(run.writes).toContain('create web-4')
    expect(run.writes).toContain('remove 103')
  })
})
