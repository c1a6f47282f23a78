import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { planScaleIn } from '../../../src/fleet/plan/plan-scale-in.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import {
  aBackend,
  aFleet,
  aLeaver,
  aMember,
  aPolicy,
  type Made,
  MINUTE,
  NOON,
} from '../../support/a-fleet.ts'
import { inBy, inTo } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'
import { changesOf } from '../../support/changes-of.ts'

const down = { health: 'down' } as const
const unknown = { health: 'unknown' } as const
const young = { created: NOON - MINUTE }
const kept = { tags: ['fleet:web:12345', 'keep'] }

function plan(
  made: readonly Made[],
  request: Request = inBy(1),
  seen: Partial<Sighting> = {},
  policy: Policy = aPolicy(),
): Plan {
  return planScaleIn(aFleet(made, seen), policy, request, NOON)
}

function up(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n))
}

function leaving(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aLeaver(n))
}

function aDownLeaver(n: number): Made {
  return aMember(n, {}, { label: `web-${n}.outgsmo0`, mode: 'drain', ...down })
}

const justRemoved = { activity: [anEvent('delete', 20, 1)] }

describe('removes as many as are wanted', () => {
  const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
    ['by 1: the newest', up(1, 2, 3), inBy(1), ['remove web-3']],
    ['by 2', up(1, 2, 3, 4), inBy(2), ['remove web-4', 'remove web-3']],
    ['to 3', up(1, 2, 3, 4, 5), inTo(3), ['remove web-5', 'remove web-4']],
    ['never below min', up(1, 2, 3), inBy(5), ['remove web-3']],
    ['one that is DOWN first', [...up(1, 2, 3), aMember(4, {}, down), ...up(5)], inBy(1), ['remove web-4']],
    [
      'one that is DOWN although only min serve',
      [...up(1, 2), aMember(3, {}, down)],
      inBy(1),
      ['remove web-3'],
    ],
    [
      'one that is DOWN and none of min in service',
      [...up(1, 2), aMember(3, {}, down)],
      inBy(2),
      ['remove web-3'],
    ],
    [
      'none of min in service, however many there are in all',
      [...up(1, 2), aMember(3, {}, unknown), aMember(4, young, down)],
      inBy(1, { force: true }),
      [],
    ],
    ['a kept one counts as serving', [...up(1, 2), aMember(3, kept)], inBy(1), ['remove web-2']],
  ]
  test.each(table)('%s', (_name, made, request, changes) => {
    expect(changesOf(plan(made, request))).toEqual(changes)
  })

  test('in the order that the profile wants', () => {
    const { scaleIn } = aPolicy()
    const oldest = aPolicy({ scaleIn: { ...scaleIn, victim: 'oldest' } })
    expect(changesOf(plan(up(1, 2, 3), inBy(1), {}, oldest))).toEqual(['remove web-1'])
  })
})

describe('nobody may choose', () => {
  const table: readonly (readonly [string, Made])[] = [
    ['one with the protect tag', aMember(9, kept)],
    ['a kept one that is DOWN', aMember(9, kept, down)],
    ['a locked one', aMember(9, { locks: ['cannot_delete'] })],
    ['one that a person has drained', aMember(9, {}, { mode: 'drain' })],
    ['a backup', aMember(9, {}, { mode: 'backup' })],
    ['one that starts', aMember(9, young, down)],
    ['one that settles: Unknown is never zero', aMember(9, {}, unknown)],
    ['one without a backend node', aMember(9, {}, null)],
    ['one that is off', aMember(9, { status: 'offline' }, down)],
    ['a stranger', aMember(9, { tags: [] })],
    ['a foreign backend', { backends: [aBackend(9, { label: 'legacy-9' })] }],
  ]
  test.each(table)('%s', (_name, made) => {
    // Forced: what starts is so young that the cooldown would hold everything.
    const changes = changesOf(plan([...up(1, 2, 3, 4), made], inBy(2, { force: true })))
    expect(changes.filter((c) => c.startsWith('remove'))).toEqual(['remove web-4', 'remove web-3'])
  })
})

describe('one that leaves already is finished first and counts', () => {
  const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
    [
      'of two the one that is DOWN, which is no capacity to put back',
      [...up(1, 2, 3, 4), ...leaving(5), aDownLeaver(6)],
      inBy(1),
      ['put-back web-5', 'remove web-6'],
    ],
    ['by 1', [...up(1, 2, 3), ...leaving(4)], inBy(1), ['remove web-4']],
    ['by 2', [...up(1, 2, 3), ...leaving(4)], inBy(2), ['remove web-4', 'remove web-3']],
    ['to 3: it counts as if it still served', [...up(1, 2, 3), ...leaving(4)], inTo(3), ['remove web-4']],
    [
      'of more than are wanted the lowest ids',
      [...up(1, 2), ...leaving(3, 4)],
      inBy(1),
      ['put-back web-4', 'remove web-3'],
    ],
    [
      'and the others are put back',
      [...up(1, 2), ...leaving(3, 4)],
      inTo(4),
      ['put-back web-3', 'put-back web-4'],
    ],
    ['never below min in service', [...up(1), ...leaving(2, 3)], inBy(2), ['put-back web-3', 'remove web-2']],
    ['a DOWN one takes no place in service', [...up(1, 2), aDownLeaver(3)], inBy(1), ['remove web-3']],
    [
      'and makes none',
      [...up(1, 2), aDownLeaver(3), aMember(4, { status: 'offline' }, unknown)],
      inBy(2),
      ['remove web-3'],
    ],
  ]
  test.each(table)('%s', (_name, made, request, changes) => {
    expect(changesOf(plan(made, request))).toEqual(changes)
  })

  test('within the cooldown too, but nobody else', () => {
    const planned = plan([...up(1, 2, 3), ...leaving(4)], inBy(2), justRemoved)
    expect([changesOf(planned), planned.hold]).toEqual([['remove web-4'], null])
  })

  test('and then the cooldown holds nothing', () => {
    const { guards } = plan([...up(1, 2, 3), ...leaving(4)], inBy(1), justRemoved)
    expect(guards.find((g) => g.guard === 'cooldown')?.passed).toBe(true)
  })

  test('but one that a person has taken is given back', () => {
    const taken = aMember(4, kept, { label: 'web-4.outgsmo0', mode: 'drain' })
    expect(changesOf(plan([...up(1, 2, 3), taken], inBy(1)))).toEqual(['put-back web-4', 'remove web-3'])
  })
})

