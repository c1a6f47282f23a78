import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { planScaleOut } from '../../../src/fleet/plan/plan-scale-out.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
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
import { outBy, outTo } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'
import { changesOf } from '../../support/changes-of.ts'

const down = { health: 'down' } as const
const unknown = { health: 'unknown' } as const
const young = { created: NOON - MINUTE }
const kept = { tags: ['fleet:web:12345', 'keep'] }

function plan(made: readonly Made[], request: Request = outBy(1), seen: Partial<Sighting> = {}): Plan {
  return planScaleOut(aFleet(made, seen), aPolicy(), request, NOON)
}

function up(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n))
}

function notUp(backend: typeof down | typeof unknown, ...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n, {}, backend))
}

/** Off for good: neither serving, DOWN nor on the way. */
function off(...numbers: readonly number[]): readonly Made[] {
  return numbers.map((n) => aMember(n, { status: 'offline' }, unknown))
}

const justMade = { activity: [anEvent('create', 20, 1)] }
const failing = [40, 41, 42].map((n) => aMember(n, { created: NOON - 30 * MINUTE }, down))

describe('creates what is wanted and neither there nor on its way', () => {
  const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
    ['by 1', up(1, 2, 3), outBy(1), ['add web-4']],
    ['by 2', up(1, 2, 3), outBy(2), ['add web-4', 'add web-5']],
    ['to 5', up(1, 2, 3), outTo(5), ['add web-4', 'add web-5']],
    ['never above max in service', up(1, 2, 3, 4, 5, 6), outBy(5), ['add web-7', 'add web-8']],
    ['never above max in all', [...up(1, 2, 3), ...off(4, 5, 6, 7)], outBy(3), ['add web-8']],
    ['up to min, whatever is asked', [], outBy(1), ['add web-1', 'add web-2']],
    ['in gaps first', up(1, 3), outBy(2), ['add web-2', 'add web-4']],
    ['one that is DOWN counts for nothing', [...up(1, 2, 3), ...notUp(down, 4)], outBy(1), ['add web-5']],
    ['nor does one that is off', [...up(1, 2), ...off(3)], outBy(1), ['add web-4']],
    [
      'nor one that a person has drained',
      [...up(1, 2), aMember(3, {}, { mode: 'drain' })],
      outBy(1),
      ['add web-4'],
    ],
    ['a kept one in service counts', [aMember(1, kept), ...up(2)], outTo(3), ['add web-3']],
    [
      'a foreign backend does not',
      [...up(1, 2), { backends: [aBackend(9, { label: 'db' })] }],
      outBy(1),
      ['add web-3'],
    ],
    [
      'two wanted and one that starts',
      [...up(1, 2), aMember(3, { created: NOON - 7 * MINUTE }, down)],
      outBy(2),
      ['add web-4'],
    ],
  ]
  test.each(table)('%s', (_name, made, request, changes) => {
    const planned = plan(made, request)
    expect(changesOf(planned)).toEqual(changes)
    expect(planned.hold).toBeNull()
  })
})

describe('puts back first, as that is instant', () => {
  const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
    ['instead of a create', [...up(1, 2), aLeaver(3)], outBy(1), ['put-back web-3']],
    [
      'only as many as are wanted, the highest ids',
      [...up(1, 2), aLeaver(3), aLeaver(4)],
      outBy(1),
      ['put-back web-4'],
    ],
    ['and creates the rest', [...up(1, 2), aLeaver(3)], outBy(2), ['put-back web-3', 'add web-4']],
    ['none for a size that is met', [...up(1, 2, 3), aLeaver(4)], outTo(3), []],
  ]
  test.each(table)('%s', (_name, made, request, changes) => {
    expect(changesOf(plan(made, request))).toEqual(changes)
  })

  test('within the cooldown too', () => {
    const planned = plan([...up(1, 2), aLeaver(3)], outBy(1), justMade)
    expect([changesOf(planned), planned.hold]).toEqual([['put-back web-3'], null])
  })

  test('under the brake too', () => {
    const made = [...notUp(down, 1, 2, 3), aLeaver(4)]
    expect(changesOf(plan(made, outBy(1)))).toContain('put-back web-4')
  })

  test('and waits for it only when the request does', () => {
    const waits = [true, false].map((wait) => plan([...up(1, 2), aLeaver(3)], outBy(1, { wait })).changes)
    expect(waits).toMatchObject([[{ wait: true }], [{ wait: false }]])
  })
})

