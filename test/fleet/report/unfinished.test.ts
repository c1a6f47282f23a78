import { describe, expect, test } from 'vitest'
import type { Backend, Instance, Missing, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId, configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { unfinished } from '../../../src/fleet/report/unfinished.ts'
import {
  aBackend,
  aDeletion,
  aFleet,
  aLeaver,
  aMember,
  anInstance,
  aNodeBalancer,
  aPolicy,
  type Made,
  NOON,
} from '../../support/a-fleet.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const lines = (fleet: ReturnType<typeof aFleet>, policy = aPolicy()) =>
  unfinished(fleet, policy, NOON).map((u) => `${u.kind} ${u.member}: ${u.detail}`)

test('nothing, of a fleet in order', () => {
  expect(lines(aFleet([aMember(1), aMember(2, {}, { health: 'down' })]))).toEqual([])
})

test('who leaves, and who finishes it', () => {
  const kept = aMember(2, { tags: ['fleet:web:12345', 'keep'] }, { label: 'web-2.outgsmo0', mode: 'drain' })
  expect(lines(aFleet([aLeaver(1), kept]))).toEqual([
    'leaving web-1: scale-in, reconcile and scale-out put it back',
    'leaving web-2: tag keep: any run puts it back',
  ])
})

test('who is not attached, and to what', () => {
  const policy = aPolicyOnTwo()
  const made = [aMemberOnTwo(1, [{}, null]), aMemberOnTwo(2, [null, null], { address: null })]
  expect(lines(aFleet(made, bothConfigs(), policy), policy)).toEqual([
    'attach web-1: 192.168.130.1:8080 is not on config 67891: any run attaches it',
    'attach web-2: an instance without an address is not on config 67890: any run attaches it',
    'attach web-2: an instance without an address is not on config 67891: any run attaches it',
  ])
})

test('backend nodes that serve no member, and whether anybody may remove them', () => {
  const made = [
    aMember(1),
    { backends: [aBackend(9, { health: 'down' }), aBackend(1, { id: backendId(3001) })] },
  ]
  expect(lines(aFleet(made))).toEqual([
    'leftover web-9: backend node 1009 (192.168.130.9:80) on config 67890 has no instance: any run asks again a minute later and removes it',
    'leftover web-1: backend node 3001 (192.168.130.1:80) on config 67890 is a second one of this member: any run removes it',
  ])
  const nodeBalancers = [aNodeBalancer({ locks: ['cannot_delete_with_subresources'] })]
  expect(lines(aFleet(made, { nodeBalancers }))).toEqual([
    'leftover web-9: backend node 1009 (192.168.130.9:80) on config 67890 has no instance: its NodeBalancer is locked, and nothing removes it',
    'leftover web-1: backend node 3001 (192.168.130.1:80) on config 67890 is a second one of this member: its NodeBalancer is locked, and nothing removes it',
  ])
})

test('what no run removes yet, and why', () => {
  const bare = aBackend(9, { address: '192.168.140.9:80' })
  const second = aBackend(1, { id: backendId(3001) })
  const former = aBackend(2, { id: backendId(3002), address: '192.168.130.2:8080', label: 'web-2.wasgsmo0' })
  const made = [aMember(1, {}, { mode: 'reject' }), aMember(2), { backends: [bare, second, former] }]
  const deleted = [aDeletion('web-9')]
  expect(lines(aFleet(made, { activity: deleted }))).toEqual([
    'leftover web-2: backend node 3002 (192.168.130.2:8080) on config 67890 is of another port than the profile’s: runs drain and then remove it once that one serves',
    expect.stringMatching(
      /^leftover web-9: backend node 1009 .* has no instance that was seen, and is left alone: /,
    ),
    expect.stringMatching(
      /^leftover web-1: backend node 3001 .* is a second one of this member, and is left alone: /,
    ),
  ])
})

describe('a port that the profile has left', () => {
  const before = aBackend(2, { id: backendId(3002), address: '192.168.130.2:8080', label: 'web-2.wasgsmo0' })
  const what = 'backend node 3002 (192.168.130.2:8080) on config 67890 is of another port than the profile’s'

  test.each<readonly [string, Made, Partial<Backend>, string]>([
    ['goes', aMember(2), {}, 'runs drain and then remove it once that one serves'],
    [
      'not what a person has drained',
      aMember(2, {}, null),
      { label: 'web-2', mode: 'drain' },
      'it stays while the member is held (mode drain on config 67890, not set by us)',
    ],
    [
      'not a kept member’s',
      aMember(2, { tags: ['fleet:web:12345', 'keep'] }),
      {},
      'it stays while the member is held (tag keep)',
    ],
  ])('%s', (_name, made, node, next) => {
    const all = [made, { backends: [{ ...before, ...node }] }]
    expect(lines(aFleet(all))).toEqual([`leftover web-2: ${what}: ${next}`])
  })
})

describe('while every run is refused nothing is promised', () => {
  const REFUSED = 'every run is refused until the problem is mended'
  const two = aPolicyOnTwo()
  const gone: Missing = { kind: 'config', nodeBalancer: nodeBalancerId(12345), config: configId(67891) }

  test('of members that are nowhere attached, leave, or have left something', () => {
    const made = [
      aMemberOnTwo(1, [{}, null]),
      aLeaver(2),
      aMember(3, {}, { label: 'web-3.outgsmo0' }),
      { backends: [aBackend(9, { health: 'down' })] },
    ]
    const told = lines(aFleet(made, { ...bothConfigs(), missing: [gone] }, two), two)
    expect(told.length).toBeGreaterThanOrEqual(4)
    for (const line of told) expect(line).toContain(REFUSED)
    for (const line of told) expect(line).not.toMatch(/any run|scale-in/)
  })

  test('of a port that is refused on a config without a check', () => {
    const configs = aFleet([]).configs.map((c) => ({ ...c, checked: false }))
    const node = aBackend(1, { address: '192.168.130.1:8080' })
    expect(lines(aFleet([aMember(1, {}, null), { backends: [node] }], { configs }))).toEqual([
      `attach web-1: 192.168.130.1:80 is not on config 67890: ${REFUSED}`,
      `leftover web-1: backend node 1001 (192.168.130.1:8080) on config 67890 is of another port than the profile’s: ${REFUSED}`,
    ])
  })
})

const named = (instance: Partial<Instance>, label = 'web-4.outgsmo0', more: Partial<Sighting> = {}) =>
  lines(aFleet([aMember(1), aMember(4, instance, { label, mode: 'drain' })], more))
const left = (why: string, label = 'db-1', mark = 'web-4.outgsmo0') => [
  `leftover ${mark}: backend node 1004 (192.168.130.4:80) on config 67890 is in our drain of web-4, and ${label} (instance 104) has its address: ${why}. It is left alone: remove it, or set it to accept if ${label} is to serve`,
]

describe('a drain of ours at a machine that nothing shows to have been that member is left alone, and named', () => {
  const db = { label: 'db-1', tags: [] }
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['made since', named({ ...db, created: NOON + 1_000 }), left('it was created after that drain')],
    [
      'on a port that the profile has left, whatever speaks for it',
      named({ tags: [] }, 'web-4.wasgsmo0'),
      left('it is of a port that the profile has left', 'web-4', 'web-4.wasgsmo0'),
    ],
    ['of another fleet', named({ tags: ['fleet:a:9'] }), left('it carries the tag fleet:a:9', 'web-4')],
    [
      'beside the one that was drained',
      named(db, undefined, {
        instances: [anInstance(1), anInstance(4, db), anInstance(5, { label: 'web-4' })],
      }),
      [
        'attach web-4: 192.168.130.5:80 is not on config 67890: any run attaches it',
        ...left('web-4 is instance 105'),
      ],
    ],
    [
      'after a deletion',
      named({ tags: [] }, undefined, { activity: [aDeletion('web-4', NOON)] }),
      left('web-4 was deleted since', 'web-4'),
    ],
    ['that nobody knows', named(db), left('nothing shows that it was web-4')],
    [
      'long ago',
      named({ tags: [] }, 'web-4.outaaaaa'),
      left('the drain is too old to be a run’s', 'web-4', 'web-4.outaaaaa'),
    ],
  ])('%s', (_name, told, expected) => {
    expect(told).toEqual(expected)
  })

  test('what was that member is given back, and a person’s drain is theirs', () => {
    expect(named({ label: 'db-1' })).toEqual([
      'leaving web-4: instance 104 is no member any more, and was left in a drain: any run takes the mark off',
    ])
    expect(named(db, 'web-4')).toEqual([])
  })
})

