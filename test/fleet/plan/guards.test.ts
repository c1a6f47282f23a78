import { describe, expect, test } from 'vitest'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import {
  aFleet,
  aLeaver,
  aMember,
  aNodeBalancer,
  aPolicy,
  type Made,
  MINUTE,
  NOON,
} from '../../support/a-fleet.ts'
import { inBy, inTo, outBy, outTo } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'

const down = { health: 'down' } as const
const young = { created: NOON - 2 * MINUTE }
const reconcile = outBy(0, { action: 'reconcile' })
const up = (...n: readonly number[]): readonly Made[] => n.map((each) => aMember(each))
const kept = (...n: readonly number[]): readonly Made[] =>
  n.map((each) => aMember(each, { tags: ['fleet:web:12345', 'keep'] }))
/** Created so many minutes ago and DOWN ever since. */
const failed = (...minutes: readonly number[]): readonly Made[] =>
  minutes.map((m, i) => aMember(11 + i, { created: NOON - m * MINUTE }, down))
/** It runs and bears no fleet tag: it may be a member that lost it. */
const untagged = (n: number, health: 'up' | 'down' = 'up'): Made => aMember(n, { tags: [] }, { health })
const bounds = (min: number, max: number): Policy => aPolicy({ size: { min, max } })

function plan(
  made: readonly Made[],
  request: Request,
  seen: Partial<Sighting> = {},
  policy = aPolicy(),
): Plan {
  return planRequest(aFleet(made, seen), policy, request, NOON)
}

/** What is to be done, what every rule said, and the hold that came of it. */
function said({ guards, hold, changes }: Plan): readonly string[] {
  const lines = [
    ...changes.map((c) => `${c.kind} ${c.member}`),
    ...guards.map((g) => `${g.guard}: ${g.value} of ${g.limit}${g.passed ? '' : ' NOT PASSED'}`),
  ]
  return hold === null ? lines : [...lines, `holds for ${hold.reason}: ${hold.detail}`]
}

const alert = (isFiring: boolean) => ({ name: 'HighLoad', fingerprint: 'f', since: NOON, isFiring })
const paused = (until: number | null) => ({
  nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', until)] })],
})

