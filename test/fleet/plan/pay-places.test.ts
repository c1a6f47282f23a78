import { describe, expect, test } from 'vitest'
import { instanceId, type InstanceId } from '../../../src/fleet/model/ids.ts'
import { placesIn, placeTag } from '../../../src/fleet/model/place-tag.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { owedPlaces } from '../../../src/fleet/sight/owed-places.ts'
import {
  aFleet,
  aLeaver,
  aMember,
  aNodeBalancer,
  aPolicy,
  MINUTE,
  NOON,
  type Made,
} from '../../support/a-fleet.ts'
import { inBy, inTo, outBy } from '../../support/a-request.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'

const FLEET = 'fleet:web:12345'
const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
/** Member n, made for the place of an instance. */
const heir = (n: number, of: number): Made => aMember(n, { tags: [FLEET, `replaces:${of}`] })
const places = (...ids: readonly number[]): readonly InstanceId[] => ids.map(instanceId)
const kept = (...ids: readonly number[]) => ({
  nodeBalancers: [aNodeBalancer({ tags: ids.map((id) => placeTag('web', instanceId(id))) })],
})

describe('the tag that keeps a place', () => {
  test('names the fleet and the instance', () => {
    expect(placeTag('web', instanceId(97))).toBe('place:web:97')
  })

  test.each<readonly [string, readonly string[], readonly number[]]>([
    ['each once, lowest id first', ['place:web:9', 'place:web:100', 'place:web:9'], [9, 100]],
    ['of this fleet alone', ['place:we:9', 'place:web2:9', 'place:web:8', 'x', 'web:9'], [8]],
    [
      'no text that is no id',
      ['place:web:', 'place:web:9a', 'place:web:-9', 'place:web:1234567890123456'],
      [],
    ],
    ['fifteen digits are one', ['place:web:123456789012345'], [123_456_789_012_345]],
  ])('is read: %s', (_name, tags, ids) => {
    expect(placesIn(tags, 'web')).toEqual(ids)
  })
})

describe('a place that is kept', () => {
  test.each<readonly [string, readonly Made[], readonly number[], Partial<ReturnType<typeof owedPlaces>>]>([
    ['none', up(1), [], {}],
    ['owed where whoever left it is gone', up(1), [90], { owed: places(90) }],
    ['going while whoever is to leave it is drained', [aLeaver(2)], [102], { going: places(102) }],
    ['settled where somebody was made for it', [heir(3, 90)], [90], { settled: places(90) }],
    ['settled where whoever was to leave it stays', up(2), [102], { settled: places(102) }],
    [
      'neither, where it is seen without a backend node: the list may be old',
      [aMember(2, {}, null)],
      [102],
      {},
    ],
    [
      'drained, and somebody was made for it',
      [aLeaver(2), heir(3, 102)],
      [102],
      { going: places(102), settled: places(102) },
    ],
    [
      'each by itself',
      [aLeaver(2), ...up(1), heir(3, 91)],
      [90, 91, 101, 102],
      { owed: places(90), going: places(102), settled: places(91, 101) },
    ],
  ])('is %s', (_name, made, ids, found) => {
    expect(owedPlaces(aFleet(made, kept(...ids)), aPolicy())).toEqual({
      owed: [],
      going: [],
      settled: [],
      ...found,
    })
  })

  test('stands on the first NodeBalancer of the profile alone', () => {
    const [first] = aPolicy().attachments
    if (first === undefined) throw new Error('no attachment')
    expect(owedPlaces(aFleet(up(1), kept(90)), aPolicy({ attachments: [] })).owed).toEqual([])
    expect(owedPlaces(aFleet(up(1), { nodeBalancers: [] }), aPolicy()).owed).toEqual([])
  })
})

const RECONCILE = outBy(0, { action: 'reconcile' })

