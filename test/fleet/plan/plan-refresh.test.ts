import { describe, expect, test } from 'vitest'
import { Gate, type Reason } from '../../../src/apply/gate.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { ONE_BY_ONE } from '../../../src/fleet/plan/plan-refresh.ts'
import type { RefreshWish } from '../../../src/fleet/plan/refresh-wish.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { pairsOf } from '../../../src/fleet/sight/pairs.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'

const NEW = 'aaaaaaaaaaaaaaaaaaaa'
const FLEET = 'fleet:web:12345'
const spec = { hashes: new Map([[1, NEW]]), tags: [], shown: { region: null, types: null, image: null } }
const policyOf = (min = 2, max = 8): Policy => ({ ...aPolicy({ size: { min, max } }), spec })

const old = (n: number, created = NOON - 1_000 * MINUTE + n): Made =>
  aMember(n, { created, tags: [FLEET, 'spec:1-bbbbbbbbbbbbbbbbbbbb'] })
/** Member n, to take the place of another, in service for an hour unless it is not. */
const fresh = (n: number, of: number, health: 'up' | 'down' | 'unknown' = 'up', age = 60 * MINUTE): Made =>
  aMember(n, { created: NOON - age, tags: [FLEET, `spec:1-${NEW}`, `replaces:${100 + of}`] }, { health })
/** The same with a mark that somebody has left on its backend node, in accept. */
const marked = ({ instance, backends = [] }: Made): Made => ({
  ...(instance === undefined ? {} : { instance }),
  backends: backends.map((b) => ({ ...b, label: `${b.label}.outgsmo0` })),
})
/** The same in drain, which a person has set. */
const drained = ({ instance, backends = [] }: Made): Made => ({
  ...(instance === undefined ? {} : { instance }),
  backends: backends.map((b) => ({ ...b, mode: 'drain' })),
})
const kept = ({ instance, backends = [] }: Made): Made => ({
  ...(instance === undefined ? {} : { instance: { ...instance, locks: ['cannot_delete'] } }),
  backends,
})
const anew = (n: number, age = 60 * MINUTE): Made =>
  aMember(n, { created: NOON - age, tags: [FLEET, `spec:1-${NEW}`] })

function plan(made: readonly Made[], wish: Partial<RefreshWish> = {}, policy = policyOf()) {
  const request: Request = {
    action: 'refresh',
    size: { kind: 'by', n: 0 },
    force: false,
    wait: true,
    refresh: { ...ONE_BY_ONE, ...wish },
  }
  const { changes, hold } = planRequest(aFleet(made, {}, policy), policy, request, NOON)
  const words = changes.map((c) =>
    c.kind === 'add' && c.replaces !== undefined
      ? `add ${c.member} for ${c.replaces.label}`
      : `${c.kind} ${c.member}`,
  )
  return hold === null ? words : [...words, `held: ${hold.reason}`]
}

/** Made from another spec, so long ago. */
const other = (n: number, age: number): Made =>
  aMember(n, { created: NOON - age, tags: [FLEET, 'spec:1-bbbbbbbbbbbbbbbbbbbb'] })

const baked = (...ns: readonly number[]) => ({ baked: new Set(ns.map((n) => instanceId(100 + n))) })

describe('a round of a refresh', () => {
  test.each<[string, readonly Made[], Partial<RefreshWish>, readonly string[]]>([
    ['the oldest first', [old(3, NOON - 9_000 * MINUTE), old(1), old(2)], {}, ['add web-4 for web-3']],
    [
      'as many as surge says',
      [old(1), old(2), old(3)],
      { surge: 2 },
      ['add web-4 for web-1', 'add web-5 for web-2'],
    ],
    [
      'what is DOWN before what serves',
      [old(1), old(2), aMember(3, { tags: [FLEET, 'spec:1-bbbbbbbbbbbb'] }, { health: 'down' })],
      {},
      ['add web-4 for web-3'],
    ],
    ['a pair that has not proved itself waits', [old(1), old(2), fresh(3, 1)], {}, []],
    ['one that has ends', [old(1), old(2), fresh(3, 1)], baked(3), ['remove web-1']],
    [
      'a new one whose stale mark this round takes off ends nothing yet: it is Unknown until its next check',
      [old(1), old(2), marked(fresh(3, 1))],
      baked(3),
      ['put-back web-3'],
    ],
    [
      'a stale mark that is taken off another one leaves no room to end a pair',
      [marked(anew(1)), old(2), fresh(3, 2)],
      baked(3),
      ['put-back web-1', 'held: at-wanted'],
    ],
    ['a new one that is not in service ends nothing', [old(1), old(2), fresh(3, 1, 'unknown')], baked(3), []],
    [
      'a new one that failed goes, and its place is tried again later',
      [old(1), old(2), fresh(3, 1, 'down')],
      {},
      ['remove web-3'],
    ],
    ['nothing drifted', [anew(1), anew(2)], {}, []],
    ['nobody knows', [aMember(1), aMember(2)], {}, []],
    ['until so many are renewed', [old(1), old(2), anew(3)], { until: { kind: 'members', n: 1 } }, []],
    [
      'until a part of them is',
      [old(1), old(2), anew(3)],
      { until: { kind: 'percent', n: 34 } },
      ['add web-4 for web-1'],
    ],
  ])('%s', (_, made, wish, words) => {
    expect(plan(made, wish)).toEqual(words)
  })
})

