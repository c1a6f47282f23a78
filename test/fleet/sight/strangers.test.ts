import { describe, expect, test } from 'vitest'
import type { Backend, Instance } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { checkStrangers, fillTo } from '../../../src/fleet/plan/check-strangers.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { untaggedSince, untaggedStrangers } from '../../../src/fleet/sight/strangers.ts'
import {
  aBackend,
  aFleet,
  aMember,
  anInstance,
  aPolicy,
  MINUTE,
  NOON,
  type Made,
} from '../../support/a-fleet.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const lost = (n: number, instance: Partial<Instance> = {}, backend: Partial<Backend> | null = {}): Made =>
  aMember(n, { tags: [], ...instance }, backend)
const labels = (some: readonly Instance[]) => some.map((i) => i.label)

const serving = (made: Made) => labels(untaggedStrangers(aFleet([made])).serving)

const two = (low: Partial<Backend>, high: Partial<Backend>): Made => ({
  instance: anInstance(2, { tags: [] }),
  backends: [aBackend(2, { id: backendId(9), ...high }), aBackend(2, { id: backendId(5), ...low })],
})

test('of two backend nodes in its place the one with the lower id counts', () => {
  expect(serving(two({}, { health: 'down' }))).toEqual(['web-2'])
  expect(serving(two({ health: 'down' }, {}))).toEqual([])
})

test('of two backend nodes in its place one that a person has closed does not count beside an open one', () => {
  expect(serving(two({ mode: 'reject' }, {}))).toEqual(['web-2'])
  expect(serving(two({ mode: 'drain' }, { health: 'down' }))).toEqual([])
})

describe('an instance that may be a member whose tag was lost', () => {
  test.each<readonly [string, Made, boolean, boolean]>([
    ['runs without any fleet tag, and serves', lost(2), true, true],
    ['runs, and is DOWN', lost(2, {}, { health: 'down' }), true, false],
    ['runs, and is behind nothing', lost(2, {}, null), true, false],
    ['is drained', lost(2, {}, { mode: 'drain' }), true, false],
    ['is about to run', lost(2, { status: 'booting' }, null), true, false],
    ['not one that is off', lost(2, { status: 'offline' }), false, false],
    ['not one of another fleet', lost(2, { tags: ['fleet:web:999'] }), false, false],
    ['whatever other tags it has', lost(2, { tags: ['fleet', 'khw'] }), true, true],
    ['by its label where its address is not known', lost(2, { address: null }), true, true],
    ['or by its marked label', lost(2, { address: null }, { label: 'web-2.outgsmo0' }), true, true],
    [
      'not by another’s label',
      { instance: anInstance(2, { tags: [], address: null }), backends: [aBackend(3)] },
      true,
      false,
    ],
    ['not by the backend node of another port', lost(2, {}, { address: '192.168.130.2:8080' }), true, false],
  ])('%s', (_name, made, is, serves) => {
    const { all, serving } = untaggedStrangers(aFleet([aMember(1), made]))
    expect([labels(all), labels(serving)]).toEqual([is ? ['web-2'] : [], serves ? ['web-2'] : []])
  })

  test('serves only on every config', () => {
    const policy = aPolicyOnTwo()
    const on = (second: Partial<Backend> | null) =>
      labels(
        untaggedStrangers(aFleet([aMemberOnTwo(2, [{}, second], { tags: [] })], bothConfigs(), policy))
          .serving,
      )
    expect([on({}), on(null), on({ health: 'down' })]).toEqual([['web-2'], [], []])
  })

  test('counts as new only when it was created after an instant', () => {
    const strangers = untaggedStrangers(
      aFleet([lost(2, { created: NOON - MINUTE }), lost(3, { created: NOON - 2 * MINUTE })]),
    )
    expect(labels(untaggedSince(strangers, NOON - 2 * MINUTE))).toEqual(['web-2'])
  })
})

const check = (made: readonly Made[], wanted = 1, creates = 1, max = 4) => {
  const policy = aPolicy({ size: { min: 2, max } })
  const fleet = aFleet(made, {}, policy)
  return checkStrangers(fleet, policy, takeCensus(fleet, policy, NOON), { wanted, creates })
}

describe('strangers without a tag count against max', () => {
  const up = [aMember(1), aMember(2)]

  test('and where there are none nobody asks', () => {
    expect(check(up)).toEqual([])
  })

  test.each<
    readonly [
      string,
      readonly Made[],
      number,
      number,
      number,
      { allowed: number; holds: boolean; limit: number },
    ]
  >([
    ['room beside one', [...up, lost(3)], 1, 1, 4, { allowed: 1, holds: false, limit: 2 }],
    ['room beside none of two', [...up, lost(3), lost(4)], 1, 1, 4, { allowed: 0, holds: true, limit: 2 }],
    ['nobody is wanted', [...up, lost(3), lost(4)], 0, 0, 4, { allowed: 0, holds: false, limit: 2 }],
    ['they fill what min lacks', [aMember(1), lost(3)], 1, 0, 4, { allowed: 2, holds: true, limit: 3 }],
    [
      'at max that is the reason, and not they',
      [...up, lost(3)],
      1,
      1,
      2,
      { allowed: 0, holds: false, limit: 0 },
    ],
    ['above max there is no room', [...up, lost(3)], 1, 1, 1, { allowed: 0, holds: false, limit: 0 }],
  ])('%s', (_name, made, wanted, creates, max, { allowed, holds, limit }) => {
    const value = made.length - made.filter((m) => m.instance?.tags.length === 1).length
    expect(check(made, wanted, creates, max)).toMatchObject([
      { guard: { guard: 'strangers', value, limit, passed: !holds }, allowed, holds, until: null },
    ])
  })

  test('and are told by name, with what to do', () => {
    expect(check([...up, lost(3)]).map((v) => v.detail)).toEqual([
      'web-3 (instance 103) runs without the tag fleet:web:12345, 1 of them in service: put it back on it, or rename or delete it',
    ])
    expect(check([...up, lost(3), lost(4, {}, { health: 'down' })]).map((v) => v.detail)).toEqual([
      'web-3 (instance 103), web-4 (instance 104) run without the tag fleet:web:12345, 1 of them in service: put it back on them, or rename or delete them',
    ])
    expect(check([...up, lost(3, {}, null)]).map((v) => v.detail)).toEqual([
      'web-3 (instance 103) runs without the tag fleet:web:12345: put it back on it, or rename or delete it',
    ])
  })
})

test.each<readonly [string, readonly Made[], number, number, number]>([
  ['as many as min asks for', [], 3, 1, 3],
  ['less those that serve without a tag', [lost(5)], 3, 1, 2],
  ['but not one that is DOWN', [lost(5, {}, { health: 'down' })], 3, 1, 3],
  ['never less than one where nobody serves or will', [lost(5), lost(6), lost(7)], 3, 0, 1],
  ['unless nobody is wanted', [lost(5)], 0, 0, 0],
  ['where somebody does, that is enough', [lost(5), lost(6), lost(7)], 3, 1, 0],
])('to fill to min: %s', (_name, made, min, have, to) => {
  expect(fillTo(aFleet(made), { min, max: 8 }, have)).toBe(to)
})
