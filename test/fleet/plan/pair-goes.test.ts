import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { choosable } from '../../../src/fleet/plan/plan-scale-in.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aLeaver, aMember, aNodeBalancer, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'
import { inBy } from '../../support/a-request.ts'

const FLEET = 'fleet:web:12345'
const policy: Policy = {
  ...aPolicy(),
  spec: {
    hashes: new Map([[1, 'a'.repeat(20)]]),
    tags: [],
    shown: { region: null, types: null, image: null },
  },
}
const down = { health: 'down' } as const
const out = (n: number) => ({ label: `web-${n}.outgsmo0`, mode: 'drain' })
const old = (n: number, backend = {}): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${'b'.repeat(20)}`] }, backend)
const fresh = (n: number, of: number): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${'a'.repeat(20)}`, `replaces:${100 + of}`] })
const PAUSED = { nodeBalancers: [aNodeBalancer({ tags: ['paused-in:web'] })] }

function removals(made: readonly Made[], request: Request, seen = {}) {
  return planRequest(aFleet(made, seen, policy), policy, request, NOON).changes.map((c) =>
    c.kind === 'put-back'
      ? `put-back ${c.member}: ${c.because}`
      : `${c.kind} ${c.member}${c.kind === 'remove' && c.isRefresh === true ? ', replaced' : ''}`,
  )
}

test('whose place another one has taken is chosen first, then who is DOWN, then by victim', () => {
  const made = [
    aMember(1),
    old(2),
    aMember(3, {}, down),
    aMember(4),
    fresh(5, 2),
    aMember(6, {}, { mode: 'drain' }),
  ]
  const census = takeCensus(aFleet(made, {}, policy), policy, NOON)
  expect(choosable(census, policy, NOON).map((c) => c.member.number)).toEqual([2, 3, 5, 4, 1])
})

describe('a scale-in', () => {
  test('says of the old half of a pair that it was replaced', () => {
    expect(removals([old(1), aMember(2), aMember(3), fresh(4, 1)], inBy(2))).toEqual([
      'remove web-1, replaced',
      'remove web-4',
    ])
  })

  test('finishes a replaced one that leaves, whatever else was asked', () => {
    expect(removals([old(1, out(1)), aMember(2), aMember(3), fresh(4, 1)], inBy(0))).toEqual([
      'remove web-1, replaced',
    ])
    expect(removals([old(1, out(1)), aMember(2), aMember(3), fresh(4, 1)], inBy(1))).toEqual([
      'remove web-1, replaced',
      'remove web-4',
    ])
  })
})

describe('while scale-in is paused', () => {
  const made = [aMember(1), aMember(2), aMember(3), aLeaver(4)]
  const unknown = aMember(4, {}, { ...out(4), health: 'unknown' })
  test('nobody is finished but who this run has watched being dead', () => {
    expect(removals(made, inBy(1), PAUSED)).toEqual(['put-back web-4: scale-in is paused'])
    const dead = new Set([instanceId(104)])
    expect(removals([...made.slice(0, 3), unknown], inBy(1, { dead }), PAUSED)).toEqual(['remove web-4'])
    expect(removals(made, inBy(1, { dead }), PAUSED), 'UP by now').toEqual([
      'put-back web-4: scale-in is paused',
    ])
  })

  test('the old half of a pair stays as well', () => {
    expect(removals([old(1, out(1)), aMember(2), fresh(4, 1)], inBy(1), PAUSED)).toEqual([
      'put-back web-1: scale-in is paused',
    ])
  })

  test('what is above max stays', () => {
    const small: Policy = { ...policy, size: { min: 2, max: 3 } }
    const reconcile = inBy(0, { action: 'reconcile' })
    const fleet = (seen: object) =>
      aFleet(
        [1, 2, 3, 4].map((n) => aMember(n)),
        seen,
        small,
      )
    const changes = (seen: object) =>
      planRequest(fleet(seen), small, reconcile, NOON).changes.map((c) => `${c.kind} ${c.member}`)
    expect(changes({})).toEqual(['remove web-4'])
    expect(changes(PAUSED)).toEqual([])
  })

  test('and nobody is renewed', () => {
    const aged: Policy = { ...policy, maxAge: 1_000 }
    const fleet = (seen: object) =>
      aFleet(
        [1, 2, 3].map((n) => aMember(n, { tags: [FLEET, `spec:1-${'a'.repeat(20)}`] })),
        seen,
        aged,
      )
    const changes = (seen: object) =>
      planRequest(fleet(seen), aged, inBy(0, { action: 'reconcile' }), NOON).changes.map(
        (c) => `${c.kind} ${c.member}`,
      )
    expect(changes({})).toEqual(['add web-4'])
    expect(changes(PAUSED)).toEqual([])
  })
})
