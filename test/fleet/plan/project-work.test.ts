import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/fleet/load/reading.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { leastCores, projectWork, typesOf } from '../../../src/fleet/plan/project-work.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt } from '../../support/a-reading.ts'
import { outBy } from '../../support/a-request.ts'

const [FOUR, TWO, ONE, STRANGE] = ['g6-standard-4', 'g6-standard-2', 'g6-standard-1', 'g8-strange'] as const
const of = (type: string, ...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n, { type }))
const DOWN = aMember(9, { type: FOUR }, { health: 'down' })
const signals = ['arrivals', 'queue'].map((name) => ({ name, query: 'a', perMember: 100 }))
const own = (type: string): Partial<Policy> => ({ types: { own: [type], cores: new Map() } })

/** What the work would be on members that become these types, each of any of a list. */
function project(
  made: readonly Made[],
  policy: Policy,
  more: Partial<Request>,
  after: readonly (readonly string[])[],
) {
  const census = takeCensus(aFleet(made, {}, policy), policy, NOON)
  return projectWork({ census, policy, now: NOON }, outBy(0, more), after)
}

const busy = (value: number | null) => ({ busy: { value, high: 0.7, trouble: 'silent' } })

describe('the work of a fleet that changes by steps', () => {
  const two = [[TWO], [TWO]]
  test.each<readonly [string, readonly Made[], Partial<Request>, readonly (readonly string[])[], object]>([
    [
      'goes by processors',
      of(FOUR, 1, 2),
      busy(0.4),
      two,
      { kind: 'known', busy: 0.8, limit: 0.7, key: 'load.high', signal: null },
    ],
    ['of those in service alone', [...of(FOUR, 1), DOWN], busy(0.4), [[TWO]], { busy: 0.8 }],
    ['on the smallest that each may become', of(FOUR, 1, 2), busy(0.3), [[TWO, ONE], [FOUR]], { busy: 0.48 }],
    [
      'unknown where nobody measures it',
      of(FOUR, 1),
      {},
      two,
      { kind: 'work-unknown', trouble: 'the profile does not say who measures it' },
    ],
    [
      'unknown where who does is silent',
      of(FOUR, 1),
      busy(null),
      two,
      { kind: 'work-unknown', trouble: 'silent' },
    ],
    ['unknown where what they are tells nothing', of(STRANGE, 1), busy(0.4), two, { kind: 'types-unknown' }],
    ['or what they would be', of(FOUR, 1), busy(0.4), [[STRANGE]], { kind: 'types-unknown' }],
    ['or one of them', of(FOUR, 1), busy(0.4), [[TWO], [TWO, STRANGE]], { kind: 'types-unknown' }],
  ])('%s', (_name, made, more, after, expected) => {
    expect(project(made, aPolicy(), more, after)).toMatchObject(expected)
  })
})

const sized = (type: string, more: object = {}): Policy => ({
  ...aSizedPolicy({ cores: null, ...more }),
  ...own(type),
})

const after = [[TWO], [TWO]]
const silent: Reading = aReading(busyAt(0.5, 1, 2).map((m) => ({ ...m, cores: null })))

