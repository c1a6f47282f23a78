import { describe, expect, test } from 'vitest'
import type { Backend, Fleet, Instance, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import type { Change } from '../../../src/fleet/plan/plan.ts'
import { planRepairs } from '../../../src/fleet/plan/plan-repairs.ts'
import { stepsOf } from '../../../src/fleet/plan/steps-of.ts'
import { accountProblems } from '../../../src/fleet/refusals/account-problems.ts'
import { unfinished } from '../../../src/fleet/report/unfinished.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aBackend, aFleet, anInstance, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'

const policy = aPolicy({ scaleIn: { ...aPolicy().scaleIn, step: 2 } })
/** Drained at noon less so many seconds. */
const was = (n: number, seconds = 0) => `web-${n}.was${(28_209_600 - seconds).toString(36).padStart(5, '0')}`

/** The backend node of web-n on the port that it served by before. */
function former(n: number, overrides: Partial<Backend> = {}): Backend {
  const at = { id: backendId(1500 + n), address: `192.168.130.${n}:8080`, label: was(n) }
  return aBackend(n, { ...at, ...overrides })
}

/** Web-n on its new port, with a former one. */
function moved(
  n: number,
  before: Partial<Backend> = {},
  now: Partial<Backend> | null = {},
  instance: Partial<Instance> = {},
): Made {
  return {
    instance: anInstance(n, instance),
    backends: [former(n, before), ...(now === null ? [] : [aBackend(n, now)])],
  }
}

function fleetOf(made: readonly Made[], seen: Partial<Sighting> = {}): Fleet {
  return aFleet(made, seen, policy)
}

function repairsOf(fleet: Fleet) {
  return planRepairs(fleet, takeCensus(fleet, policy, NOON), policy, true)
}

function words(fleet: Fleet, changes: readonly Change[]): readonly string[] {
  return changes.flatMap((c) =>
    stepsOf(c, fleet, policy, false).map((s) =>
      'backend' in s
        ? `${s.step} ${s.backend.id}`
        : s.step === 'attach'
          ? `attach ${s.address}:${s.at.port}`
          : s.step,
    ),
  )
}

describe('a former port goes when the profile’s port serves', () => {
  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['drained by one run', [moved(1)], ['drain 1501']],
    ['a step of members at a time', [moved(1), moved(2), moved(3)], ['drain 1501', 'drain 1502']],
    [
      'removed when its connections have had their time',
      [moved(1, { label: was(1, 60), mode: 'drain' })],
      ['detach 1501'],
    ],
    ['not a second before', [moved(1, { label: was(1, 59), mode: 'drain' })], []],
    [
      'those that are drained already take none of the step',
      [moved(1, { label: was(1, 9), mode: 'drain' }), moved(2), moved(3)],
      ['drain 1502', 'drain 1503'],
    ],
    [
      'and are removed beside it',
      [moved(1, { label: was(1, 90), mode: 'drain' }), moved(2)],
      ['detach 1501', 'drain 1502'],
    ],
    [
      'one that takes connections waits for its step, however long ago it was given its label',
      [moved(1), moved(2), moved(3, { label: was(3, 90) })],
      ['drain 1501', 'drain 1502'],
    ],
    ['not while the new port is DOWN', [moved(1, {}, { health: 'down' })], []],
    ['not while nobody knows whether it serves', [moved(1, {}, { health: 'unknown' })], []],
    ['not while there is none', [moved(1, { label: 'web-1' }, null)], []],
    ['not by the run that takes a mark off the new one', [moved(1, {}, { label: 'web-1.outgsmo0' })], []],
    ['not while a person has set it to backup', [moved(1, { mode: 'backup' })], []],
    ['or to reject, under either label', [moved(1, { mode: 'reject', label: 'web-1' })], []],
    ['not of a member that a person keeps', [moved(1, {}, {}, { tags: ['fleet:web:12345', 'keep'] })], []],
    [
      'a plain one beside the one that takes over, too',
      [moved(1, { label: 'web-1' }, { label: 'web-1.newgsmo0' })],
      ['drain 1501'],
    ],
    [
      'nobody goes while most members are DOWN',
      [
        moved(1),
        moved(2, {}, { health: 'down' }),
        ...[3, 4].map((n): Made => moved(n, { health: 'down' }, { health: 'down' })),
        moved(5, { health: 'down' }, { health: 'down' }),
      ],
      [],
    ],
  ])('%s', (_name, made, steps) => {
    const fleet = fleetOf(made)
    expect(words(fleet, repairsOf(fleet).tidy)).toEqual(steps)
  })
})