const heir = (instance: Partial<Instance>, backend: Partial<Backend>) =>
  aMember(4, { tags: ['fleet:web:12345', 'replaces:101:always'], ...instance }, backend)

describe('what is to take another one’s place', () => {
  const long = NOON - 7_200_000

  test.each<readonly [string, Made, string]>([
    ['it serves', heir({}, {}), 'refresh, reconcile or scale-in removes the old one'],
    ['it boots', heir({ status: 'booting', created: NOON - 60_000 }, { health: 'down' }), 'it is on its way'],
    [
      'it is DOWN',
      heir({ created: long }, { health: 'down' }),
      'it is DOWN: look at it; refresh or scale-in removes it',
    ],
    [
      'it does not run',
      heir({ status: 'offline', created: long }, { health: 'down' }),
      'it does not run: start it, or delete it',
    ],
    [
      'a person holds it',
      heir({}, { mode: 'reject' }),
      'a person holds it out of service: until it serves the old one stays',
    ],
  ])('%s', (_, made, next) => {
    expect(lines(aFleet([aMember(1), aMember(2), made]))).toContain(
      `refresh web-4: is to take the place of web-1; ${next}`,
    )
  })
})

test('whose mark is no drain any more, since a person has undone it', () => {
  expect(lines(aFleet([aMember(1, {}, { label: 'web-1.outgsmo0' })]))).toEqual([
    'leaving web-1: the drain was undone by hand on config 67890: any run takes the mark off',
  ])
})

