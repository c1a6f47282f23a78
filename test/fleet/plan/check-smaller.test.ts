import { describe, expect, test } from 'vitest'
import { checkSmaller } from '../../../src/fleet/plan/check-smaller.ts'
import type { BusyNow, Request } from '../../../src/fleet/plan/request.ts'
import { renewalReason } from '../../../src/fleet/sight/renewal.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { aFleet, aMember, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { aReading, aSizedPolicy, busyAt } from '../../support/a-reading.ts'

const FLEET = 'fleet:web:12345'
const NEW = 'aaaaaaaaaaaaaaaaaaaa'
const HASHES = new Map([[1, NEW]])

/** A policy whose members are made of these types now. */
function becoming(types: readonly string[] | null, base: Policy = aPolicy()): Policy {
  return { ...base, spec: { hashes: HASHES, tags: [], shown: { region: null, types, image: null } } }
}

/** Member n, made from another spec of that type. */
const of = (type: string, ...ns: readonly number[]): readonly Made[] =>
  ns.map((n) => aMember(n, { type, tags: [FLEET, 'spec:1-bbbbbbbbbbbbbbbbbbbb'] }))
/** Member n as the profile makes it. */
const anew = (type: string, ...ns: readonly number[]): readonly Made[] =>
  ns.map((n) => aMember(n, { type, tags: [FLEET, `spec:1-${NEW}`] }))

function verdictOf(made: readonly Made[], policy: Policy, more: Partial<Request>) {
  const fleet = aFleet(made, {}, policy)
  const census = takeCensus(fleet, policy, NOON)
  const request = outBy(0, { action: 'refresh', ...more })
  const victims = census.all.filter((c) => renewalReason(c.member.instance, policy, NOON) !== null)
  return checkSmaller({ fleet, census, policy, now: NOON, victims }, request).map(
    ({ guard, allowed, holds, detail }) => ({
      ...guard,
      allowed,
      holds,
      detail,
    }),
  )
}

const busy = (value: number | null, trouble: string | null = null): { readonly busy: BusyNow } => ({
  busy: { value, high: 0.7, trouble },
})

const [FOUR, TWO, ONE] = ['g6-standard-4', 'g6-standard-2', 'g6-standard-1'] as const

describe('nobody is asked about the work', () => {
  test.each<readonly [string, readonly Made[], readonly string[] | null, Partial<Request>]>([
    ['where the type stays', of(TWO, 1, 2), [TWO], busy(0.9)],
    ['where it becomes larger', of(TWO, 1, 2), [FOUR], busy(0.9)],
    ['where it becomes another of as many processors', of(TWO, 1, 2), ['g6-dedicated-2'], busy(0.9)],
    [
      'where it comes to its own type of a list or to one before it',
      of(TWO, 1, 2),
      [FOUR, TWO, ONE],
      busy(0.9),
    ],
    ['where the profile leaves the type to others', of(TWO, 1, 2), null, busy(0.9)],
    ['where the profile names none', of(TWO, 1, 2), [], busy(0.9)],
    ['where all of another type were made from the profile', anew(TWO, 1, 2), [ONE], busy(0.9)],
    [
      'where the only one that becomes smaller does not serve',
      [aMember(1, { type: FOUR }, { health: 'down' }), ...of(TWO, 2)],
      [TWO],
      busy(0.9),
    ],
    ['with --force', of(FOUR, 1, 2), [TWO], { ...busy(0.9), force: true }],
  ])('%s', (_name, made, types, more) => {
    expect(verdictOf(made, becoming(types), more)).toEqual([])
  })
})

const sized = (cores: number | null) => aSizedPolicy({ target: 0.6, cores })

describe('the work there is, on the processors there would be', () => {
  test.each<readonly [string, readonly Made[], readonly string[], number, string, boolean]>([
    ['half of two of four is all of two of two', of(FOUR, 1, 2), [TWO], 0.5, '100%', true],
    ['70% is what the profile allows', of(FOUR, 1, 2), [TWO], 0.35, '70%', false],
    ['a little more is not', of(FOUR, 1, 2), [TWO], 0.36, '72%', true],
    ['a create may come to the smallest of a list', of(FOUR, 1, 2), [TWO, ONE], 0.3, '120%', true],
    ['who stays keeps its processors', [...of(FOUR, 1), ...anew(FOUR, 2)], [TWO], 0.5, '67%', false],
    [
      'who does not serve counts for nothing',
      [...of(FOUR, 1, 2), aMember(3, { type: FOUR }, { health: 'down' })],
      [TWO],
      0.3,
      '60%',
      false,
    ],
  ])('%s', (_name, made, types, value, percent, holds) => {
    expect(verdictOf(made, becoming(types), busy(value))).toMatchObject([
      {
        guard: 'too-small',
        value: percent,
        limit: '70%',
        passed: !holds,
        holds,
        allowed: holds ? 0 : Infinity,
      },
    ])
  })

  test('is told in words, every type by its name', () => {
    const [verdict] = verdictOf(
      [...of(FOUR, 1, 2), ...of('g6-standard-8', 3)],
      becoming([TWO, ONE]),
      busy(0.5),
    )
    expect(verdict?.detail).toBe(
      '3 members are in service; with 3 of them g6-standard-2 or g6-standard-1 instead of g6-standard-4 and g6-standard-8 the work there is now would keep them 267% busy, and load.high is 70%: scale out first, or --force passes this',
    )
  })

  test('of a fleet that is sized by its load is what was measured of it', () => {
    const load = aReading(busyAt(0.5, 1, 2).map((m) => ({ ...m, cores: 4 })))
    // Two of four processors, half busy, are four processors’ work.
    const [verdict] = verdictOf(of(FOUR, 1, 2), becoming([TWO], sized(4)), { load })
    expect(verdict).toMatchObject({ guard: 'too-small', value: '100%', limit: '60%', holds: true })
    expect(verdict?.detail).toContain('and load.target is 60%')
    expect(verdictOf(of(FOUR, 1, 2), becoming([TWO], sized(null)), { load })).toMatchObject([
      { value: '100%', holds: true },
    ])
  })
})