describe('the new port is attached', () => {
  test.each<readonly [string, Partial<Backend>, readonly string[]]>([
    ['beside a plain one that serves', { label: 'web-1' }, ['attach 192.168.130.1:80']],
    ['beside one of `.was`', {}, ['attach 192.168.130.1:80']],
    ['beside one of `.was` that is drained', { mode: 'drain' }, ['attach 192.168.130.1:80']],
    ['not where a person has drained the plain one', { label: 'web-1', mode: 'drain' }, []],
    ['not where a run of ours has', { label: 'web-1.outgsmo0', mode: 'drain' }, []],
  ])('%s', (_name, before, steps) => {
    const fleet = fleetOf([moved(1, before, null)])
    expect(words(fleet, repairsOf(fleet).attach)).toEqual(steps.length === 0 ? [] : [...steps, 'wait'])
  })

  test.each([
    [1295, ['attach', 'wait']],
    [1296, []],
  ])(
    'but not where nothing could be taken away after it, for want of room beside the label: %i',
    (n, steps) => {
      const name = 'a-fleet-of-24-characters'
      const of = aPolicy({ name })
      const [label, config] = [`${name}-${n}`, aPolicy().attachments]
      const made = moved(1, { label }, null, { label })
      const fleet = aFleet([made], {}, of)
      const { attach } = planRepairs(fleet, takeCensus(fleet, of, NOON), of, true)
      expect(fleet.members.map((m) => [m.former.length, m.missing])).toEqual([[1, config]])
      expect(attach.flatMap((c) => stepsOf(c, fleet, of, true).map((s) => s.step))).toEqual(steps)
    },
  )

  test('but not on a config without a health check: nobody would know when it serves', () => {
    const [config] = aFleet([]).configs
    const seen = (checked: boolean) => ({ configs: config === undefined ? [] : [{ ...config, checked }] })
    const at = (checked: boolean, ...made: readonly Made[]) =>
      accountProblems(fleetOf(made, seen(checked)), policy)
    expect(at(false, moved(1, { label: 'web-1' }, null))).toEqual([
      {
        code: 'refused',
        message:
          'members are behind config 67890 of NodeBalancer 12345 on another port than the profile’s, and that config has no health check',
        remedy:
          'give the config a health check until the ports are changed, or set the port of the profile back',
      },
    ])
    expect(at(true, moved(1, { label: 'web-1' }, null))).toEqual([])
    expect(at(false, moved(1))).toEqual([])
    expect(at(false, { instance: anInstance(1) })).toEqual([])
  })
})

const remove = (made: Made) => {
  const fleet = fleetOf([made])
  return words(
    fleet,
    fleet.members.map((of) => ({ kind: 'remove', member: of.label, of })),
  )
}

describe('a member with a former port', () => {
  test('is drained on both ports and detached from both when it goes', () => {
    expect(remove(moved(1))).toEqual([
      'drain 1001',
      'drain 1501',
      'wait',
      'delete',
      'detach 1001',
      'detach 1501',
    ])
  })

  test('is not drained again where it is', () => {
    const drained = moved(1, { mode: 'drain' }, { label: 'web-1.outgsmo0', mode: 'drain' })
    expect(remove(drained)).toEqual(['wait', 'delete', 'detach 1001', 'detach 1501'])
    expect(remove(moved(1, { mode: 'drain' }))).toEqual([
      'drain 1001',
      'wait',
      'delete',
      'detach 1001',
      'detach 1501',
    ])
  })

  test('is told by status as something that runs are about to take away', () => {
    expect(unfinished(fleetOf([moved(1)]), policy, NOON)).toEqual([
      {
        kind: 'leftover',
        member: 'web-1',
        detail:
          'backend node 1501 (192.168.130.1:8080) on config 67890 is of another port than the profile’s: runs drain and then remove it once that one serves',
      },
    ])
  })
})
