import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Backend } from '../../../src/fleet/model/fleet.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { ONE_BY_ONE } from '../../../src/fleet/plan/plan-refresh.ts'
import { failedSubstitutes, refreshCandidates } from '../../../src/fleet/plan/refresh-candidates.ts'
import type { RefreshWish } from '../../../src/fleet/plan/refresh-wish.ts'
import { takeCensus, type Counted } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'

const FLEET = 'fleet:web:12345'
const NEW = 'a'.repeat(20)
const spec = { hashes: new Map([[1, NEW]]), tags: [], shown: { region: null, types: null, image: null } }
const policy: Policy = { ...aPolicy(), spec }
const OLD = [FLEET, `spec:1-${'b'.repeat(20)}`]

/** Member n of another spec, made so many minutes ago. */
const old = (n: number, backend: Partial<Backend> = {}, minutes = 1_000, ...tags: readonly string[]): Made =>
  aMember(n, { created: NOON - minutes * MINUTE, tags: [...OLD, ...tags] }, backend)
const anew = (n: number): Made => aMember(n, { tags: [FLEET, `spec:1-${NEW}`] })
/** Member n, in the place of another. */
const fresh = (n: number, of: number, backend: Partial<Backend> = {}): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${NEW}`, `replaces:${100 + of}`] }, backend)
const down = { health: 'down' } as const
const out = (n: number, more: Partial<Backend> = {}) => ({
  label: `web-${n}.outgsmo0`,
  mode: 'drain',
  ...more,
})
const baked = (...ns: readonly number[]) => ({ baked: new Set(ns.map((n) => instanceId(100 + n))) })

function sorted(made: readonly Made[], wish: Partial<RefreshWish> = {}, isFull = false, of = policy) {
  const fleet = aFleet(made, {}, of)
  const census = takeCensus(fleet, of, NOON)
  const found = refreshCandidates(
    { fleet, census, policy: of, now: NOON, isFull },
    { ...ONE_BY_ONE, ...wish },
  )
  return {
    victims: names(found.victims),
    ready: names(found.ready),
    leaving: names(found.leaving),
    goingFirst: names(found.goingFirst),
    failed: names(found.failed),
    pairs: found.pairs,
    waiting: found.waiting.map((p) => [p.old.number, p.fresh.number]),
    verdicts: found.verdicts,
  }
}

const NOBODY = {
  victims: [],
  ready: [],
  leaving: [],
  goingFirst: [],
  failed: [],
  pairs: 0,
  waiting: [],
  verdicts: [],
}

const ROWS: readonly (readonly [
  string,
  readonly Made[],
  Partial<RefreshWish>,
  Partial<ReturnType<typeof sorted>>,
])[] = [
  ['nobody where all are as the profile makes them', [anew(1), anew(2)], {}, {}],
  [
    'the victims: what does not serve first, then the oldest, then the lowest id',
    [old(1), old(2), old(3, {}, 2_000), old(4, down)],
    {},
    { victims: [4, 3, 1, 2] },
  ],
  [
    'not one that is Unknown, drained by a person or kept',
    [old(1, { health: 'unknown' }), old(2, { mode: 'drain' }), old(3, {}, 9, 'keep')],
    {},
    {},
  ],
  ['not one with a stale mark', [old(1, { label: 'web-1.outgsmo0' })], {}, {}],
  ['a pair whose new half has not proved itself', [old(1), fresh(3, 1)], {}, { pairs: 1, waiting: [[1, 3]] }],
  ['a pair that is ready', [old(1), fresh(3, 1)], baked(3), { pairs: 1, ready: [1] }],
  [
    'proved, and not in service now',
    [old(1), fresh(3, 1, { health: 'unknown' })],
    baked(3),
    { pairs: 1, waiting: [[1, 3]] },
  ],
  [
    'one of two pairs is ready',
    [old(1), old(2), fresh(3, 1), fresh(4, 2)],
    baked(4),
    { pairs: 2, ready: [2], waiting: [[1, 3]] },
  ],
  ['ready, but its old half does not serve', [old(1, down), fresh(3, 1)], baked(3), { pairs: 1 }],
  ['ready, and its old half leaves', [old(1, out(1)), fresh(3, 1)], baked(3), { pairs: 1, leaving: [1] }],
  [
    'the old half leaves, and the new one serves',
    [old(1, out(1)), fresh(3, 1)],
    {},
    { pairs: 1, leaving: [1] },
  ],
  [
    'the old half leaves, and the new one does not serve',
    [old(1, out(1)), fresh(3, 1, { health: 'unknown' })],
    {},
    { pairs: 1 },
  ],
  [
    'a new one that failed is no half, and its old one a victim again',
    [old(1), fresh(3, 1, down)],
    {},
    { failed: [3], victims: [1] },
  ],
  [
    'of two in one place one is a half',
    [old(1), fresh(3, 1, down), fresh(4, 1)],
    baked(4),
    { failed: [3], victims: [1] },
  ],
]

describe('who is what in a refresh', () => {
  test.each(ROWS)('%s', (_name, made, wish, found) => {
    expect(sorted(made, wish)).toEqual({ ...NOBODY, ...found })
  })

  test.each<readonly [string, readonly Made[], boolean, readonly number[]]>([
    ['where there is no room for both', [old(1, out(1)), old(2)], true, [1]],
    ['not where there is', [old(1, out(1)), old(2)], false, []],
    ['not one that is spoilt', [old(1, out(1), 9, 'keep'), old(2)], true, []],
    [
      'not one that is as the profile makes it',
      [aMember(1, { tags: [FLEET, `spec:1-${NEW}`] }, out(1)), old(2)],
      true,
      [],
    ],
    ['not half of a pair', [old(1, out(1)), fresh(3, 1)], true, []],
    ['not one that does not leave', [old(1)], true, []],
  ])('one goes first %s', (_name, made, isFull, goingFirst) => {
    expect(sorted(made, {}, isFull).goingFirst).toEqual(goingFirst)
  })
})

const failed = (...made: readonly Made[]) => {
  const fleet = aFleet(made, {}, policy)
  return failedSubstitutes(fleet, takeCensus(fleet, policy, NOON)).map((c) => c.member.number)
}

describe('a new one that failed', () => {
  test.each<readonly [string, readonly Made[], readonly number[]]>([
    ['is DOWN past starting, beside one that serves', [old(1), fresh(3, 1, down)], [3]],
    ['or leaves', [old(1), fresh(3, 1, out(3))], [3]],
    [
      'not while it starts',
      [old(1), aMember(3, { created: NOON - MINUTE, tags: [FLEET, 'replaces:101'] }, down)],
      [],
    ],
    ['not while it is Unknown', [old(1), fresh(3, 1, { health: 'unknown' })], []],
    ['not beside one that does not serve either', [old(1, down), fresh(3, 1, down)], []],
    ['not where another serves', [old(1, down), old(2), fresh(3, 1, down)], []],
    ['not where the old one is gone', [old(2), fresh(3, 1, down)], []],
    ['one that serves is none', [old(1), fresh(3, 1)], []],
  ])('%s', (_name, made, found) => {
    expect(failed(...made)).toEqual(found)
  })
})

describe('how many are to be renewed', () => {
  const made = [old(1), old(2), old(3), anew(4)]
  test.each<readonly [string, RefreshWish['until'], readonly number[]]>([
    ['all', null, [1, 2, 3]],
    ['so many', { kind: 'members', n: 3 }, [1, 2]],
    ['fewer than are', { kind: 'members', n: 1 }, []],
    ['a part of them, rounded up', { kind: 'percent', n: 51 }, [1, 2]],
    ['half of them', { kind: 'percent', n: 50 }, [1]],
    ['all of them', { kind: 'percent', n: 100 }, [1, 2, 3]],
  ])('%s', (_name, until, victims) => {
    expect(sorted(made, { until }).victims).toEqual(victims)
  })

  test.each([
    [66, [1, 2]],
    [67, [1, 2, 3]],
  ])('of three members %d percent are, rounded up: %j', (n, victims) => {
    expect(sorted([old(1), old(2), old(3)], { until: { kind: 'percent', n } }).victims).toEqual(victims)
  })

  test('a pair counts as one member, and as one that is renewed', () => {
    const pair = [...made, fresh(5, 1)]
    expect(sorted(pair, { until: { kind: 'members', n: 3 } }).victims).toEqual([2])
    // Three of four, and a pair is one of the four.
    expect(sorted(pair, { until: { kind: 'percent', n: 75 } }).victims).toEqual([2])
  })
})

/** Three minutes are for making the new one: so many minutes of its hour are left by then. */
const left = (n: number, minutes: number, backend: Partial<Backend> = {}) => old(n, backend, 597 - minutes)

const names = (some: readonly Counted[]) => some.map((c) => c.member.number)

describe('hours that are paid for', () => {
  const hourly = { keepsPaidHour: true }
  test('keep those whose hour is not nearly used up, and tell who comes next', () => {
    expect(sorted([left(1, 40), left(2, 10), left(3, 50, down)], hourly)).toMatchObject({
      victims: [3, 2],
      verdicts: [
        {
          guard: { guard: 'paid-hour', value: 2, limit: 3, passed: true },
          allowed: Infinity,
          holds: false,
          detail: '',
          until: NOON,
        },
      ],
    })
  })

  test('hold where nobody’s is', () => {
    expect(sorted([left(1, 40), left(2, 30)], hourly)).toMatchObject({
      victims: [],
      verdicts: [
        {
          guard: { guard: 'paid-hour', value: 0, limit: 2, passed: false },
          holds: true,
          detail: 'web-2 may be replaced from 2026-11-23T12:17:00Z on: its hour is paid',
          until: NOON + 17 * MINUTE,
        },
      ],
    })
  })

  test('hold nothing where nobody is to be replaced', () => {
    expect(sorted([anew(1)], hourly).verdicts).toMatchObject([
      { guard: { passed: true }, holds: false, detail: '', until: null },
    ])
  })

  test('the next one is the first in time, not in turn', () => {
    expect(sorted([left(1, 50), left(2, 20), left(3, 30)], hourly).verdicts).toMatchObject([
      { until: NOON + 7 * MINUTE },
    ])
  })
})