test('a signal that asks for more than the processors do is named', () => {
  const signals = [{ name: 'arrivals', query: 'a', perMember: 100 }]
  const load = aReading(busyAt(0.1, 1, 2), { signals: [1.8] })
  const [verdict] = verdictOf(of(FOUR, 1, 2), becoming([TWO], aSizedPolicy({ cores: 2, signals })), { load })
  expect(verdict?.detail).toContain(
    'would keep them 90% busy, by the signal arrivals, and load.target is 60%',
  )
})

describe('what is not known holds as well', () => {
  test.each<readonly [string, Partial<Request>, string]>([
    ['nobody measures it', {}, ': the profile does not say who measures it'],
    ['who measures it is silent', busy(null), ''],
    ['and says why', busy(null, 'Prometheus did not answer'), ': Prometheus did not answer'],
  ])('the work: %s', (_name, more, why) => {
    expect(verdictOf(of(FOUR, 1, 2), becoming([TWO, ONE]), more)).toEqual([
      {
        guard: 'work-unknown',
        value: 'not known',
        limit: 'known',
        passed: false,
        allowed: 0,
        holds: true,
        detail: `members would become g6-standard-2 or g6-standard-1, which is smaller, and nobody knows how much work there is${why}; --force passes this`,
      },
    ])
  })

  test('the work of a fleet that is sized by its load', () => {
    const load = aReading([], { trouble: 'no samples' })
    expect(verdictOf(of(FOUR, 1, 2), becoming([TWO], aSizedPolicy()), { load })).toMatchObject([
      {
        guard: 'work-unknown',
        holds: true,
        detail: expect.stringContaining('is: no samples; --force') as string,
      },
    ])
  })

  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['of what they would become', of(FOUR, 1, 2), ['g8-strange-4']],
    ['of what they are', of('g8-strange-4', 1, 2), [TWO]],
    ['of several', [...of('g8-strange-4', 1), ...of(FOUR, 2)], [TWO, ONE]],
    ['of one that stays beside them', [...of(FOUR, 1), ...anew('g8-strange-4', 2)], [TWO]],
  ])('the processors %s', (_name, made, types) => {
    const drifted = made.filter((m) => m.instance?.tags.includes('spec:1-bbbbbbbbbbbbbbbbbbbb'))
    const from = [...new Set(drifted.map((m) => m.instance?.type))].join(' and ')
    expect(verdictOf(made, becoming(types), busy(0.1))).toMatchObject([
      {
        guard: 'too-small',
        value: 'not known',
        limit: 'known',
        passed: false,
        holds: true,
        detail: `members would become ${types.join(' or ')} instead of ${from}, and nobody tells how many processors they have, neither Linode nor their names; --force passes this`,
      },
    ])
  })
})

const strange = (cores: readonly (readonly [string, number])[]): Policy => ({
  ...becoming([]),
  types: { own: [TWO], cores: new Map(cores) },
})

describe('what is known of types beside their names', () => {
  test('the account goes before the name, and tells what members are made of', () => {
    const told = strange([
      [FOUR, 8],
      [TWO, 2],
    ])
    expect(verdictOf(of(FOUR, 1, 2), told, busy(0.2))).toMatchObject([{ value: '80%', holds: true }])
    expect(verdictOf(of(FOUR, 1, 2), strange([]), busy(0.2))).toMatchObject([{ value: '40%', holds: false }])
  })

  test('a pair has become what its new half is, also where nobody else is due', () => {
    const fresh = aMember(3, { type: TWO, tags: [FLEET, `spec:1-${NEW}`, 'replaces:101'] })
    const pair = [...of(FOUR, 1), fresh, ...anew(FOUR, 2)]
    expect(verdictOf(pair, becoming([TWO, FOUR]), busy(0.5))).toMatchObject([{ value: '83%', holds: true }])
  })

  test('a new half that failed has become nothing', () => {
    const fresh = aMember(
      3,
      { type: TWO, tags: [FLEET, `spec:1-${NEW}`, 'replaces:101'] },
      { health: 'down' },
    )
    expect(
      verdictOf([...of(FOUR, 1), fresh, ...anew(FOUR, 2)], becoming([TWO, FOUR]), busy(0.5)),
    ).toMatchObject([{ value: '67%', holds: false }])
  })
})
