import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { planReplacement, suspects } from '../../../src/fleet/plan/plan-replacement.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { changesOf } from '../../support/changes-of.ts'

const policy = aPolicy()
const reconcile = outBy(0, { action: 'reconcile' })
const down = { health: 'down' } as const
const up = (...n: readonly number[]): readonly Made[] => n.map((each) => aMember(each))
const dead = (...n: readonly number[]): readonly Made[] => n.map((each) => aMember(each, {}, down))
const young = (n: number): Made => aMember(n, { created: NOON - 2 * MINUTE }, down)

function plan(
  made: readonly Made[],
  watched: readonly number[],
  seen: Partial<Sighting> = {},
  request = reconcile,
): Plan {
  return planReplacement(
    aFleet(made, seen),
    policy,
    request,
    new Set(watched.map((n) => instanceId(100 + n))),
  )
}

describe('who may be dead', () => {
  const table: readonly (readonly [string, Made, boolean])[] = [
    ['one that is DOWN past starting', aMember(1, {}, down), true],
    ['not one that starts', young(1), false],
    ['not one that nobody knows of', aMember(1, {}, { health: 'unknown' }), false],
    ['not one that is UP', aMember(1), false],
    ['not one that is off', aMember(1, { status: 'offline' }, down), false],
    ['not one that a person keeps', aMember(1, { tags: ['fleet:web:12345', 'keep'] }, down), false],
    ['not one that a person drains', aMember(1, {}, { ...down, mode: 'drain' }), false],
    ['not one that leaves', aMember(1, {}, { ...down, mode: 'drain', label: 'web-1.outgsmo0' }), false],
  ]
  test.each(table)('%s', (_name, made, is) => {
    expect(suspects(aFleet([made]), policy, NOON).map((m) => m.label)).toEqual(is ? ['web-1'] : [])
  })
})

describe('a replacement', () => {
  const table: readonly (readonly [string, Plan, readonly string[]])[] = [
    ['is of the dead one', plan([...up(1, 2), ...dead(3)], [3]), ['remove web-3', 'add web-4']],
    [
      'is of the lowest id of several',
      plan([...up(1, 4, 5), ...dead(3, 2)], [2, 3]),
      ['remove web-2', 'add web-6'],
    ],
    ['is of nobody who was not watched', plan([...up(1, 2), ...dead(3)], []), []],
    ['is of nobody who lives by now', plan(up(1, 2, 3), [3]), []],
    ['is of nobody under the brake', plan([...up(1), ...dead(2, 3)], [2, 3]), []],
    ['is of nobody while others are on their way', plan([...up(1, 2), ...dead(3), young(4)], [3]), []],
    [
      'is of nobody when new members fail',
      plan([...up(1, 2, 3), ...[4, 5, 6].map((n) => aMember(n, { created: NOON - 20 * MINUTE }, down))], [4]),
      [],
    ],
  ]
  test.each(table)('%s', (_name, { changes }, expected) => {
    expect(changesOf({ changes })).toEqual(expected)
  })

  test('tells its rules and no hold', () => {
    expect(plan([...up(1, 2), ...dead(3)], [3])).toMatchObject({
      hold: null,
      request: { ...reconcile, force: true, pausable: true },
      guards: [
        { guard: 'most-members-down', value: 1, limit: 1, passed: true },
        { guard: 'new-members-fail', value: 0, limit: 3, passed: true },
        { guard: 'on-the-way', value: 0, limit: 0, passed: true },
      ],
    })
  })
})

describe('what holds a replacement', () => {
  test('while others are on their way is held, and says so', () => {
    expect(plan([...up(1, 2), ...dead(3), young(4)], [3])).toMatchObject({
      hold: {
        reason: 'on-the-way',
        detail: '1 members are on their way already: a dead one is replaced after that',
        until: null,
      },
      guards: [{}, {}, { value: 1, limit: 0, passed: false }],
    })
  })

  test('of nobody while others are on their way is no hold', () => {
    expect(plan([...up(1, 2), young(4)], []).hold).toBeNull()
  })

  test('under the brake is held, and says so', () => {
    expect(plan([...up(1), ...dead(2, 3)], [2]).hold).toMatchObject({
      reason: 'most-members-down',
      detail: expect.stringContaining('a run replaces nobody'),
    })
  })

  test('is held by a pause, which --force passes', () => {
    const paused = { nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', null)] })] }
    const made = [...up(1, 2), ...dead(3)]
    expect(plan(made, [3], paused).hold?.reason).toBe('paused')
    const forced = plan(made, [3], paused, { ...reconcile, force: true })
    expect(changesOf(forced)).toEqual(['remove web-3', 'add web-4'])
    expect(forced.request).toMatchObject({ force: true, pausable: false })
  })
})
