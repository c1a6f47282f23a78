import { describe, expect, test } from 'vitest'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import type { Fleet } from '../../../src/fleet/model/fleet.ts'
import { backendId, configId, instanceId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { planRepairs } from '../../../src/fleet/plan/plan-repairs.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import {
  aBackend,
  aFleet,
  aLeaver,
  aMember,
  aNodeBalancer,
  anInstance,
  aPolicy,
  type Made,
  MINUTE,
  NOON,
} from '../../support/a-fleet.ts'
import { changesOf } from '../../support/changes-of.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

function repairs(fleet: Fleet, policy: Policy = aPolicy()) {
  return planRepairs(fleet, takeCensus(fleet, policy, NOON), policy, true)
}

function repairsOnTwo(...made: readonly Made[]) {
  const policy = aPolicyOnTwo()
  return repairs(aFleet(made, bothConfigs(), policy), policy)
}

const young = { created: NOON - MINUTE }
const kept = { tags: ['fleet:web:12345', 'keep'] }
const out = { label: 'web-1.outgsmo0', mode: 'drain' }

test('a fleet in order needs none', () => {
  const fleet = aFleet([aMember(1), aMember(2), { backends: [aBackend(9, { label: 'legacy-1' })] }])
  expect(repairs(fleet)).toEqual({ tidy: [], giveBack: [], attach: [], leaving: [] })
})

describe('any run attaches', () => {
  const table: readonly (readonly [string, Made, boolean])[] = [
    ['one past starting that runs', aMember(1, {}, null), true],
    ['one that starts', aMember(1, { ...young, status: 'provisioning' }, null), true],
    [
      'one that starts and is offline between provisioning and booting',
      aMember(1, { ...young, status: 'offline' }, null),
      true,
    ],
    ['one that reboots', aMember(1, { status: 'rebooting' }, null), true],
    ['one that a person keeps: it is still behind the NodeBalancer', aMember(1, kept, null), true],
    ['not one that is off', aMember(1, { status: 'offline' }, null), false],
    ['not one that has all its backend nodes', aMember(1, {}, { health: 'down' }), false],
  ]
  test.each(table)('%s', (_name, made, attached) => {
    expect(changesOf({ changes: repairs(aFleet([made])).attach })).toEqual(attached ? ['attach web-1'] : [])
  })

  test('one that a new config was added for', () => {
    expect(repairsOnTwo(aMemberOnTwo(1, [{}, null])).attach).toMatchObject([
      { member: 'web-1', of: { missing: [{ config: 67891, port: 8080 }] }, wait: true },
    ])
  })

  test.each([['drain'], ['reject'], ['backup']])(
    'not where a person has set %s on another config',
    (mode) => {
      expect(repairsOnTwo(aMemberOnTwo(1, [{ mode }, null])).attach).toEqual([])
    },
  )

  test('not one that leaves', () => {
    expect(repairsOnTwo(aMemberOnTwo(1, [out, null])).attach).toEqual([])
  })
})

describe('a drain of ours is given back when', () => {
  const table: readonly (readonly [string, Made, string])[] = [
    ['a person keeps the member', aMemberOnTwo(1, [out, out], kept), 'tag keep'],
    ['it is locked', aMemberOnTwo(1, [out, out], { locks: ['cannot_delete'] }), 'locked (cannot_delete)'],
    [
      'a person has undone it on one config',
      aMemberOnTwo(1, [out, { label: 'web-1.outgsmo0' }]),
      'the drain was undone by hand on config 67891',
    ],
    [
      'a person has rejected it on one config',
      aMemberOnTwo(1, [out, { label: 'web-1.outgsmo0', mode: 'reject' }]),
      'the drain was undone by hand on config 67891',
    ],
    [
      'a person has drained another config',
      aMemberOnTwo(1, [out, { mode: 'drain' }]),
      'mode drain on config 67891, not set by us',
    ],
  ]
  test.each(table)('%s', (_name, made, because) => {
    const { giveBack, leaving } = repairsOnTwo(made)
    expect(giveBack).toMatchObject([{ kind: 'put-back', member: 'web-1', because, wait: false }])
    expect(leaving).toEqual([])
  })
})