describe('a repeated trigger holds (on-the-way) while capacity is on its way, even with no cooldown', () => {
  const table: readonly (readonly [string, Made, readonly string[]])[] = [
    ['one starts', aMember(4, young, down), []],
    ['one starts without a backend node', aMember(4, young, null), ['attach web-4']],
    ['one is attached by this run', aMember(4, {}, null), ['attach web-4']],
    ['one settles: Unknown is never zero', aMember(4, {}, unknown), []],
    ['one starts that a person keeps', aMember(4, { ...young, ...kept }, down), []],
    ['one settles that a person keeps', aMember(4, kept, unknown), []],
    ['one is kept and attached by this run', aMember(4, kept, null), ['attach web-4']],
    ['one is given back', aMember(4, kept, { label: 'web-4.outgsmo0', mode: 'drain' }), ['put-back web-4']],
  ]
  test.each(table)('%s', (_name, made, changes) => {
    const planned = plan([...up(1, 2, 3), made], outBy(1, { force: true }))
    expect(changesOf(planned)).toEqual(changes)
    expect(planned.hold?.reason).toBe('on-the-way')
  })

  test('a NodeBalancer whose config was edited shows everybody Unknown: nothing is created, not even up to min', () => {
    for (const instance of [{}, kept]) {
      const made = [1, 2, 3].map((n) => aMember(n, instance, unknown))
      expect(plan(made)).toMatchObject({ changes: [], hold: { reason: 'on-the-way' } })
    }
  })
})

describe('the cooldown', () => {
  const old = [aMember(1), aMember(2)]
  test('holds creates', () => {
    expect(plan(old, outBy(1), justMade)).toMatchObject({
      changes: [],
      hold: { reason: 'cooldown', until: NOON + 4 * MINUTE },
    })
  })

  test('not up to min, but what is above it', () => {
    const planned = plan([aMember(1)], outBy(3), justMade)
    expect([changesOf(planned), planned.hold]).toEqual([['add web-2'], null])
  })

  test('is passed by --force', () => {
    expect(changesOf(plan(old, outBy(1, { force: true }), justMade))).toEqual(['add web-3'])
  })

  test('is known from `created` without events', () => {
    const made = [aMember(1), aMember(2, young)]
    expect(plan(made, outBy(1), { activity: null }).hold?.reason).toBe('cooldown')
  })

  test('does not run from a deletion', () => {
    expect(plan(old, outBy(1), { activity: [anEvent('delete', 9, 1)] }).hold).toBeNull()
  })
})

describe('under the brake', () => {
  const broken = [...up(1), ...notUp(down, 2, 3)]
  test('one probe is created, however many are wanted', () => {
    expect(changesOf(plan(broken, outBy(4)))).toEqual(['add web-4'])
  })

  test('none while something is on its way', () => {
    expect(plan([...broken, ...notUp(down, 5), ...notUp(unknown, 4)], outBy(3))).toMatchObject({
      changes: [],
      hold: { reason: 'most-members-down' },
    })
  })

  test('none within the cooldown, unless it fills up to min', () => {
    const served = [...up(1, 2), ...notUp(down, 3, 4, 5)]
    expect(plan(served, outBy(1), justMade)).toMatchObject({
      changes: [],
      hold: { reason: 'most-members-down' },
    })
    expect(changesOf(plan(broken, outBy(2), justMade))).toEqual(['add web-4'])
  })

  test('none at max', () => {
    const full = [...up(1), ...notUp(down, 2, 3, 4, 5, 6, 7, 8)]
    expect(plan(full)).toMatchObject({ changes: [], hold: { reason: 'most-members-down' } })
  })

  test('--force does not pass it', () => {
    expect(changesOf(plan(broken, outBy(4, { force: true })))).toEqual(['add web-4'])
  })
})

