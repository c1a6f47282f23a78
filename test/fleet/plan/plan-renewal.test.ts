import { describe, expect, test } from 'vitest'
import type { Instance, Sighting } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
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
import { outBy } from '../../support/a-request.ts'
import { aSpec as spec, SPEC_TAG as SPEC } from '../../support/a-spec.ts'
import { anEvent } from '../../support/an-event.ts'

const DAY = 1_440 * MINUTE
const FLEET = 'fleet:web:12345'
const policy = (more: Partial<Policy> = {}): Policy => ({ ...aPolicy(), spec, maxAge: 10 * DAY, ...more })
const sized = (min: number, max: number) => policy({ size: { min, max } })

/** Member n, so many days old. */
const aged = (n: number, days: number, more: Partial<Instance> = {}): Made =>
  aMember(n, { created: NOON - days * DAY, tags: [FLEET, SPEC], ...more })
/** Member n, so many minutes old, in the place of another whatever that one was made from. */
const fresh = (n: number, of: number, minutes: number, health: 'up' | 'down' = 'up'): Made =>
  aMember(
    n,
    { created: NOON - minutes * MINUTE, tags: [FLEET, SPEC, `replaces:${100 + of}:always`] },
    { health },
  )

function plan(
  made: readonly Made[],
  of = policy(),
  more: Partial<Request> = {},
  seen: Partial<Sighting> = {},
) {
  const request = outBy(0, { action: 'reconcile', ...more })
  return planRequest(aFleet(made, seen, of), of, request, NOON).changes.map((c) =>
    c.kind === 'add' && c.replaces !== undefined
      ? `add ${c.member} for ${c.replaces.label}${c.replaces.isAlways === true ? ' whatever it was made from' : ''}`
      : `${c.kind} ${c.member}${c.kind === 'remove' && c.isFirst === true ? ' first' : ''}${c.kind === 'remove' && c.isRefresh === true ? '' : c.kind === 'remove' ? ' for good' : ''}`,
  )
}

const young = [aged(2, 1), aged(3, 1)]
const FOR = 'add web-4 for web-1 whatever it was made from'

const OLD: readonly (readonly [string, readonly Made[], readonly string[]])[] = [
  ['is replaced: a new one beside it', [aged(1, 11), ...young], [FOR]],
  ['not on its very day', [aged(1, 10), ...young], []],
  [
    'one at a time, the oldest',
    [aged(1, 12), aged(2, 11), aged(3, 13)],
    ['add web-4 for web-3 whatever it was made from'],
  ],
  ['of two of one age the lower number', [aged(2, 11), aged(1, 11), aged(3, 1)], [FOR]],
  ['not one that a person holds', [aged(1, 11, { tags: [FLEET, SPEC, 'keep'] }), ...young], []],
  [
    'not one that does not serve',
    [aMember(1, { created: NOON - 11 * DAY }, { health: 'unknown' }), ...young],
    [],
  ],
  [
    'not while somebody is on the way',
    [
      aged(1, 11),
      aged(2, 1),
      aMember(3, { created: NOON - MINUTE, tags: [FLEET, SPEC] }, { health: 'down' }),
    ],
    [],
  ],
  [
    'not one with a stale mark: that comes off first',
    [aMember(1, { created: NOON - 11 * DAY, tags: [FLEET, SPEC] }, { label: 'web-1.outgsmo0' }), ...young],
    ['put-back web-1'],
  ],
]

