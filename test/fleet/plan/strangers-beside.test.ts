import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { placeTag } from '../../../src/fleet/model/place-tag.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'
import { inBy, inTo, outBy } from '../../support/a-request.ts'
import { aSpec as spec, SPEC_TAG } from '../../support/a-spec.ts'

const DAY = 86_400_000
const FLEET = 'fleet:web:12345'
const old = (n: number): Made => aMember(n, { created: NOON - 11 * DAY, tags: [FLEET, SPEC_TAG] })
const aged = (max: number, min = 2) => {
  const policy = aPolicy()
  return { ...policy, spec, maxAge: 10 * DAY, size: { ...policy.size, min, max } }
}
const reconcile = outBy(0, { action: 'reconcile' })
const owing = (...ids: readonly number[]) => ({
  nodeBalancers: [aNodeBalancer({ tags: ids.map((id) => placeTag('web', instanceId(id))) })],
})

interface Seen {
  readonly made: readonly Made[]
  readonly max: number
  readonly seen?: Parameters<typeof aFleet>[1]
  readonly request?: Request
  readonly min?: number
}

function planned({ made, max, seen = {}, request = reconcile, min = 2 }: Seen) {
  const policy = aged(max, min)
  const plan = planRequest(aFleet(made, seen, policy), policy, request, NOON)
  const changes = plan.changes.filter((c) => c.kind === 'add' || c.kind === 'remove')
  return { hold: plan.hold?.reason ?? null, does: changes.map((c) => `${c.kind} ${c.member}`), plan }
}

/** It runs, serves, and has lost its tag. */
const stranger = aMember(3, { tags: [] })
const unseen: Activity = {
  at: NOON - 30_000,
  action: 'create',
  instance: instanceId(5000),
  label: 'web-3',
  username: 'us',
  failed: false,
}

describe('what takes a place below max, and is no member that is seen', () => {
  test.each<readonly [string, Seen]>([
    ['a stranger, and a renewal', { made: [old(1), aMember(2), stranger], max: 3 }],
    [
      'a stranger, and a place that is owed',
      { made: [aMember(1), aMember(2), stranger], max: 3, seen: owing(90) },
    ],
    [
      'a stranger, and a refresh',
      { made: [old(1), old(2), stranger], max: 3, request: outBy(0, { action: 'refresh' }) },
    ],
    [
      'a stranger beside a full fleet, and a refresh',
      {
        made: [old(1), old(2), stranger],
        max: 2,
        min: 1,
        request: outBy(0, { action: 'refresh' }),
      },
    ],
    [
      'a create that no list shows, and a renewal',
      { made: [old(1), aMember(2)], max: 3, seen: { activity: [unseen] } },
    ],
    [
      'a create that no list shows, and a place that is owed',
      { made: [aMember(1), aMember(2)], max: 3, seen: { ...owing(90), activity: [unseen] } },
    ],
  ])('%s: nobody is made beside it', (_, seen) => {
    expect(planned(seen).does).toEqual([])
    const more = planned({ ...seen, max: 8 })
    expect(more.does).toHaveLength(1)
    expect(more.does.join()).toMatch(/^add web-/)
  })

  test.each<readonly [string, Seen]>([
    ['a renewal', { made: [old(1), aMember(2), stranger], max: 3 }],
    ['a refresh', { made: [old(1), old(2), stranger], max: 3, request: outBy(0, { action: 'refresh' }) }],
  ])('%s that strangers keep from its room says so', (_, seen) => {
    expect(planned(seen).hold).toBe('strangers')
  })
})

describe('a place that is owed', () => {
  test.each([3, 8])('is filled before anybody is renewed, with max %d', (max) => {
    const { plan, does } = planned({ made: [old(1), aMember(2)], max, seen: owing(90) })
    expect(does).toEqual(['add web-3'])
    expect(plan.changes.flatMap((c) => (c.kind === 'add' ? [c.replaces?.id] : []))).toEqual([90])
  })

  test('is not forgiven for whom somebody else’s scale-in removes', () => {
    const made = [
      aMember(1),
      aMember(2),
      aMember(3),
      aMember(4, {}, { label: 'web-4.outgsmo0', mode: 'drain' }),
    ]
    const { plan } = planned({ made, max: 8, seen: owing(90) })
    expect(plan.changes.flatMap((c) => (c.kind === 'retag' ? (c.settles ?? []) : []))).toEqual([])
  })

  test('is forgiven for whom a scale-in removes', () => {
    const made = [1, 2, 3, 4].map((n) => aMember(n))
    for (const request of [inBy(1), inTo(3)]) {
      const { plan } = planned({ made, max: 8, seen: owing(90), request })
      expect(plan.changes.flatMap((c) => (c.kind === 'retag' ? (c.settles ?? []) : []))).toEqual([90])
    }
  })
})
