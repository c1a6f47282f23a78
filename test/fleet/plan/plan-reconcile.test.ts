import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { planReconcile } from '../../../src/fleet/plan/plan-reconcile.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'
import { changesOf } from '../../support/changes-of.ts'

const small = aPolicy({ size: { min: 2, max: 3 } })
const down = { health: 'down' } as const
const kept = { tags: ['fleet:web:12345', 'keep'] }
const request = outBy(0, { action: 'reconcile' })

function plan(made: readonly Made[], seen: Partial<Sighting> = {}, policy = small): Plan {
  return planReconcile(aFleet(made, seen), policy, request, NOON)
}

function deadLeaver(n: number): Made {
  return aMember(n, {}, { label: `web-${n}.outgsmo0`, mode: 'drain', ...down })
}

function up(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n))
}

const justRemoved = { activity: [anEvent('delete', 20, 1)] }

describe('makes a fleet legal', () => {
  const table: readonly (readonly [string, readonly Made[], readonly string[]])[] = [
    ['nothing is to be done', up(1, 2), []],
    ['min is filled', up(1), ['add web-2']],
    ['min is counted in members: a broken one is watched first', [...up(1), aMember(2, {}, down)], []],
    ['what leaves is finished', [...up(1, 2), aLeaver(3)], ['remove web-3']],
    ['not below min', [...up(1), aLeaver(2)], ['put-back web-2']],
    ['but one that is DOWN is no bound', [...up(1), deadLeaver(2)], ['add web-3', 'remove web-2']],
    [
      'of two that are DOWN one',
      [deadLeaver(1), deadLeaver(2)],
      ['put-back web-2', 'add web-3', 'remove web-1'],
    ],
    ['what lacks a backend node is attached', [...up(1, 2), aMember(3, {}, null)], ['attach web-3']],
    ['above max a step is trimmed', up(1, 2, 3, 4, 5, 6), ['remove web-6']],
    ['what it finishes counts as trimmed', [...up(1, 2, 3, 4, 5), aLeaver(6)], ['remove web-6']],
  ]
  test.each(table)('%s', (_name, made, changes) => {
    const planned = plan(made)
    expect(changesOf(planned)).toEqual(changes)
    expect(planned.hold).toBeNull()
  })

  test('fills min within the cooldown', () => {
    expect(changesOf(plan(up(1), { activity: [anEvent('create', 20, 1)] }))).toEqual(['add web-2'])
  })
})

describe('holds when it leaves the size outside the bounds', () => {
  const failed = [1, 2, 3].map((n) => aMember(n, { created: NOON - 30 * MINUTE }, down))
  const table: readonly (readonly [HoldReason, string, Plan])[] = [
    ['most-members-down', 'above max', plan([...failed, aMember(4)])],
    [
      'new-members-fail',
      'below min',
      plan([...failed, ...up(4, 5, 6)], {}, aPolicy({ size: { min: 7, max: 8 } })),
    ],
    ['cooldown', 'above max', plan(up(1, 2, 3, 4), justRemoved)],
    ['at-min', 'above max, and only min serve', plan([...up(1, 2), ...off(3, 4)])],
    ['no-candidate', 'above max, and all are held', plan([1, 2, 3, 4].map((n) => aMember(n, kept)))],
  ]
  test.each(table)('%s: %s', (reason, _name, planned) => {
    expect(planned.hold?.reason).toBe(reason)
    expect(changesOf(planned)).toEqual([])
  })
})

function off(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n, { status: 'offline' }, { health: 'unknown' }))
}