function plan(
  made: readonly Made[],
  ids: readonly number[],
  request: Request = RECONCILE,
  of: Policy = aPolicy(),
) {
  const { changes, hold } = planRequest(aFleet(made, kept(...ids), of), of, request, NOON)
  const words = changes.map((c) => {
    if (c.kind === 'add' && c.replaces !== undefined)
      return `add ${c.member} for ${c.replaces.label}${c.replaces.isGone === true ? ', which is gone' : ''}`
    if (c.kind === 'retag') return `retag ${c.member}, settles ${(c.settles ?? []).join(' and ')}`
    return `${c.kind} ${c.member}`
  })
  return hold === null ? words : [...words, `held: ${hold.reason}`]
}

const PAID: readonly (readonly [
  string,
  readonly Made[],
  readonly number[],
  Request,
  Partial<Policy>,
  readonly string[],
])[] = [
  [
    'a reconcile with nothing else to do',
    up(1, 2),
    [90],
    RECONCILE,
    {},
    ['add web-3 for instance 90, which is gone'],
  ],
  [
    'two of them',
    up(1, 2),
    [90, 91],
    RECONCILE,
    {},
    ['add web-3 for instance 90, which is gone', 'add web-4 for instance 91, which is gone'],
  ],
  ['what it creates anyway counts', up(1), [90], RECONCILE, {}, ['add web-2 for instance 90, which is gone']],
  [
    'and more are made where that is not enough',
    up(1),
    [90, 91],
    RECONCILE,
    {},
    ['add web-2 for instance 90, which is gone', 'add web-3 for instance 91, which is gone'],
  ],
  [
    'the rest of what it creates is for itself',
    up(1),
    [90],
    outBy(2),
    {},
    ['add web-2 for instance 90, which is gone', 'add web-3'],
  ],
  [
    'beside one that is settled',
    [...up(1, 2), heir(3, 91)],
    [90, 91],
    RECONCILE,
    {},
    ['retag web-3, settles 91', 'add web-4 for instance 90, which is gone'],
  ],
  [
    'not above max, where somebody came who was not made for it',
    up(1, 2),
    [90],
    RECONCILE,
    { size: { min: 2, max: 2 } },
    ['retag web-1, settles 90'],
  ],
  [
    'as far as max goes',
    up(1, 2),
    [90, 91],
    RECONCILE,
    { size: { min: 2, max: 3 } },
    ['retag web-1, settles 91', 'add web-3 for instance 90, which is gone'],
  ],
  [
    'nothing is held then',
    up(1, 2, 3),
    [90],
    outBy(1, { size: { kind: 'to', n: 3 } }),
    {},
    ['add web-4 for instance 90, which is gone'],
  ],
]

describe('any run pays a place that is owed', () => {
  test.each(PAID)('%s', (_name, made, ids, request, more, words) => {
    expect(plan(made, ids, request, aPolicy(more))).toEqual(words)
  })

  test('beside whatever else is to be done, which is done once', () => {
    expect(
      plan([...up(1), aMember(2, {}, null)], [90], RECONCILE, aPolicy({ size: { min: 3, max: 8 } })),
    ).toEqual(['attach web-2', 'add web-3 for instance 90, which is gone'])
  })

  test('not while most members are DOWN', () => {
    const down = [2, 3, 4].map((n) => aMember(n, {}, { health: 'down' }))
    expect(plan([aMember(1), ...down], [90])).toEqual([])
  })

  test('not while new members fail', () => {
    const failed = [2, 3, 4].map((n) => aMember(n, { created: NOON - 30 * MINUTE }, { health: 'down' }))
    expect(
      plan([...up(1, 5, 6, 7), ...failed], [90], RECONCILE, aPolicy({ size: { min: 2, max: 20 } })),
    ).toEqual([])
  })
})

