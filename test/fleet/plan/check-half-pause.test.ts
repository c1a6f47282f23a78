import { describe, expect, test } from 'vitest'
import { checkHalfPause } from '../../../src/fleet/plan/check-half-pause.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { pauseTag, type PausedHalf } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { inBy, inTo, outBy, outTo } from '../../support/a-request.ts'
import { changesOf } from '../../support/changes-of.ts'

const policy = aPolicy()
const paused = (half: PausedHalf, until: number | null = null) =>
  aFleet(
    [1, 2, 3].map((n) => aMember(n)),
    { nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', until, half)] })] },
  )

function plan(half: PausedHalf, request: Request) {
  const { changes, hold, guards } = planRequest(paused(half), policy, request, NOON)
  const said = guards.filter((g) => g.guard === 'paused').map((g) => g.passed)
  return [...changesOf({ changes }), ...(hold === null ? [] : [`held: ${hold.reason}`]), ...said]
}

describe('a half that a person has paused', () => {
  const forced = { force: true }
  const untold = { force: true, pausable: true }
  test.each<readonly [string, PausedHalf, Request, readonly (string | boolean)[]]>([
    ['removes nobody', 'scale-in', inBy(1), ['held: paused', false]],
    ['but by --force', 'scale-in', inBy(1, forced), ['remove web-3']],
    ['not where nobody has said --force', 'scale-in', inBy(1, untold), ['held: paused', false]],
    ['says nothing where nobody is to go', 'scale-in', inTo(3), ['held: at-size', true]],
    ['leaves the other half alone', 'scale-in', outBy(1), ['add web-4']],
    ['makes nobody', 'scale-out', outBy(1), ['held: paused', false]],
    ['but by --force', 'scale-out', outBy(1, forced), ['add web-4']],
    ['not where nobody has said --force', 'scale-out', outBy(1, untold), ['held: paused', false]],
    ['says nothing where nobody is wanted', 'scale-out', outTo(3), ['held: at-size', true]],
    ['leaves the other half alone', 'scale-out', inBy(1), ['remove web-3']],
  ])('%s: %s', (_rule, half, request, said) => {
    expect(plan(half, request)).toEqual(said)
  })
})

/** Of a fleet that has scale-in paused. */
const asked = (half: PausedHalf, wanted: number, until: number | null = null) =>
  checkHalfPause(half, { fleet: paused('scale-in', until), policy, now: NOON, wanted }, inBy(wanted))

describe('the rule of a paused half', () => {
  test.each([
    ['holds what is wanted', 2, { guard: { limit: 'over', passed: false }, holds: true, allowed: 0 }],
    ['passes where nothing is', 0, { guard: { limit: 'over', passed: true }, holds: false, allowed: 0 }],
  ])('%s', (_rule, wanted, verdict) => {
    expect(asked('scale-in', wanted)).toMatchObject([verdict])
  })

  test('is none of the other half, and none once it has ended', () => {
    expect(asked('scale-out', 1)).toEqual([])
    expect(asked('scale-in', 1, NOON)).toEqual([])
  })

  test('tells until when', () => {
    expect(asked('scale-in', 1)[0]?.guard.value).toBe('scale-in, without an end')
    expect(asked('scale-in', 1, NOON + MINUTE)).toMatchObject([
      { guard: { value: 'scale-in until 2026-11-23T12:01:00Z' }, until: NOON + MINUTE },
    ])
  })
})
