import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { ONE_BY_ONE } from '../../../src/fleet/plan/plan-refresh.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { isTaken } from '../../../src/fleet/plan/refresh-candidates.ts'
import type { RefreshWish } from '../../../src/fleet/plan/refresh-wish.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { aSpec as spec, SPEC_TAG } from '../../support/a-spec.ts'

const FLEET = 'fleet:web:12345'
const old = (n: number, health: 'up' | 'down' = 'up'): Made =>
  aMember(n, { created: NOON - (1_000 - n) * MINUTE, tags: [FLEET, `spec:1-${'b'.repeat(20)}`] }, { health })
const anew = (n: number, health: 'up' | 'unknown' = 'up'): Made =>
  aMember(n, { tags: [FLEET, SPEC_TAG] }, { health })
const fresh = (n: number, of: number): Made => aMember(n, { tags: [FLEET, SPEC_TAG, `replaces:${100 + of}`] })
const stranger = (n: number): Made => aMember(n, { tags: [] })
const baked = (...ns: readonly number[]) => ({ baked: new Set(ns.map((n) => instanceId(100 + n))) })

function refresh(made: readonly Made[], min: number, max: number, wish: Partial<RefreshWish> = {}) {
  const policy = { ...aPolicy({ size: { min, max } }), spec }
  const request = outBy(0, { action: 'refresh', refresh: { ...ONE_BY_ONE, ...wish } })
  const { changes, hold } = planRequest(aFleet(made, {}, policy), policy, request, NOON)
  return [...changes.map((c) => `${c.kind} ${c.member}`), ...(hold === null ? [] : [`held: ${hold.reason}`])]
}

describe('want of room holds a refresh', () => {
  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['not where nobody is due', [anew(1), anew(2), anew(3, 'unknown')], []],
    ['not where a pair stands', [old(1), old(2), fresh(3, 1)], []],
    ['where somebody is due and nobody may go first', [old(1), old(2), anew(3, 'unknown')], ['held: at-max']],
  ])('%s', (_rule, made, words) => {
    expect(refresh(made, 2, 3)).toEqual(words)
  })
})

describe('what may be a member that lost its tag takes the room beside somebody', () => {
  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['and holds a refresh that would make one', [old(1), old(2), anew(3), stranger(9)], ['held: strangers']],
    ['and not while a pair stands: none is made then', [old(1), old(2), fresh(3, 1), stranger(9)], []],
  ])('%s', (_rule, made, words) => {
    expect(refresh(made, 2, 4)).toEqual(words)
  })
})

test('under the brake the old half of a pair stays whose new one has proved itself', () => {
  const made = [old(1), fresh(3, 1), ...[4, 5, 6].map((n) => old(n, 'down'))]
  expect(refresh(made, 1, 8, baked(3))).toEqual(['held: most-members-down'])
})

test('a member is a person’s where the person has taken that one out of service, not another', () => {
  const drained = aMember(2, {}, { mode: 'drain' })
  const fleet = aFleet([aMember(1), drained])
  const census = takeCensus(fleet, aPolicy(), NOON)
  expect(fleet.members.map((m) => [m.label, isTaken(census, m)])).toEqual([
    ['web-1', false],
    ['web-2', true],
  ])
})
