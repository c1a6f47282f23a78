import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { placeTag } from '../../../src/fleet/model/place-tag.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { ONE_BY_ONE } from '../../../src/fleet/plan/plan-refresh.ts'
import type { RefreshWish } from '../../../src/fleet/plan/refresh-wish.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import {
  aBackend,
  aFleet,
  aMember,
  aNodeBalancer,
  aPolicy,
  MINUTE,
  NOON,
  type Made,
} from '../../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt } from '../../support/a-reading.ts'
import { anEvent } from '../../support/an-event.ts'
import { outBy } from '../../support/a-request.ts'

const FLEET = 'fleet:web:12345'
const spec = {
  hashes: new Map([[1, 'a'.repeat(20)]]),
  tags: [],
  shown: { region: null, types: null, image: null },
}
const sized = (min: number, max: number, more: object = {}): Policy => ({
  ...aPolicy({ size: { min, max, ...more } }),
  spec,
})
const OLD = [FLEET, `spec:1-${'b'.repeat(20)}`]
const old = (n: number, backend = {}): Made =>
  aMember(n, { created: NOON - (1_000 - n) * MINUTE, tags: OLD }, backend)
const fresh = (n: number, of: number): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${'a'.repeat(20)}`, `replaces:${100 + of}`] })
const out = (n: number) => old(n, { label: `web-${n}.outgsmo0`, mode: 'drain' })
const prices = { hourly: new Map([['g6-nanode-1', 0.01]]), dearest: 0.01 }
const baked = (...ns: readonly number[]) => ({ baked: new Set(ns.map((n) => instanceId(100 + n))) })

function refresh(
  made: readonly Made[],
  of: Policy,
  wish: Partial<RefreshWish> = {},
  more: Partial<Request> = {},
  tags: readonly string[] = [],
) {
  const seen = { nodeBalancers: [aNodeBalancer({ tags })] }
  const request = outBy(0, { action: 'refresh', refresh: { ...ONE_BY_ONE, ...wish }, ...more })
  return planRequest(aFleet(made, seen, of), of, request, NOON)
}

const words = ({ changes, hold }: ReturnType<typeof refresh>) => [
  ...changes.map((c) => `${c.kind} ${c.member}${c.kind === 'remove' && c.isFirst === true ? ' first' : ''}`),
  ...(hold === null ? [] : [`held: ${hold.reason}`]),
]
const guard = (plan: ReturnType<typeof refresh>, name: string) => plan.guards.find((g) => g.guard === name)

describe('room beside somebody', () => {
  test.each<readonly [string, readonly Made[], Policy, object]>([
    ['there is some', [old(1), old(2)], sized(2, 3), { value: 3, limit: 3, passed: true }],
    ['there is none', [old(1), old(2), old(3)], sized(2, 3), { value: 4, limit: 3, passed: false }],
    [
      'there are more than may be',
      [old(1), old(2), old(3), old(4)],
      sized(2, 3),
      { value: 5, limit: 3, passed: false },
    ],
  ])('%s', (_name, made, of, expected) => {
    expect(guard(refresh(made, of), 'at-max')).toEqual({ guard: 'at-max', ...expected })
  })

  test('holds where there is none and nobody may go first', () => {
    const planned = refresh([old(1), old(2), aMember(3, { tags: OLD }, { health: 'unknown' })], sized(2, 3))
    expect(planned.hold).toEqual({
      reason: 'at-max',
      detail:
        '3 members exist, 2 of them in service, and max is 3: there is no room beside anybody, and 2 are to stay in service',
      until: null,
    })
  })

  test.each<readonly [string, readonly Activity[], string]>([
    ['one', [anEvent('create', 9, 2)], ', web-9 is on the way'],
    ['two', [anEvent('create', 9, 2), anEvent('create', 8, 2)], ', web-8, web-9 are on the way'],
  ])('holds for %s that no list shows yet', (_name, activity, told) => {
    const of = sized(2, 2 + activity.length)
    const request = outBy(0, { action: 'refresh', refresh: ONE_BY_ONE })
    const planned = planRequest(aFleet([old(1), old(2)], { activity }, of), of, request, NOON)
    expect(words(planned)).toEqual(['held: at-max'])
    expect(planned.hold?.detail).toBe(
      `2 members exist, 2 of them in service${told}, and max is ${of.size.max}: there is no room beside anybody, and 2 are to stay in service`,
    )
    expect(guard(planned, 'at-max')).toMatchObject({ value: of.size.max + 1, passed: false })
  })

  test.each<readonly [string, readonly Made[], Policy, readonly string[]]>([
    ['one that goes first is finished', [out(1), old(2), old(3)], sized(2, 3), ['remove web-1 first']],
    ['of two one', [out(1), out(2), old(3), old(4), old(5)], sized(2, 5), ['remove web-1 first']],
    [
      'none where what stays is not enough',
      [out(1), old(2), aMember(3, {}, { health: 'unknown' })],
      sized(2, 3),
      ['held: at-max'],
    ],
    ['at min = max one less may serve', [out(1), old(2), old(3)], sized(3, 3), ['remove web-1 first']],
    ['but not two', [out(1), old(2), aMember(3, {}, { health: 'unknown' })], sized(3, 3), ['held: at-max']],
  ])('%s', (_name, made, of, expected) => {
    expect(words(refresh(made, of))).toEqual(expected)
  })
})

describe('room beside nobody', () => {
  test('is taken by no backend node whose address nobody has, where nothing is checked', () => {
    const seen = { configs: aFleet([]).configs.map((c) => ({ ...c, checked: false })) }
    const gone = { backends: [aBackend(9, { health: 'unknown' })] }
    const request = outBy(0, { action: 'refresh', refresh: ONE_BY_ONE })
    const of = sized(1, 3)
    const planned = planRequest(aFleet([old(1), old(2), gone], seen), of, request, NOON)
    expect(words(planned)).toEqual(['add web-3'])
  })
})

describe('what another one would cost', () => {
  test.each<readonly [string, number, number, readonly string[]]>([
    ['there is money for it', 2, 0.04, ['add web-4']],
    ['there is not, but one may go first', 2, 0.03, ['remove web-1 first']],
    ['there is not, and nobody may go first', 3, 0.03, ['held: at-cost']],
    ['not even for as many as there are', 2, 0.02, ['held: at-cost']],
  ])('%s', (_name, min, maxHourly, expected) => {
    expect(words(refresh([old(1), old(2), old(3)], sized(min, 8, { maxHourly }), {}, { prices }))).toEqual(
      expected,
    )
  })

  test('is no matter while a pair stands', () => {
    const made = [old(1), old(2), fresh(3, 1)]
    expect(words(refresh(made, sized(2, 8, { maxHourly: 0.03 }), {}, { prices }))).toEqual([])
  })
})

const following = (min: number) => ({ ...aSizedPolicy({}, { size: { min, max: 8 } }), spec })

describe('who stays in service', () => {
  test('a pair ends only where as many as are wanted stay', () => {
    const load = aReading([...busyAt(0.6, 1, 2, 3)], { peak: 3 })
    expect(words(refresh([old(1), old(2), fresh(3, 1)], following(2), baked(3)))).toEqual(['remove web-1'])
    const held = refresh([old(1), old(2), fresh(3, 1)], following(3), baked(3), { load })
    expect(held.hold).toEqual({
      reason: 'at-wanted',
      detail: '3 members are in service and 3 are wanted: nobody is removed beside the new one yet',
      until: null,
    })
    expect(guard(held, 'at-wanted')).toEqual({ guard: 'at-wanted', value: 2, limit: 3, passed: false })
  })

  test('what the load asks for counts, and where nobody knows it as many as there are', () => {
    const policy: Policy = { ...aSizedPolicy({}, { size: { min: 2, max: 8 } }), spec }
    const made = [old(1), old(2), old(3), fresh(4, 1)]
    const wanted = (load: ReturnType<typeof aReading>) =>
      guard(refresh(made, policy, {}, { load }), 'at-wanted')?.limit
    expect(wanted(aReading(busyAt(0.75, 1, 2, 3, 4)))).toBe(5)
    expect(wanted(aReading(busyAt(0.1, 1, 2, 3, 4)))).toBe(2)
    expect(wanted(aReading(busyAt(1, 1, 2, 3, 4)))).toBe(7)
    expect(wanted(aReading([]))).toBe(3)
  })
})

test('under the brake it replaces nobody, and says so', () => {
  const down = { health: 'down' }
  const { hold, changes } = refresh([old(1, down), old(2, down), old(3)], sized(2, 8))
  expect([changes, hold?.detail]).toEqual([
    [],
    '2 of 3 members are DOWN: look at the health check and the app first; a run replaces nobody',
  ])
})

test('a place that is owed is filled first, and nobody else is replaced beside it', () => {
  const plan = refresh([old(1), old(2)], sized(2, 8), {}, {}, [placeTag('web', instanceId(90))])
  expect(plan.changes).toMatchObject([{ kind: 'add', member: 'web-3', replaces: { id: 90, isGone: true } }])
})
