import { describe, expect, test } from 'vitest'
import { planRemovalAgain } from '../../src/fleet/plan-removal-again.ts'
import { planScaleIn } from '../../src/fleet/plan-scale-in.ts'
import type { Policy, Victim } from '../../src/fleet/policy.ts'
import type { Request } from '../../src/fleet/request.ts'
import { aFleet, aLeaver, aMember, aPolicy, MINUTE, NOON, type Made } from '../support/a-fleet.ts'

const by = (n: number): Request => ({ action: 'scale-in', size: { kind: 'by', n }, force: false, wait: true })
const to = (n: number): Request => ({ ...by(1), size: { kind: 'to', n } })
const serving = (count: number): readonly Made[] => Array.from({ length: count }, (_, i) => aMember(i + 1))
const down = (n: number): Made => aMember(n, {}, { health: 'down' })

function planned(made: readonly Made[], request: Request, policy: Policy = aPolicy()): readonly string[] {
  const plan = planScaleIn(aFleet(made, {}, policy), policy, request, NOON)
  return [
    ...plan.changes.map((c) => `${c.kind} ${c.member}`),
    ...(plan.hold === null ? [] : [plan.hold.reason]),
  ]
}

const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
  ['removes the newest', serving(4), by(1), ['remove web-4']],
  ['stops at min', serving(4), by(3), ['remove web-4', 'remove web-3']],
  ['holds at min', serving(2), by(1), ['at-min']],
  [
    'holds when only min serve, though more exist',
    [...serving(2), aMember(3, { status: 'offline' }, { health: 'down' })],
    by(1),
    ['at-min'],
  ],
  ['removes what is DOWN first', [...serving(3), down(4), aMember(5)], by(1), ['remove web-4']],
  ['removes what is DOWN even when only min serve', [...serving(2), down(3)], by(1), ['remove web-3']],
  ['to n is met', serving(3), to(3), ['at-size']],
  ['to n removes the difference', serving(5), to(3), ['remove web-5', 'remove web-4']],
  ['finishes what is leaving, and that counts', [...serving(4), aLeaver(5)], by(1), ['remove web-5']],
  ['finishes and goes on', [...serving(4), aLeaver(5)], by(2), ['remove web-5', 'remove web-4']],
  [
    'keeps the lowest ids marked and puts the others back',
    [...serving(4), aLeaver(5), aLeaver(6)],
    by(1),
    ['put-back web-6', 'remove web-5'],
  ],
  [
    'chooses nobody who starts',
    [...serving(2), aMember(3, { created: NOON - 6 * MINUTE }, { health: 'down' })],
    by(1),
    ['cooldown'],
  ],
  ['removes nobody under the brake', [aMember(1), down(2), down(3)], by(1), ['most-members-down']],
  [
    'and puts back what is leaving',
    [aMember(1), down(2), down(3), down(4), aLeaver(5)],
    by(1),
    ['put-back web-5', 'most-members-down'],
  ],
  [
    'chooses nobody who is held',
    [1, 2, 3].map((n) => aMember(n, { locks: ['cannot_delete'] })),
    by(1),
    ['no-candidate'],
  ],
]

describe('scale-in', () => {
  test.each(table)('%s', (_name, made, request, result) => {
    expect(planned(made, request)).toEqual(result)
  })

  const victims: readonly (readonly [Victim, string])[] = [
    ['newest', 'remove web-3'],
    ['oldest', 'remove web-1'],
    ['billing-hour', 'remove web-2'],
  ]
  test.each(victims)('victim %s: %s', (victim, result) => {
    const made = [
      aMember(1, { created: NOON - 600 * MINUTE }),
      aMember(2, { created: NOON - 235 * MINUTE }),
      aMember(3, { created: NOON - 190 * MINUTE }),
    ]
    const policy = aPolicy()
    expect(planned(made, by(1), { ...policy, scaleIn: { ...policy.scaleIn, victim } })).toEqual([result])
  })
})

describe('after the drain', () => {
  const first = { fleet: aFleet(serving(4)), plan: planScaleIn(aFleet(serving(4)), aPolicy(), by(1), NOON) }
  const again = (made: readonly Made[]): readonly string[] =>
    planRemovalAgain(first, aFleet(made), aPolicy()).changes.map((c) => `${c.kind} ${c.member}`)

  test('what still leaves is removed', () => {
    expect(again([...serving(3), aLeaver(4)])).toEqual(['remove web-4'])
  })

  test('a member that is gone meanwhile counts: nothing more is removed', () => {
    expect(again([...serving(2), aLeaver(4)])).toEqual(['put-back web-4'])
  })

  test('no new drain is started', () => {
    expect(again(serving(4))).toEqual([])
  })
})