describe('a member that is older than the profile lets it be', () => {
  test.each(OLD)('%s', (_name, made, changes) => {
    expect(plan(made)).toEqual(changes)
  })

  test.each<readonly [string, Policy, Partial<Request>, Partial<Sighting>]>([
    ['the profile has no such bound', aPolicy(), {}, {}],
    ['growth wants the place', policy(), { renews: false }, {}],
    ['scale-out is paused', policy(), {}, { nodeBalancers: [aNodeBalancer({ tags: ['paused-out:web'] })] }],
  ])('stays where %s', (_name, of, more, seen) => {
    expect(plan([aged(1, 11), ...young], of, more, seen)).toEqual([])
  })

  test('stays while somebody leaves', () => {
    expect(plan([aged(1, 11), ...young, aLeaver(5)])).toEqual(['remove web-5 for good'])
  })

  test('stays while there are two specs by turns', () => {
    const other = { tags: [FLEET, `spec:1-${'b'.repeat(20)}`] }
    const byTurns = [aged(1, 11), aged(2, 3), aged(3, 2, other), aged(4, 1)]
    expect(plan(byTurns)).toEqual([])
    expect(plan([aged(1, 11), aged(2, 3), aged(4, 1)])).toEqual([
      'add web-3 for web-1 whatever it was made from',
    ])
  })

  test('stays while new members fail, and while most members are DOWN', () => {
    const died = {
      activity: [1, 2, 3].flatMap((m) => [anEvent('create', 20 + m, m), anEvent('delete', 20 + m, m - 0.5)]),
    }
    expect(plan([aged(1, 11), ...young], policy(), {}, died)).toEqual([])
    const down = [2, 3, 4].map((n) => aMember(n, {}, { health: 'down' }))
    expect(plan([aged(1, 11), ...down])).toEqual([])
  })
})

describe('where there is no room beside it', () => {
  const all = [aged(1, 11), ...young]
  const prices = { hourly: new Map([['g6-nanode-1', 0.01]]), dearest: 0.01 }
  test.each<readonly [string, readonly Made[], Policy, Partial<Request>, readonly string[]]>([
    ['at min = max it goes first', all, sized(3, 3), {}, ['remove web-1 first']],
    ['at max it stays: somebody may raise it', all, sized(2, 3), {}, []],
    [
      'it stays where one of them does not serve',
      [aged(1, 11), aged(2, 1), aMember(3, { tags: [FLEET, SPEC] }, { health: 'unknown' })],
      sized(3, 3),
      {},
      [],
    ],
    [
      'it stays where the money is not enough for another',
      all,
      policy({ size: { min: 3, max: 3, maxHourly: 0.02 } }),
      { prices },
      [],
    ],
    [
      'and goes where it is',
      all,
      policy({ size: { min: 3, max: 3, maxHourly: 0.03 } }),
      { prices },
      ['remove web-1 first'],
    ],
  ])('%s', (_name, made, of, more, changes) => {
    expect(plan(made, of, more)).toEqual(changes)
  })
})

/** Web-1, so many days old, drained by a run of ours. */
const leaver = (days: number): Made => ({ ...aged(1, days), backends: aLeaver(1).backends ?? [] })

describe('one that goes first and is in its drain', () => {
  const kept = { nodeBalancers: [aNodeBalancer({ tags: ['place:web:101'] })] }
  const goFirst = new Set([instanceId(101)])
  type Case = readonly [string, Made, Policy, Partial<Sighting>, Partial<Request>, readonly string[]]
  test.each<Case>([
    ['is finished by the run that drained it', leaver(11), sized(3, 3), {}, { goFirst }, ['remove web-1']],
    ['also where its place is kept', leaver(11), sized(3, 3), kept, { goFirst }, ['remove web-1 first']],
    ['and by a later turn', leaver(11), sized(3, 3), kept, { action: 'follow' }, ['remove web-1 first']],
    ['is put back where another run has left it', leaver(11), sized(3, 3), {}, {}, ['put-back web-1']],
    ['also where its place is kept', leaver(11), sized(3, 3), kept, {}, ['put-back web-1']],
    [
      'is put back where it is not to be renewed',
      leaver(1),
      sized(3, 3),
      {},
      { goFirst },
      ['put-back web-1'],
    ],
    ['is put back where there is room', leaver(11), sized(3, 4), {}, { goFirst }, ['put-back web-1']],
  ])('%s', (_name, first, of, seen, more, changes) => {
    expect(plan([first, ...young], of, more, seen)).toEqual(changes)
  })
})

