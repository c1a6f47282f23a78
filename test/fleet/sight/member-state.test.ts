import { describe, expect, test } from 'vitest'
import type { Backend, Instance } from '../../../src/fleet/model/fleet.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import {
  heldBecause,
  isDown,
  isLeaving,
  spoiledBecause,
  type MemberState,
} from '../../../src/fleet/sight/member-state.ts'
import { aBackend, aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const young = { created: NOON - MINUTE }
const out = { label: 'web-1.outgsmo0', mode: 'drain' }

const table: readonly (readonly [string, Partial<Instance>, Partial<Backend> | null, MemberState])[] = [
  ['accept and UP', {}, {}, 'in-service'],
  ['accept and UP, however young', young, {}, 'in-service'],
  ['young and DOWN', young, { health: 'down' }, 'starting'],
  ['young and without a backend node', young, null, 'starting'],
  ['young and off', { ...young, status: 'offline' }, { health: 'down' }, 'starting'],
  ['exactly healthy_within old', { created: NOON - 10 * MINUTE }, { health: 'down' }, 'starting'],
  ['past healthy_within and DOWN', { created: NOON - 10 * MINUTE - 1 }, { health: 'down' }, 'out-of-service'],
  ['Unknown', {}, { health: 'unknown' }, 'out-of-service'],
  ['without a backend node', {}, null, 'unattached'],
  ['off', { status: 'offline' }, { health: 'down' }, 'not-running'],
  ['off and without a backend node', { status: 'offline' }, null, 'not-running'],
  ['migrating', { status: 'migrating' }, { health: 'down' }, 'not-running'],
  ['rebooting', { status: 'rebooting' }, { health: 'down' }, 'out-of-service'],
  ['drained with our mark', {}, out, 'leaving'],
  [
    'drained with our mark, young, DOWN and kept',
    { ...young, tags: ['keep', 'fleet:web:12345'] },
    { ...out, health: 'down' },
    'leaving',
  ],
  ['drained without our mark', {}, { mode: 'drain' }, 'held'],
  ['rejected', {}, { mode: 'reject' }, 'held'],
  ['a backup', {}, { mode: 'backup' }, 'held'],
  ['with the protect tag', { tags: ['keep', 'fleet:web:12345'] }, {}, 'held'],
  ['with the protect tag in large letters', { tags: ['Keep', 'fleet:web:12345'] }, {}, 'held'],
  ['with a tag that only begins so', { tags: ['keeps', 'fleet:web:12345'] }, {}, 'in-service'],
  ['locked', { locks: ['cannot_delete'] }, {}, 'held'],
  ['our mark without the drain', {}, { label: 'web-1.outgsmo0' }, 'in-service'],
]

describe('a member is in exactly one state', () => {
  test.each(table)('%s', (_name, instance, backend, state) => {
    const fleet = aFleet([aMember(1, instance, backend)])
    expect(takeCensus(fleet, aPolicy(), NOON).all.map((c) => c.state)).toEqual([state])
  })

  test('on a config without a health check: in service when it runs', () => {
    const [config] = aFleet([]).configs
    const configs = config === undefined ? [] : [{ ...config, checked: false }]
    const states = ['running', 'booting', 'offline'].map((status) => {
      const fleet = aFleet([aMember(1, { status }, { health: 'unknown' })], { configs })
      return takeCensus(fleet, aPolicy(), NOON).all.map((c) => c.state)
    })
    expect(states).toEqual([['in-service'], ['out-of-service'], ['not-running']])
  })
})

describe('a drain of ours is not finished when', () => {
  const spoilt: readonly (readonly [string, Partial<Instance>, Partial<Backend>, string | null])[] = [
    ['nothing has changed', {}, out, null],
    [
      'a person has put it back',
      {},
      { label: 'web-1.outgsmo0', mode: 'accept' },
      'the drain was undone by hand on config 67890',
    ],
    [
      'a person has rejected it',
      {},
      { label: 'web-1.outgsmo0', mode: 'reject' },
      'the drain was undone by hand on config 67890',
    ],
    ['it was given the protect tag', { tags: ['keep', 'fleet:web:12345'] }, out, 'tag keep'],
    ['it was locked', { locks: ['cannot_delete'] }, out, 'locked (cannot_delete)'],
    ['it was locked twice: both are told', { locks: ['one', 'other'] }, out, 'locked (one, other)'],
  ]
  test.each(spoilt)('%s', (_name, instance, backend, why) => {
    const [member] = aFleet([aMember(1, instance, backend)]).members
    expect(member && spoiledBecause(member, aPolicy())).toBe(why)
  })
})

describe('a member is DOWN', () => {
  const down = { health: 'down' } as const
  const table: readonly (readonly [
    string,
    Parameters<typeof aMemberOnTwo>[1],
    Partial<Instance>,
    boolean,
    boolean,
  ])[] = [
    ['when one of two checks says so', [{}, down], {}, true, true],
    ['when the other one does', [down, {}], {}, true, true],
    ['not when both say UP', [{}, {}], {}, true, false],
    ['not when one says Unknown', [{ health: 'unknown' }, {}], {}, true, false],
    ['not when it is on no config', [null, null], { status: 'offline' }, true, false],
    ['when it is off and one config checks nothing', [{}, {}], { status: 'offline' }, false, true],
    ['not when it boots and one config checks nothing', [{}, down], { status: 'booting' }, false, false],
  ]
  test.each(table)('%s', (_name, backends, instance, checked, is) => {
    const policy = aPolicyOnTwo()
    const fleet = aFleet([aMemberOnTwo(1, backends, instance)], bothConfigs(checked), policy)
    const [member] = fleet.members
    expect(member && isDown(member, fleet)).toBe(is)
  })
})

test.each([
  ['its own mark in drain', 'web-1.out', 'drain', true],
  ['the mark of another member: the address was reused', 'web-9.out', 'drain', false],
  ['its own mark in accept: a person has undone it', 'web-1.out', 'accept', false],
  ['a person’s drain', 'web-1', 'drain', false],
])('a mark speaks only for the member whose label it bears: %s', (_what, label, mode, leaves) => {
  expect(isLeaving(aBackend(1, { label, mode }), { label: 'web-1' })).toBe(leaves)
})

test.each([
  ['web-1.outgsmo0', 'since 2026-11-23T'],
  ['web-1.out', 'at a time that its mark does not tell'],
])(
  'a drain that is too old for a run to finish says since when, as far as its mark %s tells',
  (label, told) => {
    const late = { observedAt: NOON + 24 * 60 * MINUTE }
    const [member] = aFleet([aMember(1, {}, { label, mode: 'drain' })], late).members
    expect(member === undefined ? '' : heldBecause(member, aPolicy())).toMatch(
      new RegExp(
        `^in drain on config 67890 ${told}.*: too long for a run to finish it; set it back to accept`,
      ),
    )
  },
)
