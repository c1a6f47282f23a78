import { describe, expect, test } from 'vitest'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import { planReplacement, suspects } from '../../src/fleet/plan/plan-replacement.ts'
import { takeCensus } from '../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, type Made, MINUTE, NOON } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { changesOf } from '../support/changes-of.ts'

const WORKED_ON = ['rebuilding', 'cloning', 'migrating', 'resizing', 'restoring'] as const
const OFF = ['offline', 'stopped', 'billing_suspension'] as const
const GOING = ['shutting_down', 'deleting'] as const
const down = { health: 'down' } as const
const policy = aPolicy()
const reconcile = outBy(0, { action: 'reconcile' })
const up = (...numbers: readonly number[]): readonly Made[] => numbers.map((n) => aMember(n))
const out = (n: number) => ({ label: `web-${n}.outgsmo0`, mode: 'drain' })
const young = { created: NOON - MINUTE }

function planned(made: readonly Made[], request = inBy(1), its = policy): readonly string[] {
  return changesOf(planRequest(aFleet(made, {}, its), its, request, NOON))
}

describe('who is chosen', () => {
  test.each([...WORKED_ON, ...OFF, ...GOING])(
    'is nobody whose status is %s, whatever its check says',
    (status) => {
      const made = [...up(1, 2, 3), aMember(4, { status })]
      expect(planned(made)).toEqual(['remove web-3'])
      expect(takeCensus(aFleet(made), policy, NOON).all[3]).toMatchObject({
        state: 'not-running',
        inService: true,
      })
      const small = aPolicy({ size: { min: 2, max: 3 } })
      expect(planned(made, reconcile, small)).toEqual(['remove web-3'])
      const fleet = aFleet([...up(1, 2), aMember(3, { status }, down)])
      expect(suspects(fleet, policy, NOON)).toEqual([])
      expect(
        planReplacement(fleet, policy, reconcile, new Set(fleet.members.map((m) => m.instance.id))).changes,
      ).toEqual([])
    },
  )

  test.each(WORKED_ON)('is no young one above max whose status is %s', (status) => {
    const small = aPolicy({ size: { min: 2, max: 2 } })
    expect(planned([...up(1, 2), aMember(3, { ...young, status }, down)], reconcile, small)).toEqual([])
  })
})

describe('a drain that a run has left', () => {
  test.each([...WORKED_ON, ...OFF])('of one whose status is %s by now is given back by any run', (status) => {
    const made = [...up(1, 2), aMember(3, { status }, out(3))]
    for (const request of [inBy(1), reconcile, outBy(1)])
      expect(planned(made, request)).toContain('put-back web-3')
  })

  test('of a new one that is off between provisioning and booting is finished', () => {
    const born = { created: NOON - 60 * MINUTE, status: 'offline' }
    const drained = { label: `web-3.outgsmo0`, mode: 'drain' }
    const its = aPolicy({ scaleOut: { ...policy.scaleOut, healthyWithin: 1_000 * MINUTE } })
    expect(planned([...up(1, 2), aMember(3, born, drained)], reconcile, its)).toEqual(['remove web-3'])
  })
})

/** What a scale-in does when web-3, which it drains, has a status right before something is called. */
async function scaleIn(status: string, before: string): Promise<{ run: ARun; lines: string; hold: unknown }> {
  const run = new ARun(up(1, 2, 3))
  run.cloud.before(before, (c) => c.setInstance(103, { status }))
  const { lines, outcomes } = await run.apply(inBy(1))
  return { run, lines: lines.join('\n'), hold: outcomes.map((o) => o.gaveUpFor?.reason) }
}

describe('a member on which somebody works in its drain', () => {
  const kept = ['change 1003 drain web-3.out', 'change 1003 accept web-3']
  test.each([...WORKED_ON, ...OFF])('is kept by the second look: %s', async (status) => {
    const run = new ARun(up(1, 2, 3))
    run.at(20_000, (c) => c.setInstance(103, { status }))
    const { lines } = await run.apply(inBy(1))
    expect(run.writes).toEqual(kept)
    expect(lines.join('\n')).toContain(`it is ${status}`)
  })

  test.each([...WORKED_ON, ...OFF])('is kept by the look right before its delete: %s', async (status) => {
    const { run, lines, hold } = await scaleIn(status, 'get 103')
    expect(run.writes).toEqual(kept)
    expect(hold).toEqual(['taken-by-a-person'])
    expect(lines).toContain(`it is ${status}`)
  })

  test.each(GOING)('is left to whoever it is in the look right before its delete: %s', async (status) => {
    const { run, lines, hold } = await scaleIn(status, 'get 103')
    expect(run.writes).toEqual(kept.slice(0, 1))
    expect(hold).toEqual(['taken-by-another-run'])
    expect(lines).toContain(`it is ${status} by now: another run deletes it, or somebody shuts it down`)
  })
})