describe('under the brake', () => {
  const broken = [...up(1, 2), ...[3, 4, 5].map((n) => aMember(n, {}, down))]
  test.each([false, true])('nobody is removed, forced: %s', (force) => {
    expect(plan(broken, inBy(1, { force }))).toMatchObject({
      changes: [],
      hold: { reason: 'most-members-down' },
    })
  })

  test('those that leave are put back', () => {
    const made = [...broken, aMember(6, {}, down), ...leaving(7)]
    expect(changesOf(plan(made))).toEqual(['put-back web-7'])
    expect(plan(made).changes).toMatchObject([{ because: 'most members are down', wait: false }])
  })
})

test('--force passes the cooldown', () => {
  expect(changesOf(plan(up(1, 2, 3), inBy(1, { force: true }), justRemoved))).toEqual(['remove web-3'])
})

describe('each hold, told in the order of the rules', () => {
  const mostDown = [...up(1), ...[2, 3].map((n) => aMember(n, {}, down))]
  const allKept = [1, 2, 3].map((n) => aMember(n, kept))
  const table: readonly (readonly [HoldReason, string, Plan])[] = [
    ['most-members-down', 'before cooldown', plan(mostDown, inBy(1), justRemoved)],
    [
      'most-members-down',
      'before at-min',
      plan(mostDown, inBy(1), {}, aPolicy({ size: { min: 3, max: 8 } })),
    ],
    ['cooldown', 'after a deletion', plan(up(1, 2, 3), inBy(1), justRemoved)],
    ['cooldown', 'after a creation', plan(up(1, 2, 3), inBy(1), { activity: [anEvent('create', 20, 1)] })],
    ['cooldown', 'before at-min', plan(up(1, 2), inBy(1), justRemoved)],
    ['cooldown', 'before no-candidate', plan(allKept, inBy(1), justRemoved)],
    ['at-min', 'min members', plan(up(1, 2), inBy(1))],
    ['at-min', 'min members, one of them DOWN', plan([...up(1), aMember(2, {}, down)], inBy(1))],
    ['at-min', 'min in service', plan([...up(1, 2), aMember(3, { status: 'offline' }, unknown)], inBy(1))],
    ['at-min', 'before no-candidate', plan(allKept.slice(1), inBy(1))],
    ['at-size', '--to is met', plan(up(1, 2, 3), inTo(3))],
    ['at-size', '--to is more than met', plan(up(1, 2, 3), inTo(4))],
    ['at-size', 'within the cooldown', plan(up(1, 2, 3), inTo(3), justRemoved)],
    ['at-size', 'under the brake', plan(mostDown, inTo(2))],
    ['no-candidate', 'all held', plan(allKept, inBy(1))],
  ]
  test.each(table)('%s: %s', (reason, _name, planned) => {
    expect(planned.hold?.reason).toBe(reason)
    expect(changesOf(planned)).toEqual([])
  })

  test.each([
    ['one of two', up(1), ['web-2']],
    ['none of two', [], ['web-1', 'web-2']],
  ])('fewer than min are filled up, and nobody goes: %s', (_name, made, added) => {
    const planned = plan(made, inBy(1))
    expect(planned.hold).toBeNull()
    expect(changesOf(planned)).toEqual(added.map((member) => `add ${member}`))
  })

  test('the cooldown says until when', () => {
    expect(plan(up(1, 2, 3), inBy(1), justRemoved).hold?.until).toBe(NOON + 14 * MINUTE)
  })
})

test('a hold still carries repairs', () => {
  const planned = plan([...up(1, 2), aMember(3, {}, null), { backends: [aBackend(9, { health: 'down' })] }])
  expect(planned.hold?.reason).toBe('at-min')
  expect(planned.changes).toMatchObject([
    { kind: 'tidy', member: 'web-9' },
    { kind: 'attach', member: 'web-3', wait: false },
  ])
})

test('every guard is told, passed or not', () => {
  expect(plan(up(1, 2, 3, 4)).guards.map((g) => [g.guard, g.passed])).toEqual([
    ['most-members-down', true],
    ['cooldown', true],
    ['at-min', true],
    ['at-size', true],
    ['no-candidate', true],
  ])
})