const table: readonly (readonly [string, Plan, readonly string[]])[] = [
  [
    'scale-out of a fleet that may grow',
    plan(up(1, 2, 3), outBy(1)),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out to the very max',
    plan(up(1, 2, 3), outBy(5)),
    [
      'add web-4',
      'add web-5',
      'add web-6',
      'add web-7',
      'add web-8',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 5',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 8 of 8',
      'at-size: 3 of 8',
    ],
  ],
  [
    'scale-out past max',
    plan(up(1, 2, 3, 4, 5, 6, 7), outBy(3)),
    [
      'add web-8',
      'most-members-down: 0 of 3',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-7 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 8 of 8',
      'at-size: 7 of 8',
    ],
  ],
  [
    'scale-out at max',
    plan(up(1, 2, 3), outBy(1), {}, bounds(2, 3)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 0',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 3 of 3 NOT PASSED',
      'at-size: 3 of 3',
      'holds for at-max: 3 members exist, 3 of them in service, and max is 3',
    ],
  ],
  [
    'scale-out at max, of whom one is broken',
    plan([...up(1, 2), aMember(3, {}, down)], outBy(1), {}, bounds(2, 3)),
    [
      'most-members-down: 1 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 3 NOT PASSED',
      'at-size: 2 of 3',
      'holds for at-max: 3 members exist, 2 of them in service, and max is 3',
    ],
  ],
  [
    'scale-out above max',
    plan(up(1, 2, 3, 4), outBy(1), {}, bounds(2, 3)),
    [
      'most-members-down: 0 of 2',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of -1',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 3 NOT PASSED',
      'at-size: 4 of 3',
      'holds for at-max: 4 members exist, 4 of them in service, and max is 3',
    ],
  ],
  [
    'scale-out within the cooldown',
    plan(up(1, 2, 3), outBy(1), { activity: [anEvent('create', 9, 2)] }),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 1 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-9 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z NOT PASSED',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
      'holds for cooldown: web-9 was created at 2026-11-23T11:58:00Z; --force passes this',
    ],
  ],
  [
    'scale-out within the cooldown, of which one fills up to min',
    plan(up(1), outBy(2), { activity: [anEvent('create', 9, 2)] }),
    [
      'add web-2',
      'most-members-down: 0 of 0',
      'new-members-fail: 1 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-9 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z NOT PASSED',
      'at-max: 3 of 8',
      'at-size: 1 of 3',
    ],
  ],
  [
    'scale-out after the cooldown',
    plan(up(1, 2, 3), outBy(1), { activity: [anEvent('create', 9, 5)] }),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 1 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-9 was created at 2026-11-23T11:55:00Z of over',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out past the cooldown by --force',
    plan(up(1, 2, 3), outBy(1, { force: true }), { activity: [anEvent('create', 9, 2)] }),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 1 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-9 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out while one is on its way',
    plan([...up(1, 2), aMember(3, young, down)], outBy(1)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 1 of 3',
      'on-the-way: 1 of 1 NOT PASSED',
      'cooldown: web-3 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z',
      'at-max: 3 of 8',
      'at-size: 2 of 3',
      'holds for on-the-way: 1 of 3 members are on their way already; 3 in service are wanted',
    ],
  ],
  [
    'scale-out by two while one is on its way',
    plan([...up(1, 2), aMember(3, young, down)], outBy(2, { force: true })),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 1 of 3',
      'on-the-way: 1 of 2',
      'cooldown: web-3 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z',
      'at-max: 4 of 8',
      'at-size: 2 of 4',
    ],
  ],
  [
    'scale-out to a size that is met',
    plan(up(1, 2, 3), outTo(3)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 0',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 3 of 8',
      'at-size: 3 of 3 NOT PASSED',
      'holds for at-size: 3 members are in service and 3 are wanted',
    ],
  ],
  [
    'scale-out to a size that is passed',
    plan(up(1, 2, 3), outTo(2)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of -1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 3 of 8',
      'at-size: 3 of 2 NOT PASSED',
      'holds for at-size: 3 members are in service and 2 are wanted: a scale-out removes nobody',
    ],
  ],
  [
    'scale-out to a size',
    plan(up(1, 2, 3), outTo(5)),
    [
      'add web-4',
      'add web-5',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 5 of 8',
      'at-size: 3 of 5',
    ],
  ],
  [
    'scale-out that puts back',
    plan([...up(1, 2), aLeaver(3)], outBy(1)),
    [
      'put-back web-3',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 3 of 8',
      'at-size: 2 of 3',
    ],
  ],
  [
    'scale-out under the brake',
    plan([...up(1), aMember(2, {}, down), aMember(3, {}, down)], outBy(2)),
    [
      'add web-4',
      'most-members-down: 2 of 1 NOT PASSED',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 5 of 8',
      'at-size: 1 of 3',
    ],
  ],
  [
    'scale-out under the brake while its probe is on its way',
    plan(
      [aMember(1, {}, down), aMember(2, {}, down), aMember(3, {}, down), aMember(4, young, down)],
      outBy(3),
    ),
    [
      'most-members-down: 3 of 1 NOT PASSED',
      'new-members-fail: 1 of 3',
      'on-the-way: 1 of 3',
      'cooldown: web-4 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:03:00Z NOT PASSED',
      'at-max: 6 of 8',
      'at-size: 0 of 3',
      'holds for most-members-down: 3 of 3 members are DOWN: look at the health check and the app first; a run creates at most one probe',
    ],
  ],
  [
    'scale-out when half are DOWN',
    plan([...up(1, 2), aMember(3, {}, down), aMember(4, {}, down)], outBy(1)),
    [
      'add web-5',
      'most-members-down: 2 of 2',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 5 of 8',
      'at-size: 2 of 3',
    ],
  ],
  [
    'scale-out when both of two are DOWN',
    plan([aMember(1, {}, down), aMember(2, {}, down)], outBy(1)),
    [
      'add web-3',
      'add web-4',
      'most-members-down: 2 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-2 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 8',
      'at-size: 0 of 2',
    ],
  ],
  [
    'scale-out when new members fail',
    plan([...up(1, 2, 3), ...failed(15, 30, 45)], outBy(1)),
    [
      'most-members-down: 3 of 3',
      'new-members-fail: 3 of 3 NOT PASSED',
      'on-the-way: 0 of 1',
      'cooldown: web-11 was created at 2026-11-23T11:45:00Z of over',
      'at-max: 7 of 8',
      'at-size: 3 of 4',
      'holds for new-members-fail: 3 members were created within the hour and none is in service: look at image, StackScript and health check of web',
    ],
  ],
  [
    'scale-out when two new members failed',
    plan([...up(1, 2, 3), ...failed(15, 30)], outBy(2)),
    [
      'add web-4',
      'most-members-down: 2 of 2',
      'new-members-fail: 2 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-11 was created at 2026-11-23T11:45:00Z of over',
      'at-max: 7 of 8',
      'at-size: 3 of 5',
    ],
  ],
  [
    'scale-out when new members failed an hour ago',
    plan([...up(1, 2, 3), ...failed(60, 61, 62)], outBy(1)),
    [
      'add web-4',
      'most-members-down: 3 of 3',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-11 was created at 2026-11-23T11:00:00Z of over',
      'at-max: 7 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-in of a fleet that may shrink',
    plan(up(1, 2, 3), inBy(1)),
    [
      'remove web-3',
      'most-members-down: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 3 of 2',
      'no-candidate: 3 of 1',
    ],
  ],
  [
    'scale-in to the very min',
    plan(up(1, 2, 3, 4), inBy(2)),
    [
      'remove web-4',
      'remove web-3',
      'most-members-down: 0 of 2',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 4 of 2',
      'no-candidate: 4 of 2',
    ],
  ],
  [
    'scale-in past min',
    plan(up(1, 2, 3, 4), inBy(3)),
    [
      'remove web-4',
      'remove web-3',
      'most-members-down: 0 of 2',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 1 of 2 NOT PASSED',
      'at-size: 4 of 1',
      'no-candidate: 4 of 3',
    ],
  ],
  [
    'scale-in at min',
    plan(up(1, 2), inBy(1)),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-2 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 1 of 2 NOT PASSED',
      'at-size: 2 of 1',
      'no-candidate: 2 of 1',
      'holds for at-min: 2 members exist, 2 of them in service, and min is 2',
    ],
  ],
  [
    'scale-in below min',
    plan(up(1), inBy(1)),
    [
      'add web-2',
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: web-1 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 0 of 2 NOT PASSED',
      'at-size: 1 of 0',
      'no-candidate: 1 of 1',
    ],
  ],
  [
    'scale-in when only min serve, and the other is off',
    plan([...up(1, 2), aMember(3, { status: 'offline' }, { health: 'unknown' })], inBy(1)),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2 NOT PASSED',
      'at-size: 2 of 1',
      'no-candidate: 2 of 1',
      'holds for at-min: 3 members exist, 2 of them in service, and min is 2',
    ],
  ],
  [
    'scale-in when only min serve, and the other is DOWN',
    plan([...up(1, 2), aMember(3, {}, down)], inBy(1)),
    [
      'remove web-3',
      'most-members-down: 1 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 2 of 1',
      'no-candidate: 3 of 1',
    ],
  ],
  [
    'scale-in within the cooldown of a creation',
    plan(up(1, 2, 3), inBy(1), { activity: [anEvent('create', 9, 14)] }),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-9 was created at 2026-11-23T11:46:00Z of until 2026-11-23T12:01:00Z NOT PASSED',
      'at-min: 2 of 2',
      'at-size: 3 of 2',
      'no-candidate: 3 of 1',
      'holds for cooldown: web-9 was created at 2026-11-23T11:46:00Z; --force passes this',
    ],
  ],
  [
    'scale-in within the cooldown of a deletion',
    plan(up(1, 2, 3), inBy(1), { activity: [anEvent('delete', 9, 14)] }),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-9 was deleted at 2026-11-23T11:46:00Z of until 2026-11-23T12:01:00Z NOT PASSED',
      'at-min: 2 of 2',
      'at-size: 3 of 2',
      'no-candidate: 3 of 1',
      'holds for cooldown: web-9 was deleted at 2026-11-23T11:46:00Z; --force passes this',
    ],
  ],
  [
    'scale-in after the cooldown',
    plan(up(1, 2, 3), inBy(1), { activity: [anEvent('delete', 9, 15)] }),
    [
      'remove web-3',
      'most-members-down: 0 of 1',
      'cooldown: web-9 was deleted at 2026-11-23T11:45:00Z of over',
      'at-min: 2 of 2',
      'at-size: 3 of 2',
      'no-candidate: 3 of 1',
    ],
  ],
  [
    'scale-in within the cooldown of what leaves already',
    plan([...up(1, 2, 3), aLeaver(4)], inBy(1), { activity: [anEvent('delete', 9, 14)] }),
    [
      'remove web-4',
      'most-members-down: 0 of 2',
      'cooldown: web-9 was deleted at 2026-11-23T11:46:00Z of until 2026-11-23T12:01:00Z',
      'at-min: 3 of 2',
      'at-size: 3 of 2',
      'no-candidate: 3 of 0',
    ],
  ],
  [
    'scale-in to a size that is met',
    plan(up(1, 2, 3), inTo(3)),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 3 of 2',
      'at-size: 3 of 3 NOT PASSED',
      'no-candidate: 3 of 0',
      'holds for at-size: 3 members are in service and 3 are wanted',
    ],
  ],
  [
    'scale-in to a size',
    plan(up(1, 2, 3, 4, 5), inTo(3)),
    [
      'remove web-5',
      'remove web-4',
      'most-members-down: 0 of 2',
      'cooldown: web-5 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 3 of 2',
      'at-size: 5 of 3',
      'no-candidate: 5 of 2',
    ],
  ],
  [
    'scale-in of nobody but the held',
    plan([...kept(1, 2, 3)], inBy(1)),
    [
      'most-members-down: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 3 of 2',
      'no-candidate: 0 of 1 NOT PASSED',
      'holds for no-candidate: every member is held, on its way or not running: none may be chosen',
    ],
  ],
  [
    'scale-in of two, of whom one may be chosen',
    plan([...kept(1, 2, 3), ...up(4)], inBy(2)),
    [
      'remove web-4',
      'most-members-down: 0 of 2',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 4 of 2',
      'no-candidate: 1 of 2 NOT PASSED',
    ],
  ],
  [
    'scale-in under the brake',
    plan([...up(1), aMember(2, {}, down), aMember(3, {}, down)], inBy(1)),
    [
      'most-members-down: 2 of 1 NOT PASSED',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 2 of 2',
      'at-size: 1 of 0',
      'no-candidate: 3 of 1',
      'holds for most-members-down: 2 of 3 members are DOWN: look at the health check and the app first; a run removes nobody',
    ],
  ],
  [
    'reconcile of a fleet in order',
    plan(up(1, 2, 3), reconcile),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
    ],
  ],
  [
    'reconcile below min',
    plan(up(1), reconcile, {}, bounds(3, 8)),
    [
      'add web-2',
      'add web-3',
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: web-1 was created at 2026-11-22T12:00:00Z of over',
    ],
  ],
  [
    'reconcile below min when new members fail',
    plan([...up(1, 2, 3, 4), ...failed(15, 30, 45)], reconcile, {}, bounds(8, 8)),
    [
      'most-members-down: 3 of 3',
      'new-members-fail: 3 of 3 NOT PASSED',
      'cooldown: web-11 was created at 2026-11-23T11:45:00Z of over',
      'holds for new-members-fail: 3 members were created within the hour and none is in service: look at image, StackScript and health check of web',
    ],
  ],
  [
    'reconcile above max',
    plan(up(1, 2, 3, 4, 5), reconcile, {}, bounds(2, 3)),
    [
      'remove web-5',
      'most-members-down: 0 of 2',
      'new-members-fail: 0 of 3',
      'cooldown: web-5 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 3 of 2',
      'no-candidate: 5 of 2',
    ],
  ],
  [
    'reconcile above max within the cooldown',
    plan(up(1, 2, 3, 4, 5), reconcile, { activity: [anEvent('delete', 9, 14)] }, bounds(2, 3)),
    [
      'most-members-down: 0 of 2',
      'new-members-fail: 0 of 3',
      'cooldown: web-9 was deleted at 2026-11-23T11:46:00Z of until 2026-11-23T12:01:00Z NOT PASSED',
      'at-min: 3 of 2',
      'no-candidate: 5 of 2',
      'holds for cooldown: web-9 was deleted at 2026-11-23T11:46:00Z; --force passes this',
    ],
  ],
  [
    'reconcile above max, and all are held',
    plan(kept(1, 2, 3, 4), reconcile, {}, bounds(2, 3)),
    [
      'most-members-down: 0 of 2',
      'new-members-fail: 0 of 3',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 3 of 2',
      'no-candidate: 0 of 1 NOT PASSED',
      'holds for no-candidate: every member is held, on its way or not running: none may be chosen',
    ],
  ],
  [
    'reconcile above max under the brake',
    plan([...up(1), ...[2, 3, 4].map((n) => aMember(n, {}, down))], reconcile, {}, bounds(2, 3)),
    [
      'most-members-down: 3 of 2 NOT PASSED',
      'new-members-fail: 0 of 3',
      'cooldown: web-4 was created at 2026-11-22T12:00:00Z of over',
      'at-min: 3 of 2',
      'no-candidate: 4 of 1',
      'holds for most-members-down: 3 of 4 members are DOWN: look at the health check and the app first; a run creates at most one probe and removes nobody',
    ],
  ],
  [
    'reconcile below min under the brake',
    plan(
      [1, 2, 3].map((n) => aMember(n, {}, down)),
      reconcile,
      {},
      bounds(6, 8),
    ),
    [
      'add web-4',
      'most-members-down: 3 of 1 NOT PASSED',
      'new-members-fail: 0 of 3',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
    ],
  ],
  [
    'reconcile below min under the brake while its probe is on its way',
    plan(
      [...[1, 2, 3].map((n) => aMember(n, {}, down)), aMember(4, young, down)],
      reconcile,
      {},
      bounds(6, 8),
    ),
    [
      'most-members-down: 3 of 1 NOT PASSED',
      'new-members-fail: 1 of 3',
      'cooldown: web-4 was created at 2026-11-23T11:58:00Z of until 2026-11-23T12:13:00Z',
      'holds for most-members-down: 3 of 3 members are DOWN: look at the health check and the app first; a run creates at most one probe and removes nobody',
    ],
  ],
  [
    'anything when the fleet is paused',
    plan(up(1, 2, 3), outBy(1), paused(null)),
    [
      'paused: without an end of over NOT PASSED',
      'holds for paused: web is paused; linode-autoscale resume ends that, and --force passes it',
    ],
  ],
  [
    'anything when the fleet is paused for a while',
    plan(up(1, 2, 3), reconcile, paused(NOON + 1_000)),
    [
      'paused: until 2026-11-23T12:00:01Z of over NOT PASSED',
      'holds for paused: web is paused; linode-autoscale resume ends that, and --force passes it',
    ],
  ],
  [
    'scale-out whose alerts have resolved',
    plan(
      up(1, 2, 3),
      outBy(1, {
        trigger: { group: { status: 'firing', alerts: [alert(false), alert(false)] }, condition: null },
      }),
    ),
    [
      'alert-resolved: 0 of 2 fire of one fires NOT PASSED',
      'holds for alert-resolved: all alerts of the group have resolved: HighLoad; nothing is asked for any more',
    ],
  ],
  [
    'scale-out whose group has resolved',
    plan(
      up(1, 2, 3),
      outBy(1, {
        trigger: { group: { status: 'resolved', alerts: [alert(true), alert(false)] }, condition: null },
      }),
    ),
    [
      'alert-resolved: 1 of 2 fire of one fires NOT PASSED',
      'holds for alert-resolved: the group is resolved; nothing is asked for any more',
    ],
  ],
  [
    'scale-in whose condition is false',
    plan(up(1, 2, 3), inBy(1, { trigger: { group: null, condition: { query: 'up', isMet: false } } })),
    [
      'condition-false: no result of any result NOT PASSED',
      'holds for condition-false: Prometheus has no result for up',
    ],
  ],
  [
    'scale-out whose condition is met',
    plan(up(1, 2, 3), outBy(1, { trigger: { group: null, condition: { query: 'up', isMet: true } } })),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out beside a stranger',
    plan([...up(1, 2, 3), untagged(7)], outBy(1)),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 5',
      'at-max: 4 of 8',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out of which a stranger takes the room',
    plan([...up(1, 2, 3), untagged(7)], outBy(1), {}, bounds(2, 4)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 1 NOT PASSED',
      'at-max: 4 of 4',
      'at-size: 3 of 4',
      'holds for strangers: web-7 (instance 107) runs without the tag fleet:web:12345, 1 of them in service: put it back on it, or rename or delete it',
    ],
  ],
  [
    'scale-out of two, of which a stranger takes one place',
    plan([...up(1, 2), untagged(7)], outBy(2), {}, bounds(2, 4)),
    [
      'add web-3',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 2',
      'cooldown: web-2 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 2',
      'at-max: 4 of 4',
      'at-size: 2 of 4',
    ],
  ],
  [
    'scale-out beside two strangers, of whom one serves',
    plan([...up(1, 2, 3), untagged(7), untagged(8, 'down')], outBy(1), {}, bounds(2, 4)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 2 of 1 NOT PASSED',
      'at-max: 4 of 4',
      'at-size: 3 of 4',
      'holds for strangers: web-7 (instance 107), web-8 (instance 108) run without the tag fleet:web:12345, 1 of them in service: put it back on them, or rename or delete them',
    ],
  ],
  [
    'scale-out beside two strangers, of whom none serves',
    plan([...up(1, 2, 3), untagged(7, 'down'), untagged(8, 'down')], outBy(1), {}, bounds(2, 5)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 2 of 2 NOT PASSED',
      'at-max: 4 of 5',
      'at-size: 3 of 4',
      'holds for strangers: web-7 (instance 107), web-8 (instance 108) run without the tag fleet:web:12345: put it back on them, or rename or delete them',
    ],
  ],
  [
    'scale-out beside a stranger that is off',
    plan([...up(1, 2, 3), aMember(7, { tags: [], status: 'offline' })], outBy(1), {}, bounds(2, 4)),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 4',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out beside another fleet’s',
    plan([...up(1, 2, 3), aMember(7, { tags: ['fleet:x:1'] })], outBy(1), {}, bounds(2, 4)),
    [
      'add web-4',
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 1',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'at-max: 4 of 4',
      'at-size: 3 of 4',
    ],
  ],
  [
    'scale-out beside a stranger, at max',
    plan([...up(1, 2, 3), untagged(7)], outBy(1), {}, bounds(2, 3)),
    [
      'most-members-down: 0 of 1',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 0',
      'cooldown: web-3 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 0',
      'at-max: 3 of 3 NOT PASSED',
      'at-size: 3 of 3',
      'holds for at-max: 3 members exist, 3 of them in service, and max is 3',
    ],
  ],
  [
    'reconcile below min, which a stranger in service fills',
    plan([...up(1), untagged(7)], reconcile, {}, bounds(2, 8)),
    [
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: web-1 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 7 NOT PASSED',
      'holds for strangers: web-7 (instance 107) runs without the tag fleet:web:12345, 1 of them in service: put it back on it, or rename or delete it',
    ],
  ],
  [
    'reconcile below min, and the stranger does not serve',
    plan([...up(1), untagged(7, 'down')], reconcile, {}, bounds(2, 8)),
    [
      'add web-2',
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: web-1 was created at 2026-11-22T12:00:00Z of over',
      'strangers: 1 of 7',
    ],
  ],
  [
    'reconcile of nobody but strangers',
    plan([untagged(7), untagged(8), untagged(9)], reconcile, {}, bounds(2, 8)),
    [
      'add web-1',
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: no recent change of over',
      'strangers: 3 of 8',
    ],
  ],
  [
    'reconcile of nobody but strangers, beyond max',
    plan([untagged(7), untagged(8)], reconcile, {}, bounds(1, 2)),
    [
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'cooldown: no recent change of over',
      'strangers: 2 of 2 NOT PASSED',
      'holds for strangers: web-7 (instance 107), web-8 (instance 108) run without the tag fleet:web:12345, 2 of them in service: put it back on them, or rename or delete them',
    ],
  ],
  [
    'scale-out of nobody but strangers',
    plan([untagged(7), untagged(8)], outBy(1)),
    [
      'add web-1',
      'most-members-down: 0 of 0',
      'new-members-fail: 0 of 3',
      'on-the-way: 0 of 2',
      'cooldown: no recent change of over',
      'strangers: 2 of 8',
      'at-max: 1 of 8',
      'at-size: 0 of 2',
    ],
  ],
]

describe('every rule says value, limit and verdict, and the hold is the first that applies', () => {
  test.each(table)('%s', (_name, planned, words) => {
    expect(said(planned)).toEqual(words)
  })
})
