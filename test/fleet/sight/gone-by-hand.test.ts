import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { whyKept, whyLost } from '../../../src/fleet/plan/why-kept.ts'
import { goneByHand } from '../../../src/fleet/sight/gone-by-hand.ts'
import { aFleet, aLeaver, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { inBy } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'

const policy = aPolicy()
const of = { instance: instanceId(103) }
/** Deleted so many seconds after the first look; a drain takes sixty. */
const deleted = (seconds: number, more: Partial<Activity> = {}) =>
  anEvent('delete', 3, -seconds / 60, { ...of, ...more })
const YOUNG = { created: NOON - MINUTE }
const later = (made: readonly Made[], activity: readonly Activity[] | null) =>
  aFleet(made, { observedAt: NOON + 2 * MINUTE, activity })
const up = [aMember(1), aMember(2)]

describe('a member that no run can have deleted by the second look', () => {
  test.each<readonly [string, Made, readonly Made[], readonly Activity[] | null, readonly number[]]>([
    ['was gone before a drain can have ended', aMember(3), up, [deleted(30)], [3]],
    ['until a second before that: events tell whole seconds', aMember(3), up, [deleted(58)], [3]],
    ['not any later', aMember(3), up, [deleted(59)], []],
    ['not one that is still there', aMember(3), [...up, aMember(3)], [deleted(30)], []],
    ['not one that a run had drained at the first look', aLeaver(3), up, [deleted(30)], []],
    ['one so young that serves, with nobody to give way to', aMember(3, YOUNG), up, [deleted(30)], [3]],
    [
      'not one so young that its run may have given it up',
      aMember(3, YOUNG, { health: 'unknown' }),
      up,
      [deleted(30)],
      [],
    ],
    ['not one of whose deletion no event tells', aMember(3), up, [anEvent('delete', 3, -0.5)], []],
    ['nor where that failed', aMember(3), up, [deleted(30, { failed: true })], []],
    ['nor where it was created', aMember(3), up, [deleted(30, { action: 'create' })], []],
    ['nor where events cannot be read', aMember(3), up, null, []],
  ])('%s', (_name, third, second, activity, gone) => {
    expect(goneByHand(aFleet([...up, third]), later(second, activity), policy).map((m) => m.number)).toEqual(
      gone,
    )
  })

  test.each<readonly [string, Made, readonly Activity[], number]>([
    ['made a minute before it', aMember(4, { created: NOON - 2 * MINUTE }), [], 0],
    ['made long before it', aMember(4), [], 1],
    ['that no list shows yet', aMember(5), [anEvent('create', 4, 2)], 0],
    ['whose create has failed', aMember(5), [anEvent('create', 4, 2, { failed: true })], 1],
    ['that is itself, among the events', aMember(5), [anEvent('create', 3, 1, of)], 1],
  ])('one so young that serves, beside one %s: %#', (_name, other, activity, gone) => {
    const first = aFleet([...up, aMember(3, YOUNG), other], { activity })
    expect(goneByHand(first, later([...up, other], [deleted(30)]), policy)).toHaveLength(gone)
  })
})

const first = aFleet([...up, aMember(3), aMember(4)])
const third = first.members.find((m) => m.number === 3)
if (third === undefined) throw new Error('no member')
const kept = (made: readonly Made[], activity: readonly Activity[] = [], at: object = {}) => {
  const again = later(made, activity)
  const next = { ...planRequest(again, policy, inBy(1), again.observedAt), ...at }
  return whyKept({ first, again, next }, third, { policy, otherwise: 'nobody knows' })
}
const hold = { reason: 'cooldown', detail: 'too soon', until: NOON } as const
const back = { kind: 'put-back', member: 'web-3', of: third, because: 'it is wanted', wait: false } as const

describe('why a member that was to be removed is not', () => {
  test.each<readonly [string, ReturnType<typeof kept>, object]>([
    [
      'a person keeps it by now',
      kept([...up, aMember(3, { tags: ['fleet:web:12345', 'keep'] })]),
      { reason: 'taken-by-a-person', detail: 'tag keep', until: null },
    ],
    [
      'the new plan puts it back, with a name for that',
      kept([...up, aMember(3)], [], { changes: [{ ...back, hold: 'most-members-down' }], hold }),
      { reason: 'most-members-down', detail: 'it is wanted', until: null },
    ],
    [
      'the new plan puts it back, without one',
      kept([...up, aMember(3)], [], { changes: [back], hold }),
      { reason: 'cooldown', detail: 'it is wanted', until: NOON },
    ],
    ['the new plan holds', kept([...up, aMember(3)], [], { changes: [], hold }), hold],
    [
      'it puts somebody else back',
      kept([...up, aMember(3)], [], { changes: [{ ...back, of: first.members[0] ?? third }], hold: null }),
      { reason: 'taken-by-another-run', detail: 'nobody knows', until: null },
    ],
    [
      'another was deleted by hand',
      kept([...up, aMember(4)], [deleted(30)], { changes: [], hold: null }),
      { reason: 'taken-by-a-person', detail: 'nobody knows', until: null },
    ],
    [
      'nobody knows',
      kept([...up, aMember(3)], [], { changes: [], hold: null }),
      { reason: 'taken-by-another-run', detail: 'nobody knows', until: null },
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('why it is no member any more', () => {
  test.each<readonly [string, boolean, readonly Activity[], string, string]>([
    [
      'its instance is there',
      true,
      [],
      'taken-by-a-person',
      'instance 103 is no member any more: its label or its fleet tag was changed',
    ],
    [
      'somebody deleted it',
      false,
      [deleted(30)],
      'taken-by-a-person',
      'somebody deleted it during its drain',
    ],
    ['another run did', false, [deleted(90)], 'taken-by-another-run', 'removed by another run'],
  ])('%s', (_name, there, activity, reason, detail) => {
    expect(whyLost({ first, again: later(up, activity) }, third, { there, policy })).toEqual({
      reason,
      detail,
      until: null,
    })
  })
})
