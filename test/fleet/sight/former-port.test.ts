import { describe, expect, test } from 'vitest'
import type { Backend, Instance, Member } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import {
  isOut,
  markable,
  modeAfter,
  nodesOf,
  putBackOrder,
  servesByOwn,
  spoiledBecause,
  staleBecause,
  type MemberState,
} from '../../../src/fleet/sight/member-state.ts'
import { aBackend, aFleet, anInstance, aPolicy, NOON } from '../../support/a-fleet.ts'

const WAS = 'web-1.wasgsmo0'
const OUT = 'web-1.outgsmo0'
const NEW = 'web-1.newgsmo0'

/** The member's backend node on another port than the profile's. */
function beside(overrides: Partial<Backend> = {}): Backend {
  return aBackend(1, { id: backendId(1500), address: '192.168.130.1:8080', ...overrides })
}

function fleetOf(backends: readonly Backend[], instance: Partial<Instance> = {}) {
  return aFleet([{ instance: anInstance(1, instance), backends }])
}

function memberOf(...backends: readonly Backend[]): Member {
  const [member] = fleetOf(backends).members
  if (member === undefined) throw new Error('no member')
  return member
}

const own = (overrides: Partial<Backend> = {}) => aBackend(1, overrides)

describe('a backend node on another port of a member’s address is a former one of it', () => {
  test.each<readonly [string, readonly Backend[], boolean]>([
    ['under its plain label, while the profile’s port has none', [beside()], true],
    ['under its plain label, beside one that is to take over', [beside(), own({ label: NEW })], true],
    ['under its plain label, beside one that was the former', [beside(), own({ label: WAS })], true],
    ['not under its plain label beside its own: somebody’s second port', [beside(), own()], false],
    ['by `.was`, beside its own', [beside({ label: WAS }), own()], true],
    ['by a drain of ours, beside its own', [beside({ label: OUT, mode: 'drain' }), own()], true],
    ['not by another member’s label', [beside({ label: 'web-2' })], false],
    ['not by another member’s `.was`', [beside({ label: 'web-2.wasgsmo0' })], false],
    ['not by a label of its own', [beside({ label: 'debug' })], false],
  ])('%s', (_name, backends, is) => {
    const { members, foreign } = fleetOf(backends)
    expect(members.map((m) => m.former.map((b) => b.id))).toEqual([is ? [1500] : []])
    expect(foreign.map((b) => b.id)).toEqual(is ? [] : [1500])
  })
})

describe('while its new port does not serve a member is', () => {
  test.each<readonly [string, readonly Backend[], MemberState]>([
    ['in service by the former one alone', [beside()], 'in-service'],
    [
      'in service by the former one beside a new one that is DOWN',
      [beside({ label: WAS }), own({ health: 'down' })],
      'in-service',
    ],
    [
      'in service by the new one when the former is drained',
      [beside({ label: WAS, mode: 'drain' }), own()],
      'in-service',
    ],
    ['not in service by one that is DOWN', [beside({ health: 'down' })], 'unattached'],
    [
      'out of service when both are DOWN',
      [beside({ label: WAS, health: 'down' }), own({ health: 'down' })],
      'out-of-service',
    ],
    [
      'not in service by a former one that is drained',
      [beside({ label: WAS, mode: 'drain' }), own({ health: 'down' })],
      'out-of-service',
    ],
    ['held when a person has drained its plain former one', [beside({ mode: 'drain' })], 'held'],
    ['leaving when a run of ours has drained it', [beside({ label: OUT, mode: 'drain' })], 'leaving'],
  ])('%s', (_name, backends, state) => {
    const census = takeCensus(fleetOf(backends), aPolicy(), NOON)
    expect(census.all.map((c) => c.state)).toEqual([state])
  })

  test.each<readonly [string, readonly Backend[], boolean, boolean]>([
    ['both serve', [beside({ label: WAS }), own()], true, false],
    ['the former one alone', [beside()], false, false],
    [
      'the new one is DOWN beside a former one that serves',
      [beside({ label: WAS }), own({ health: 'down' })],
      false,
      false,
    ],
    ['both are DOWN', [beside({ label: WAS, health: 'down' }), own({ health: 'down' })], false, true],
  ])('serving by the profile’s port, and DOWN: %s', (_name, backends, byOwn, down) => {
    const fleet = fleetOf(backends)
    const [member] = fleet.members
    expect(member && servesByOwn(member, fleet)).toBe(byOwn)
    expect(takeCensus(fleet, aPolicy(), NOON).all.map((c) => c.down)).toEqual([down])
  })
})

describe('a mark of a former port', () => {
  test('on the profile’s port is stale: the profile has gone back to it', () => {
    const member = memberOf(own({ label: WAS }))
    expect(staleBecause(member)).toBe('its port is the profile’s again')
    expect(spoiledBecause(member, aPolicy())).toBe('its port is the profile’s again')
    expect(staleBecause(memberOf(own(), beside({ label: WAS })))).toBeNull()
  })

  test('takes it out of the connections only in drain', () => {
    const member = { label: 'web-1' }
    expect(isOut(beside({ label: WAS, mode: 'drain' }), member)).toBe(true)
    expect(isOut(beside({ label: WAS }), member)).toBe(false)
    expect(isOut(beside({ label: OUT, mode: 'drain' }), member)).toBe(true)
    expect(isOut(beside({ mode: 'drain' }), member)).toBe(false)
  })

  test.each<readonly [string, Partial<Backend>, string]>([
    ['a drain of ours is undone', { label: OUT, mode: 'drain' }, 'accept'],
    ['a former one that is drained is opened', { label: WAS, mode: 'drain' }, 'accept'],
    ['a former one that a person has rejected stays so', { label: WAS, mode: 'reject' }, 'reject'],
    ['a person’s drain stays', { mode: 'drain' }, 'drain'],
    ['a person’s reject over our mark stays', { label: OUT, mode: 'reject' }, 'reject'],
  ])('the mode after putting back: %s', (_name, overrides, mode) => {
    expect(modeAfter(own(overrides), aPolicy())).toBe(mode)
  })
})

describe('putting a member back', () => {
  test('is about the profile’s ports, and of the former ones about those that a drain has marked', () => {
    const former = [beside({ label: WAS }), beside({ id: backendId(1501), label: OUT, mode: 'drain' })]
    expect(markable({ backends: [own()], former }).map((b) => b.id)).toEqual([1001, 1501])
    expect(markable({ backends: [own()] }).map((b) => b.id)).toEqual([1001])
    expect(nodesOf({ backends: [own()], former }).map((b) => b.id)).toEqual([1001, 1500, 1501])
    expect(nodesOf({ backends: [own()], former: [] }).map((b) => b.id)).toEqual([1001])
  })

  test('goes by what carries a mark: what is drained first, and no drain that is a person’s by now', () => {
    const nodes = [
      own({ id: backendId(1), label: OUT, mode: 'accept' }),
      own({ id: backendId(2), label: WAS }),
      own({ id: backendId(3), label: OUT, mode: 'drain' }),
      own({ id: backendId(4), label: OUT, mode: 'drain', old: true }),
      own({ id: backendId(5), mode: 'drain' }),
    ]
    expect(putBackOrder(nodes).map((b) => b.id)).toEqual([3, 1, 2])
  })
})