describe('half of a drain of ours is given back when', () => {
  test.each<readonly [string, Made, string]>([
    [
      'it takes connections on another config, whoever left or opened it there',
      aMemberOnTwo(1, [out, {}]),
      'it takes connections on config 67891, and our drain of it stands on config 67890 alone',
    ],
    [
      'the same the other way round',
      aMemberOnTwo(1, [{}, out]),
      'it takes connections on config 67890, and our drain of it stands on config 67891 alone',
    ],
    [
      'it takes connections at a former port that was never drained',
      {
        instance: anInstance(1),
        backends: [
          aBackend(1, out),
          aBackend(1, { id: backendId(3001), label: 'web-1.was0fk2q', address: '192.168.130.1:81' }),
        ],
      },
      'it takes connections on config 67890, and our drain of it stands on config 67890 alone',
    ],
  ])('%s', (_name, made, because) => {
    const { giveBack, leaving } = repairsOnTwo(made)
    expect(giveBack).toMatchObject([{ kind: 'put-back', member: 'web-1', because, wait: false }])
    expect(leaving).toEqual([])
  })

  test.each<readonly [string, Made]>([
    ['it is drained everywhere', aMemberOnTwo(1, [out, out])],
    ['it never was on the other config', aMemberOnTwo(1, [out, null])],
    [
      'its former port was drained when it was left',
      {
        instance: anInstance(1),
        backends: [
          ...(aMemberOnTwo(1, [out, out]).backends ?? []),
          aBackend(1, {
            id: backendId(3001),
            label: 'web-1.was0fk2q',
            address: '192.168.130.1:81',
            mode: 'drain',
          }),
        ],
      },
    ],
  ])('but not when %s', (_name, made) => {
    const { giveBack, leaving } = repairsOnTwo(made)
    expect(giveBack).toEqual([])
    expect(leaving.map((c) => c.member.label)).toEqual(['web-1'])
  })
})

test('members that leave are told by instance id, not by number', () => {
  const made = [aLeaver(1), aLeaver(2), aLeaver(3)].map((m, i) =>
    m.instance === undefined ? m : { ...m, instance: { ...m.instance, id: instanceId(300 - i) } },
  )
  expect(repairs(aFleet(made)).leaving.map((c) => c.member.label)).toEqual(['web-3', 'web-2', 'web-1'])
})

function elsewhere(id: number, label: string) {
  return aBackend(0, { id: backendId(id), label, address: `192.168.140.${id}:80`, health: 'down' })
}

test('leftovers are removed, those of one label together, and no foreign backend is', () => {
  const fleet = aFleet([
    aMember(1),
    {
      backends: [
        elsewhere(5, 'web-7'),
        elsewhere(4, 'web-7.outgsmo0'),
        elsewhere(3, 'web-6'),
        elsewhere(2, 'legacy-1'),
      ],
    },
  ])
  const { tidy } = repairs(fleet)
  expect(changesOf({ changes: tidy })).toEqual(['tidy web-6', 'tidy web-7'])
  expect(tidy.flatMap((c) => (c.kind === 'tidy' ? c.leftovers.map((l) => l.backend.id) : []))).toEqual([
    3, 4, 5,
  ])
})

test('leftovers are removed in the order of labels, whatever their ids are', () => {
  const backends = [elsewhere(3, 'web-9'), elsewhere(4, 'web-7'), elsewhere(5, 'web-8.outgsmo0')]
  const { tidy } = repairs(aFleet([aMember(1), { backends }]))
  expect(changesOf({ changes: tidy })).toEqual(['tidy web-7', 'tidy web-8', 'tidy web-9'])
})

describe('backend nodes of nobody behind a locked NodeBalancer', () => {
  const LOCK = ['cannot_delete_with_subresources']
  const second = nodeBalancerId(2)
  const policy = aPolicy({
    attachments: [...aPolicy().attachments, { nodeBalancer: second, config: configId(7), port: 80 }],
  })
  const gone = { health: 'down' } as const
  const made = [
    { backends: [aBackend(8, gone), aBackend(9, { ...gone, nodeBalancer: second, config: configId(7) })] },
  ]
  const configs = [67890, 7].map((id, i) => ({
    id: configId(id),
    nodeBalancer: i === 0 ? nodeBalancerId(12345) : second,
    port: 80,
    checked: true,
    protocol: 'http',
  }))

  test.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    ['neither: both are removed', [], [], ['tidy web-8', 'tidy web-9']],
    ['one of two: that one’s stay', LOCK, [], ['tidy web-9']],
    ['the other of two: that one’s stay', [], LOCK, ['tidy web-8']],
    ['both: all stay', LOCK, LOCK, []],
    ['a lock on the NodeBalancer alone lets them go', ['cannot_delete'], [], ['tidy web-8', 'tidy web-9']],
  ])('%s', (_name, first, other, changes) => {
    const nodeBalancers = [aNodeBalancer({ locks: first }), aNodeBalancer({ id: second, locks: other })]
    const fleet = aFleet([aMember(1), ...made], { configs, nodeBalancers }, policy)
    expect(changesOf({ changes: repairs(fleet, policy).tidy })).toEqual(changes)
  })
})