describe('a pair', () => {
  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['ends when the new one has proved itself', [aged(1, 11), ...young, fresh(4, 1, 3)], ['remove web-1']],
    ['not a minute before', [aged(1, 11), ...young, fresh(4, 1, 2)], []],
    ['not while the new one is DOWN and starts', [aged(1, 11), ...young, fresh(4, 1, 3, 'down')], []],
    [
      'of a refresh that died longer ago than it may take',
      [aged(1, 5), ...young, fresh(4, 1, 11)],
      ['remove web-1'],
    ],
    ['not of one that may live', [aged(1, 5), ...young, fresh(4, 1, 10)], []],
    [
      'not while min needs both halves',
      [aged(1, 11), aMember(2, { tags: [FLEET, SPEC] }, { health: 'unknown' }), fresh(4, 1, 3)],
      [],
    ],
    ['one of two', [aged(1, 11), aged(2, 12), aged(3, 1), fresh(4, 1, 5), fresh(5, 2, 5)], ['remove web-1']],
    ['nobody is made beside it', [aged(1, 11), aged(2, 11), aged(3, 1), fresh(4, 1, 2)], []],
  ])('%s', (_name, made, changes) => {
    expect(plan(made)).toEqual(changes)
  })

  test.each<readonly [string, number, readonly string[]]>([
    ['one that failed is left to be looked at for a day', 1_440, []],
    ['and then removed', 1_441, ['remove web-4']],
  ])('%s', (_name, minutes, changes) => {
    expect(plan([aged(1, 11), ...young, fresh(4, 1, minutes, 'down')])).toEqual(changes)
  })

  test('one that failed goes at once when the profile makes another by now', () => {
    const failed = aMember(
      4,
      { created: NOON - 60 * MINUTE, tags: [FLEET, `spec:1-${'b'.repeat(20)}`, 'replaces:101:always'] },
      { health: 'down' },
    )
    expect(plan([aged(1, 5), ...young, failed])).toEqual(['remove web-4'])
  })
})

const inMinutes = (n: number, minutes: number | null) => ({
  instance: instanceId(100 + n),
  what: 'reboot',
  at: minutes === null ? null : NOON + minutes * MINUTE,
})

describe('what Linode has planned', () => {
  const members = [aged(1, 2), aged(2, 1), aged(3, 12)]
  test.each<readonly [string, Partial<Policy>, readonly string[]]>([
    ['comes before age', { maintenance: [inMinutes(1, 600)] }, [FOR]],
    ['what is soonest first', { maintenance: [inMinutes(2, 700), inMinutes(1, 600)] }, [FOR]],
    [
      'the soonest of one’s own counts',
      { maintenance: [inMinutes(2, 700), inMinutes(1, 900), inMinutes(1, 600)] },
      [FOR],
    ],
    [
      'another one’s does not count',
      { maxAge: 99 * DAY, maintenance: [inMinutes(2, 600)] },
      ['add web-4 for web-2 whatever it was made from'],
    ],
    ['nor that of what is no member', { maxAge: 99 * DAY, maintenance: [inMinutes(9, 600)] }, []],
    ['a day ahead', { maxAge: 99 * DAY, maintenance: [inMinutes(1, 1_440)] }, [FOR]],
    ['not longer', { maxAge: 99 * DAY, maintenance: [inMinutes(1, 1_441)] }, []],
    ['once it has begun it is too late', { maxAge: 99 * DAY, maintenance: [inMinutes(1, 0)] }, []],
    ['without a time it is none', { maxAge: 99 * DAY, maintenance: [inMinutes(1, null)] }, []],
    [
      'nor where the profile ignores it',
      { maxAge: 99 * DAY, ignoresMaintenance: true, maintenance: [inMinutes(1, 600)] },
      [],
    ],
  ])('%s', (_name, more, changes) => {
    expect(plan(members, policy(more))).toEqual(changes)
  })
})
