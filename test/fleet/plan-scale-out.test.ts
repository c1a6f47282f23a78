import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/fleet/fleet.ts'
import { instanceId } from '../../src/fleet/ids.ts'
import { planScaleOut } from '../../src/fleet/plan-scale-out.ts'
import type { Request } from '../../src/fleet/request.ts'
import { aFleet, aLeaver, aMember, aPolicy, MINUTE, NOON, type Made } from '../support/a-fleet.ts'

const by = (n: number, force = false): Request => ({
  action: 'scale-out',
  size: { kind: 'by', n },
  force,
  wait: true,
})
const to = (n: number): Request => ({ ...by(1), size: { kind: 'to', n } })
const serving = (count: number): readonly Made[] => Array.from({ length: count }, (_, i) => aMember(i + 1))
const young = { created: NOON - 6 * MINUTE, status: 'booting' }

function event(action: Activity['action'], n: number, minutesAgo: number): Activity {
  const at = NOON - minutesAgo * MINUTE
  return { at, action, instance: instanceId(100 + n), label: `web-${n}`, username: 'alice', failed: false }
}

/** What a plan comes to, in short: `add web-3`, or the reason to hold. */
function planned(
  made: readonly Made[],
  request: Request,
  activity: readonly Activity[] | null = [],
): readonly string[] {
  const plan = planScaleOut(aFleet(made, { activity }), aPolicy(), request, NOON)
  return [
    ...plan.changes.map((c) => `${c.kind} ${c.member}`),
    ...(plan.hold === null ? [] : [plan.hold.reason]),
  ]
}

const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
  ['adds what is asked', serving(2), by(2), ['add web-3', 'add web-4']],
  ['stops at max', serving(7), by(3), ['add web-8']],
  ['holds at max', serving(8), by(1), ['at-max']],
  ['fills to min even when less is asked', serving(0), by(1), ['add web-1', 'add web-2']],
  [
    'counts from what is in service',
    [...serving(2), aMember(3, {}, { health: 'down' })],
    by(1),
    ['add web-4'],
  ],
  ['to n is met', serving(3), to(3), ['at-size']],
  ['to n adds the difference', serving(3), to(5), ['add web-4', 'add web-5']],
  ['counts what is starting', [...serving(2), aMember(3, young, { health: 'down' })], by(1), ['on-the-way']],
  [
    'counts what it has to attach',
    [...serving(2), aMember(3, {}, null)],
    by(1),
    ['attach web-3', 'on-the-way'],
  ],
  ['counts what settles', [...serving(2), aMember(3, {}, { health: 'unknown' })], by(1), ['on-the-way']],
  ['puts back the newest first', [...serving(2), aLeaver(3), aLeaver(4)], by(1), ['put-back web-4']],
  ['puts back before it creates', [...serving(2), aLeaver(3)], by(2), ['put-back web-3', 'add web-4']],
  [
    'does not count what is off',
    [...serving(2), aMember(3, { status: 'offline' }, { health: 'down' })],
    by(1),
    ['add web-4'],
  ],
  [
    'creates one probe under the brake',
    [1, 2, 3].map((n) => aMember(n, {}, { health: 'down' })),
    by(3),
    ['add web-4'],
  ],
  [
    'and no second one',
    [...[1, 2, 3].map((n) => aMember(n, {}, { health: 'down' })), aMember(4, young, { health: 'down' })],
    by(3),
    ['most-members-down'],
  ],
]

describe('scale-out', () => {
  test.each(table)('%s', (_name, made, request, result) => {
    expect(planned(made, request)).toEqual(result)
  })

  const cooled: readonly (readonly [
    string,
    readonly Activity[] | null,
    readonly Made[],
    Request,
    readonly string[],
  ])[] = [
    ['holds after a create', [event('create', 9, 4)], serving(2), by(1), ['cooldown']],
    ['is over in time', [event('create', 9, 5)], serving(2), by(1), ['add web-3']],
    ['does not run from a delete', [event('delete', 9, 1)], serving(2), by(1), ['add web-3']],
    [
      'does not run from a create that failed',
      [{ ...event('create', 9, 1), failed: true }],
      serving(2),
      by(1),
      ['add web-3'],
    ],
    [
      'runs from the age of a member, without events',
      null,
      [...serving(2), aMember(3, { created: NOON - MINUTE })],
      by(1),
      ['cooldown'],
    ],
    ['is passed by force', [event('create', 9, 1)], serving(2), by(1, true), ['add web-3']],
    ['does not hold filling to min', [event('create', 9, 1)], serving(1), by(1), ['add web-2']],
    [
      'does not hold putting back',
      [event('create', 9, 1)],
      [...serving(2), aLeaver(3)],
      by(1),
      ['put-back web-3'],
    ],
  ]
  test.each(cooled)('the cooldown %s', (_name, activity, made, request, result) => {
    expect(planned(made, request, activity)).toEqual(result)
  })

  test('a number that a deletion has freed is not used again for the longer cooldown', () => {
    expect(planned(serving(2), by(1), [event('delete', 3, 14)])).toEqual(['add web-4'])
    expect(planned(serving(2), by(1), [event('delete', 3, 15)])).toEqual(['add web-3'])
  })

  test('no more than three creates an hour while new members fail', () => {
    const failing = [3, 4, 5].map((n) =>
      aMember(n, { created: NOON - (10 + n) * MINUTE }, { health: 'down' }),
    )
    expect(planned([...serving(4).slice(0, 2), ...failing, aMember(6), aMember(7)], by(1))).toEqual([
      'new-members-fail',
    ])
  })

  test('the hold says until when', () => {
    const plan = planScaleOut(
      aFleet(serving(2), { activity: [event('create', 9, 4)] }),
      aPolicy(),
      by(1),
      NOON,
    )
    expect(plan.hold).toEqual({
      reason: 'cooldown',
      until: NOON + MINUTE,
      detail: 'web-9 was created at 2026-11-23T11:56:00Z; --force passes this',
    })
  })
})