describe('new members that keep failing', () => {
  test('are not followed by more, and --force does not pass that', () => {
    const made = [...up(1, 2, 3), ...failing]
    expect(plan(made, outBy(1, { force: true }))).toMatchObject({
      changes: [],
      hold: { reason: 'new-members-fail', until: NOON + 30 * MINUTE },
    })
  })

  test('not even up to min', () => {
    expect(plan([...up(1), ...off(5, 6, 7), ...failing]).hold?.reason).toBe('new-members-fail')
  })
})

describe('each hold, told in the order of the rules', () => {
  const table: readonly (readonly [HoldReason, string, Plan])[] = [
    [
      'most-members-down',
      'before all others',
      plan([...failing, aMember(1, young, down)], outBy(1), justMade),
    ],
    ['new-members-fail', 'before cooldown', plan([...up(1, 2, 3), ...failing], outBy(1), justMade)],
    ['new-members-fail', 'before at-max', plan([...up(1, 2, 3), ...failing, ...off(4, 5)], outBy(1))],
    ['on-the-way', 'before cooldown', plan([...up(1, 2, 3), aMember(4, young, down)], outBy(1))],
    [
      'on-the-way',
      'before at-max',
      plan([...up(1, 2, 3), ...off(4, 5, 6, 7), aMember(8, young, down)], outBy(1)),
    ],
    ['cooldown', 'before at-max', plan([...up(1, 2, 3), ...off(4, 5, 6, 7, 8)], outBy(1), justMade)],
    ['at-max', 'all in service', plan(up(1, 2, 3, 4, 5, 6, 7, 8), outBy(1))],
    ['at-max', 'some of no use', plan([...up(1, 2, 3), ...off(4, 5, 6, 7, 8)], outBy(1))],
    ['at-max', 'more than max', plan(up(1, 2, 3, 4, 5, 6, 7, 8, 9), outBy(1))],
    ['at-size', '--to is met', plan(up(1, 2, 3), outTo(3))],
    ['at-size', '--to is more than met', plan(up(1, 2, 3, 4), outTo(3))],
    ['at-size', 'within a cooldown that holds nothing', plan(up(1, 2, 3), outTo(3), justMade)],
  ]
  test.each(table)('%s: %s', (reason, _name, planned) => {
    expect(planned.hold?.reason).toBe(reason)
    expect(planned.changes.filter((c) => c.kind === 'add' || c.kind === 'put-back')).toEqual([])
  })
})

test('a hold still carries repairs', () => {
  const made = [
    ...up(1, 2, 3, 4, 5, 6, 7),
    aMember(8, {}, null),
    { backends: [aBackend(9, { health: 'down' })] },
  ]
  const planned = plan(made, outBy(1))
  expect(planned.hold?.reason).toBe('on-the-way')
  expect(changesOf(planned)).toEqual(['tidy web-9', 'attach web-8'])
})

test('every guard is told, passed or not', () => {
  const planned = plan(up(1, 2, 3))
  expect(planned.guards.map((g) => [g.guard, g.passed])).toEqual([
    ['most-members-down', true],
    ['new-members-fail', true],
    ['on-the-way', true],
    ['cooldown', true],
    ['at-max', true],
    ['at-size', true],
  ])
})

test('who is on the way only once it is attached is named, however long that takes', () => {
  const old = aMember(4, {}, null)
  const planned = plan([...up(1, 2), old], outBy(1))
  expect(planned.hold).toMatchObject({
    reason: 'on-the-way',
    detail:
      '1 of 3 members are on their way already (web-4 once attached everywhere); 3 in service are wanted',
  })
})