describe('whoever makes the fleet smaller needs it no more', () => {
  test.each<readonly [string, readonly Made[], readonly number[], Request, readonly string[]]>([
    ['one place is as good as one removal', up(1, 2, 3, 4), [90], inBy(1), ['retag web-1, settles 90']],
    [
      'of two removals one is left',
      up(1, 2, 3, 4, 5),
      [90],
      inBy(2),
      ['retag web-1, settles 90', 'remove web-5'],
    ],
    [
      'no more are forgiven than were asked for',
      up(1, 2, 3, 4),
      [90, 91],
      inBy(1),
      ['retag web-1, settles 90'],
    ],
    [
      'and as many, also where min lets fewer go',
      up(1, 2, 3),
      [90, 91, 92, 93],
      inBy(3),
      ['retag web-1, settles 90 and 91 and 92'],
    ],
    ['to a size: that many stay', up(1, 2, 3, 4), [90], inTo(3), ['retag web-1, settles 90']],
    [
      'to the size that there is: forgiven whole',
      up(1, 2, 3),
      [90],
      inTo(3),
      ['retag web-1, settles 90', 'held: at-size'],
    ],
    [
      'who is drained already is finished all the same',
      [...up(1, 2, 3, 4), aLeaver(5)],
      [90],
      inBy(2),
      ['retag web-1, settles 90', 'remove web-5'],
    ],
    [
      'who was to leave its place for another leaves none',
      [...up(1, 2, 3), aLeaver(5)],
      [105],
      inBy(1),
      ['retag web-1, settles 105', 'remove web-5'],
    ],
  ])('%s', (_name, made, ids, request, words) => {
    expect(plan(made, ids, request)).toEqual(words)
  })
})

describe('a place is not forgiven', () => {
  test('by what is above max, which goes all the same', () => {
    const policy = aPolicy({ size: { min: 2, max: 3 } })
    expect(plan(up(1, 2, 3, 4), [90], inBy(1), policy)).toEqual(['retag web-1, settles 90', 'remove web-4'])
  })

  test('by a load that asks for no more than there are', () => {
    const policy = aSizedPolicy()
    const load = aReading(busyAt(0.6, 1, 2, 3), { peak: 3 })
    expect(plan(up(1, 2, 3), [90], byLoad('scale-in', load), policy)).toEqual([
      'add web-4 for instance 90, which is gone',
    ])
  })
})

describe('who leaves its place to another', () => {
  test.each<readonly [string, readonly Made[], readonly number[], readonly string[]]>([
    ['stays, and is put back', [...up(1, 2, 3), aLeaver(4)], [104], ['put-back web-4']],
    ['is no other that leaves: that one goes', [...up(1, 2, 3), aLeaver(4)], [], ['remove web-4']],
    ['is told from it', [...up(1, 2), aLeaver(3), aLeaver(4)], [104], ['put-back web-4', 'remove web-3']],
    [
      'goes for good above max, where there is no such place',
      [...up(1, 2, 3, 5), aLeaver(4)],
      [104],
      ['retag web-1, settles 104', 'remove web-4'],
    ],
  ])('%s', (_name, made, ids, words) => {
    expect(plan(made, ids, RECONCILE, aPolicy({ size: { min: 2, max: 4 } }))).toEqual(words)
  })
})

describe('a place that is settled', () => {
  test('comes off with the tag of whoever was made for it', () => {
    const spec = {
      hashes: new Map([[1, 'a'.repeat(20)]]),
      tags: [],
      shown: { region: null, types: null, image: null },
    }
    const [change] = planRequest(
      aFleet([...up(1, 2), heir(3, 90)], kept(90)),
      { ...aPolicy(), spec },
      RECONCILE,
      NOON,
    ).changes
    expect(change).toMatchObject({
      kind: 'retag',
      member: 'web-3',
      on: [],
      off: ['replaces:90'],
      settles: [90],
    })
  })

  test('comes off beside the first member where there is none', () => {
    const [change] = planRequest(aFleet(up(2, 3), kept(102)), aPolicy(), RECONCILE, NOON).changes
    expect(change).toMatchObject({ kind: 'retag', member: 'web-2', on: [], off: [], settles: [102] })
  })

  test('waits while there is nobody', () => {
    expect(plan([], [90])).toEqual(['add web-1 for instance 90, which is gone', 'add web-2'])
  })
})