describe('beside a new one that a person has taken', () => {
  test.each<[string, readonly Made[], Partial<RefreshWish>, readonly string[]]>([
    [
      'a pair whose new half a person has drained waits for the person, and nobody for it',
      [old(1), old(2), drained(fresh(3, 1))],
      {},
      ['add web-4 for web-2'],
    ],
    [
      'one that a person keeps and that serves ends its pair',
      [old(1), old(2), kept(fresh(3, 1))],
      baked(3),
      ['remove web-1'],
    ],
    [
      'one that a person keeps and that has failed lets nobody be made like it',
      [old(1), old(2), kept(fresh(3, 1, 'down'))],
      {},
      [],
    ],
    [
      'nor does one that is kept while it boots',
      [old(1), old(2), kept(fresh(3, 1, 'unknown', MINUTE))],
      {},
      [],
    ],
  ])('%s', (_, made, wish, words) => {
    expect(plan(made, wish)).toEqual(words)
  })
})

describe('where there is no room, and where two specs are about', () => {
  test.each<[string, Policy, readonly Made[], readonly string[]]>([
    ['at max one goes first', policyOf(2, 3), [old(1), old(2), old(3)], ['remove web-1']],
    [
      'at max with no more than min in service nobody does',
      policyOf(2, 3),
      [old(1), old(2), aMember(3, {}, { health: 'unknown' })],
      ['held: at-max'],
    ],
    ['at min = max one goes first', policyOf(3, 3), [old(1), old(2), old(3)], ['remove web-1']],
  ])('%s', (_, policy, made, words) => {
    expect(plan(made, {}, policy)).toEqual(words)
  })

  test('two specs that members are made from by turns are refused; one that was left behind is not', () => {
    expect(plan([anew(1, 90 * MINUTE), other(2, 60 * MINUTE), anew(3, 30 * MINUTE)])).toEqual([
      'held: two-specs',
    ])
    expect(plan([anew(1, 90 * MINUTE), anew(2, 60 * MINUTE), other(3, 30 * MINUTE)])).toEqual([
      'add web-4 for web-3',
    ])
  })
})

/** As the profile makes it, and two days old. */
const aged = (n: number): Made =>
  aMember(n, { created: NOON - 3_000 * MINUTE + n, tags: [FLEET, `spec:1-${NEW}`] })

test('a renewal waits for a pair that goes on, and not for one whose new half a person has drained', () => {
  const policy: Policy = { ...policyOf(), maxAge: 24 * 60 * MINUTE }
  const beside = (...more: readonly Made[]): readonly string[] => {
    const request: Request = { action: 'reconcile', size: { kind: 'by', n: 0 }, force: false, wait: false }
    const { changes } = planRequest(aFleet([aged(1), aged(2), ...more], {}, policy), policy, request, NOON)
    return changes.flatMap((c) => (c.kind === 'add' ? [`${c.member} for ${c.replaces?.label}`] : []))
  }
  expect(beside()).toEqual(['web-3 for web-1'])
  expect(beside(fresh(3, 1, 'unknown'))).toEqual([])
  expect(beside(drained(fresh(3, 1)))).toEqual(['web-4 for web-2'])
})