describe('while the fleet is paused nobody is said to do anything before it is over', () => {
  const nodeBalancers = [aNodeBalancer({ tags: ['paused:web'] })]
  const policy = aPolicyOnTwo()
  test.each<readonly [string, readonly Made[], string]>([
    ['who leaves', [aLeaver(1)], 'once the pause is over, scale-in, reconcile and scale-out put it back'],
    [
      'a mark that is no drain',
      [aMember(1, {}, { label: 'web-1.outgsmo0' })],
      'the drain was undone by hand on config 67890: once the pause is over, any run takes the mark off',
    ],
    [
      'a backend node without an instance',
      [aMember(1), { backends: [aBackend(9, { health: 'down' })] }],
      'once the pause is over, any run asks again a minute later and removes it',
    ],
    [
      'a substitute that serves',
      [aMember(1), aMember(2), heir({}, {})],
      'once the pause is over, refresh, reconcile or scale-in removes the old one',
    ],
    [
      'a substitute that is DOWN',
      [aMember(1), aMember(2), heir({ created: NOON - 3_600_000 }, { health: 'down' })],
      'it is DOWN: look at it; once the pause is over, refresh or scale-in removes it',
    ],
  ])('%s', (_, made, next) => {
    const [line, ...more] = lines(aFleet(made, { nodeBalancers }))
    expect(line?.endsWith(next), line).toBe(true)
    expect(more).toEqual([])
  })

  test('who is not attached', () => {
    const both = { ...bothConfigs(), nodeBalancers }
    expect(lines(aFleet([aMemberOnTwo(1, [{}, null])], both, policy), policy)).toEqual([
      'attach web-1: 192.168.130.1:8080 is not on config 67891: once the pause is over, any run attaches it',
    ])
  })
})