const SIZED: readonly (readonly [string, Policy, readonly Made[], Reading, object])[] = [
  [
    'by processors, whoever tells how many',
    sized(TWO),
    of(FOUR, 1, 2),
    silent,
    { kind: 'known', busy: 1, limit: 0.6, key: 'load.target', signal: null },
  ],
  [
    'by a signal, in members of the profile’s type',
    sized(TWO, { signals: [signals[0]] }),
    of(FOUR, 1, 2),
    aReading([], { signals: [1.5] }),
    { busy: 0.75, signal: 'arrivals' },
  ],
  [
    'by a signal, in members of the first type of a list',
    { ...sized(TWO, { signals: [signals[0]] }), types: { own: [TWO, ONE], cores: new Map() } },
    of(FOUR, 1, 2),
    aReading([], { signals: [1.5] }),
    { busy: 0.75, signal: 'arrivals' },
  ],
  [
    'by whichever asks for the most',
    sized(TWO, { signals }),
    of(FOUR, 1, 2),
    { ...silent, signals: [1.5, 2.2] },
    { busy: 1.1, signal: 'queue' },
  ],
  [
    'processors among them',
    sized(TWO, { signals }),
    of(FOUR, 1, 2),
    { ...silent, signals: [1.5, 0.1] },
    { busy: 1, signal: null },
  ],
  [
    'unknown where nothing is measured',
    sized(TWO),
    of(FOUR, 1, 2),
    aReading([], { trouble: 'gone' }),
    { kind: 'work-unknown', trouble: 'gone' },
  ],
  [
    'unknown where a signal is silent, which is named',
    sized(TWO, { signals }),
    of(FOUR, 1, 2),
    { ...silent, signals: [null, null] },
    { kind: 'work-unknown', trouble: 'arrivals and queue told nothing' },
  ],
  [
    'or why it is',
    sized(TWO, { signals }),
    of(FOUR, 1, 2),
    { ...silent, signals: [1], trouble: 'gone' },
    { kind: 'work-unknown', trouble: 'gone' },
  ],
  [
    'unknown where the type of one that serves tells no processors',
    sized(TWO),
    [...of(FOUR, 1), ...of(STRANGE, 2)],
    silent,
    { kind: 'types-unknown' },
  ],
  [
    'not where one tells none that does not serve',
    sized(TWO),
    [...of(FOUR, 1, 2), aMember(9, { type: STRANGE }, { health: 'down' })],
    aReading([...silent.members, ...busyAt(0, 9)]),
    { kind: 'known', busy: 1 },
  ],
]

describe('the work of a fleet that is sized by its load', () => {
  test.each(SIZED)('%s', (_name, policy, made, load, expected) => {
    const found = project(made, policy, { load }, after)
    expect(found).toMatchObject(expected)
  })

  test('a signal is carried by members of a type that tells nothing as by one of the profile’s', () => {
    const policy = sized(TWO, { signals: [signals[0]] })
    const load = aReading([], { signals: [1.5] })
    expect(project(of(FOUR, 1, 2), policy, { load }, [[STRANGE], [FOUR]])).toMatchObject({
      busy: 0.5,
      signal: 'arrivals',
    })
  })

  test('goes by what a refresh has measured where the load does not decide', () => {
    expect(project(of(FOUR, 1, 2), sized(TWO), { measured: silent }, after)).toMatchObject({
      kind: 'known',
      busy: 1,
    })
    expect(project(of(FOUR, 1, 2), sized(TWO), busy(0.4), after)).toMatchObject({ key: 'load.high' })
  })

  test('is reckoned in processors of the policy where the profile’s type tells none', () => {
    const policy = sized(STRANGE, { cores: 2 })
    expect(project(of(FOUR, 1, 2), policy, { load: silent }, after)).toMatchObject({ kind: 'known', busy: 1 })
  })
})

test.each<readonly [string, readonly string[], number | null]>([
  ['the fewest', [FOUR, ONE, TWO], 1],
  ['of one', [FOUR], 4],
  ['nobody knows where one does not tell', [FOUR, STRANGE], null],
  ['whichever that is', [STRANGE, FOUR], null],
  ['nor of none', [], null],
])('processors of some types: %s', (_name, types, least) => {
  expect(leastCores(aPolicy(), types)).toBe(least)
})

test('the types that members are made of are the account’s word before what the profile shows', () => {
  const spec = { hashes: new Map(), tags: [], shown: { region: null, types: [TWO], image: null } }
  expect(typesOf({ ...aPolicy(), spec })).toEqual([TWO])
  expect(typesOf({ ...aPolicy(), spec, ...own(ONE) })).toEqual([ONE])
  expect(typesOf(aPolicy())).toEqual([])
})