describe('a pair is one member', () => {
  const policy = policyOf()
  test.each<[string, readonly Made[], { readonly serving: number; readonly coming: number }]>([
    ['both halves serve', [old(1), old(2), fresh(3, 1)], { serving: 2, coming: 0 }],
    ['the new one boots', [old(1), old(2), fresh(3, 1, 'unknown', MINUTE)], { serving: 2, coming: 0 }],
    [
      'only the new one serves',
      [aMember(1, { tags: [FLEET, 'spec:1-bbbbbbbbbbbb'] }, { health: 'down' }), old(2), fresh(3, 1)],
      { serving: 2, coming: 0 },
    ],
    ['the old half is gone', [old(2), fresh(3, 1)], { serving: 2, coming: 0 }],
    [
      'the old half is what the profile makes now: no pair',
      [anew(1), old(2), fresh(3, 1)],
      { serving: 3, coming: 0 },
    ],
    [
      'two for one place: the second counts by itself',
      [old(1), old(2), fresh(3, 1), fresh(4, 1)],
      { serving: 3, coming: 0 },
    ],
  ])('%s', (_, made, { serving, coming }) => {
    const census = takeCensus(aFleet(made, {}, policy), policy, NOON)
    expect([census.size.serving, census.all.filter((c) => c.coming).length]).toEqual([serving, coming])
  })

  test('without a spec nobody is a pair: nobody knows whether the old one is still wanted', () => {
    expect(pairsOf(aFleet([old(1), fresh(2, 1)]), aPolicy(), NOON)).toEqual([])
  })
})

describe('a scale-in', () => {
  const oneLess: Request = { action: 'scale-in', size: { kind: 'by', n: 1 }, force: false, wait: true }
  const gone = (...made: readonly Made[]): readonly string[] => {
    const { changes } = planRequest(aFleet(made, {}, policyOf()), policyOf(), oneLess, NOON)
    return changes.flatMap((c) => (c.kind === 'remove' ? [c.member] : []))
  }
  const dead = aMember(2, {}, { health: 'down' })

  test('ends a pair first', () => {
    expect(gone(old(1), anew(2), fresh(3, 1))).toEqual(['web-1'])
  })

  test('ends none while min needs both its halves', () => {
    expect(gone(old(1), dead, fresh(3, 1))).toEqual(['web-2'])
  })
})

const refresh: Reason = { kind: 'refresh' }
const by = (most: number): Reason => ({ kind: 'removal', most })
const gateOf = (made: readonly Made[], policy = policyOf()) => {
  const fleet = aFleet(made, {}, policy)
  const gate = new Gate()
  gate.see(fleet, policy)
  const drain = (n: number, reason: Reason) => () => {
    const found = fleet.members.find((m) => m.number === n)
    if (found === undefined) throw new Error(`there is no web-${n}`)
    return gate.passDrain(found, reason)
  }
  return { gate, fleet, drain }
}

describe('the gate', () => {
  test('lets the old half go at min, for a refresh and for a removal of nobody', () => {
    for (const reason of [refresh, by(0)]) {
      const { drain } = gateOf([old(1), old(2), fresh(3, 1)])
      expect(drain(1, reason)).not.toThrow()
    }
  })

  test('keeps both halves while a stale mark is taken off the new one', () => {
    for (const reason of [refresh, by(1)]) {
      const { drain } = gateOf([old(1), old(2), marked(fresh(3, 1))])
      expect(drain(1, reason)).toThrow('only 2 members are in service')
    }
  })

  test('keeps the new half then: a pair is one', () => {
    const { drain } = gateOf([old(1), old(2), fresh(3, 1)])
    drain(1, refresh)()
    expect(drain(3, refresh)).toThrow('only 2 members are in service')
  })

  test('counts a pair once for a removal', () => {
    const { drain } = gateOf([old(1), old(2), fresh(3, 1)])
    expect(drain(2, by(9))).toThrow('only 2 members are in service, and min is 2')
  })

  test('lets one go first, and no second', () => {
    const { drain } = gateOf([old(1), old(2), old(3), old(4)])
    drain(1, refresh)()
    expect(drain(2, refresh)).toThrow('one member is being replaced already')
  })

  test('lets one go below min only where there is never room', () => {
    expect(gateOf([old(1), old(2)]).drain(1, refresh)).toThrow('only 2 members are in service')
    expect(gateOf([old(1), old(2)], policyOf(2, 2)).drain(1, refresh)).not.toThrow()
  })
})
