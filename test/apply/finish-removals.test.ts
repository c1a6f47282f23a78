import { describe, expect, test } from 'vitest'
import type { Instance } from '../../src/fleet/model/fleet.ts'
import type { HoldReason } from '../../src/fleet/model/hold.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aBackend, aMember, anInstance, NOON } from '../support/a-fleet.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const three = [1, 2, 3].map((n) => aMember(n))
const four = [...three, aMember(4)]

/** What another run has left: a member that it drains. */
function leaveMarked(cloud: ScriptedCloud, n: number): void {
  cloud.instances.push(anInstance(n))
  cloud.nodes.push(aBackend(n, { label: `web-${n}.outgsmo0`, mode: 'drain' }))
}

/** The list of backend nodes is older than the drain of the third. */
function showAsBefore(cloud: ScriptedCloud): void {
  const observe = cloud.observe.bind(cloud)
  cloud.observe = async () => {
    const seen = await observe()
    return { ...seen, backends: seen.backends.map((b) => (b.id === 1003 ? aBackend(3) : b)) }
  }
}

const NOT_ANY_MORE: readonly (readonly [
  string,
  (cloud: ScriptedCloud) => void,
  readonly string[],
  string,
  HoldReason,
])[] = [
  [
    'another member was deleted by hand',
    (c) => {
      c.deleteByHand(101)
      c.nodes = c.nodes.filter((b) => b.id !== 1001)
    },
    ['change 1003 accept web-3'],
    'no more removals are wanted',
    'taken-by-a-person',
  ],
  [
    'another member is gone, and nothing tells who deleted it',
    (c) => {
      c.vanish(101)
      c.nodes = c.nodes.filter((b) => b.id !== 1001)
    },
    ['change 1003 accept web-3'],
    'no more removals are wanted',
    'taken-by-another-run',
  ],
  [
    'a person put it back',
    (c) => c.setBackend(1003, { mode: 'accept', label: 'web-3' }),
    [],
    'it does not leave any more: somebody put it back',
    'taken-by-another-run',
  ],
  [
    'a person pointed its backend node at another machine',
    (c) => c.setBackend(1003, { address: '192.168.130.77:80' }),
    [],
    'somebody has pointed backend node 1003 at 192.168.130.77:80 meanwhile',
    'taken-by-a-person',
  ],
  [
    'a person pointed it elsewhere, which the list does not show yet',
    (c) => {
      c.setBackend(1003, { address: '192.168.130.77:80' })
      showAsBefore(c)
    },
    [],
    'somebody has pointed backend node 1003 at 192.168.130.77:80 meanwhile',
    'taken-by-a-person',
  ],
  [
    'another run drains it anew, which the list does not show yet',
    (c) => {
      c.setBackend(1003, { label: 'web-3.outgsmzz' })
      showAsBefore(c)
    },
    [],
    'it was put back meanwhile, and another run drains it anew and finishes it',
    'taken-by-another-run',
  ],
  [
    'a person keeps it, and the list is older than its drain',
    (c) => {
      c.setInstance(103, { tags: ['fleet:web:12345', 'keep'] })
      showAsBefore(c)
    },
    ['change 1003 accept web-3'],
    'tag keep',
    'taken-by-a-person',
  ],
  [
    'a person keeps it',
    (c) => c.setInstance(103, { tags: ['fleet:web:12345', 'keep'] }),
    ['change 1003 accept web-3'],
    'tag keep',
    'taken-by-a-person',
  ],
  [
    'a person gave it another number',
    (c) => c.setInstance(103, { label: 'web-9' }),
    ['change 1003 accept web-9'],
    'it is called web-9 now: backend node 1003 at its address carries the mark of web-3',
    'taken-by-a-person',
  ],
  [
    'a person gave it another number, and keeps it',
    (c) => c.setInstance(103, { label: 'web-9', tags: ['fleet:web:12345', 'keep'] }),
    ['change 1003 accept web-9'],
    'it is called web-9 now: tag keep',
    'taken-by-a-person',
  ],
  [
    'a person set another mode over its drain',
    (c) => c.setBackend(1003, { mode: 'accept' }),
    ['change 1003 accept web-3'],
    'the drain was undone by hand on config 67890',
    'taken-by-a-person',
  ],
  [
    'a person took its fleet tag off',
    (c) => c.setInstance(103, { tags: [] }),
    ['change 1003 accept web-3'],
    'instance 103 is no member any more: its label or its fleet tag was changed',
    'taken-by-a-person',
  ],
  [
    'a person deleted it before its drain was over',
    (c) => c.deleteByHand(103),
    [],
    'somebody deleted it during its drain',
    'taken-by-a-person',
  ],
  [
    'it is gone, and nothing tells who deleted it',
    (c) => c.vanish(103),
    [],
    'removed by another run',
    'taken-by-another-run',
  ],
  [
    'it was put back meanwhile, and another run drains it anew',
    (c) => c.setBackend(1003, { label: 'web-3.outgsmzz' }),
    [],
    'it was put back meanwhile, and another run drains it anew and finishes it',
    'taken-by-another-run',
  ],
  [
    'all others are DOWN',
    (c) => [1001, 1002].forEach((id) => c.setBackend(id, { health: 'down' })),
    ['change 1003 accept web-3'],
    'most members are down',
    'most-members-down',
  ],
  [
    'the fleet is paused',
    (c) => (c.tagsOfNodeBalancer = [pauseTag('web', null)]),
    ['change 1003 accept web-3'],
    'web is paused; linode-autoscale resume ends that, and --force passes it',
    'paused',
  ],
]

describe('the second look', () => {
  test('that fails deletes nothing and puts nobody back', async () => {
    const run = new ARun(four)
    run.at(30_000, (c) => c.before('observe', refuse('unavailable', 'listing: no answer', 'wait')))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1004 drain web-4.out'])
    expect(lines.slice(2)).toEqual([
      'remove web-4 delete failed: looking at web-4 again: listing: no answer; wait; it stays drained, and the next run finishes or puts it back',
      'remove web-4 detach skipped: not reached',
    ])
  })

  test.each(NOT_ANY_MORE)('removes nobody when %s, and says why', async (...row) => {
    const [, happens, writes, why, reason] = row
    const run = new ARun(three)
    run.at(30_000, happens)
    const { lines, hold } = await run.apply(inBy(1))
    expect(hold?.reason).toBe(reason)
    expect(run.writes.slice(1)).toEqual(writes)
    expect(lines.slice(2)).toEqual([
      `remove web-3 delete skipped: ${why}`,
      `remove web-3 detach skipped: ${why}`,
      ...writes.map(() => 'remove web-3 put-back done'),
    ])
  })
})

const RESTRICTED = 'the token is of a restricted user, who does not see every Linode'
const why = (what: string, unseen: string): string =>
  `looking at web-4 again: instance ${what} is not found, and no event tells of its deletion: the token may not see it any more (${unseen}); use a token of a user who sees every Linode of the account; it is put back`

describe('a second look that does not show a member, and nobody has deleted it as far as is known', () => {
  test.each<readonly [string, 'some' | 'unknown', (c: ScriptedCloud) => void, string]>([
    ['of a restricted user, is no deletion', 'some', (c) => c.vanish(104), why('104 (web-4)', RESTRICTED)],
    [
      'whose sight the API does not tell, is no deletion',
      'unknown',
      (c) => c.vanish(104),
      why('104 (web-4)', 'the API does not say whether the token’s user sees every Linode'),
    ],
    [
      'of a restricted user who may read no events, is no deletion',
      'some',
      (c) => {
        c.activity = null
        c.vanish(104)
      },
      why('104 (web-4)', RESTRICTED),
    ],
    [
      'of a restricted user, is no removal of another one either',
      'some',
      (c) => {
        c.setBackend(1002, { health: 'down' })
        c.vanish(102)
      },
      why('102 (web-2)', RESTRICTED),
    ],
  ])('by a token %s: it has failed, and the drain is given back', async (_whose, sees, happens, failed) => {
    const run = new ARun(four)
    run.cloud.sees = sees
    run.at(30_000, happens)
    const { lines, hold } = await run.apply(inBy(1))
    expect(hold).toBeNull()
    expect(run.writes).toEqual(['change 1004 drain web-4.out', 'change 1004 accept web-4'])
    expect(lines.slice(2)).toEqual([
      `remove web-4 delete failed: ${failed}`,
      'remove web-4 detach skipped: not reached',
      'remove web-4 put-back done',
    ])
  })

  test('is a deletion where one of it has begun, to whomever, and nothing more is asked', async () => {
    const run = new ARun(four)
    run.cloud.sees = 'some'
    run.at(30_000, (c) => {
      c.deleteByHand(104)
      c.activity = (c.activity ?? []).map((a) => ({ ...a, pending: true }))
    })
    const { hold } = await run.apply(inBy(1))
    expect(hold?.detail).toBe('web-4: somebody deleted it during its drain')
    expect(run.cloud.calls.slice(-2)).toEqual(['observe', 'get 104'])
  })
})

test('a backend node that was taken away is not one that was put back', async () => {
  const run = new ARun(four)
  run.at(30_000, (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1004)))
  const { lines, hold } = await run.apply(inBy(1))
  const why = 'backend node 1004 on config 67890 was taken away meanwhile'
  expect(hold).toMatchObject({ reason: 'taken-by-a-person', detail: `web-4: ${why}` })
  expect(run.writes).toEqual(['change 1004 drain web-4.out'])
  expect(lines.slice(2)).toEqual([
    `remove web-4 delete skipped: ${why}`,
    `remove web-4 detach skipped: ${why}`,
  ])
})

test('nor does a person take it from one whom another run has deleted, which the list still shows', async () => {
  const run = new ARun(four)
  const listed: Instance[] = []
  run.at(30_000, (c) => {
    const observe = c.observe.bind(c)
    listed.push(...c.instances)
    c.vanish(104)
    c.nodes = c.nodes.filter((b) => b.id !== 1004)
    c.observe = async (...of) => ({ ...(await observe(...of)), instances: listed })
  })
  const { hold } = await run.apply(inBy(1))
  expect(hold).toMatchObject({ reason: 'taken-by-another-run', detail: 'web-4: removed by another run' })
  expect(run.writes).toEqual(['change 1004 drain web-4.out'])
})

test('one that was put back and drained anew on one of its configs is another run’s, whatever the other shows', async () => {
  const made = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
  const run = new ARun(made, { policy: aPolicyOnTwo(), seen: bothConfigs() })
  run.at(30_000, (c) => c.setBackend(1003, { label: 'web-3.outgsmzz' }))
  const { lines, hold } = await run.apply(inBy(1))
  const why = 'it was put back meanwhile, and another run drains it anew and finishes it'
  expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 2003 drain web-3.out'])
  expect(lines.slice(3)).toEqual(
    ['delete', 'detach', 'detach'].map((step) => `remove web-3 ${step} skipped: ${why}`),
  )
  expect(hold?.reason).toBe('taken-by-another-run')
})

test('a second look that does not show the drain itself deletes nobody, puts the member back and has failed', async () => {
  const run = new ARun(three)
  run.at(30_000, showAsBefore)
  const { lines, hold } = await run.apply(inBy(1))
  expect(hold).toBeNull()
  expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-3'])
  expect(lines.slice(2)).toEqual([
    'remove web-3 delete failed: looking at web-3 again: the account’s list of backend nodes is older than its drain; it is put back, and a longer scale_in.drain gives the list its time',
    'remove web-3 detach skipped: not reached',
    'remove web-3 put-back done',
  ])
})

describe('a drain on two configs, of which the second look shows one', () => {
  const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
  const two = { policy: aPolicyOnTwo(), seen: bothConfigs() }
  const DRAINED = ['change 1003 drain web-3.out', 'change 2003 drain web-3.out']

  test('because the list is older than the other: nobody is said to have undone it', async () => {
    const run = new ARun(onTwo, two)
    run.at(30_000, showAsBefore)
    const { lines, hold } = await run.apply(inBy(1))
    expect(hold).toBeNull()
    expect(run.writes.slice(0, 2)).toEqual(DRAINED)
    expect(run.writes.slice(2).toSorted()).toEqual(['change 1003 accept web-3', 'change 2003 accept web-3'])
    expect(lines[3]).toMatch(
      /^remove web-3 delete failed: looking at web-3 again: .* is older than its drain/,
    )
  })

  test('because somebody has put it back there: it is given back everywhere', async () => {
    const run = new ARun(onTwo, two)
    run.at(30_000, (c) => c.setBackend(1003, { mode: 'accept', label: 'web-3' }))
    const { hold } = await run.apply(inBy(1))
    expect(run.writes).toEqual([...DRAINED, 'change 2003 accept web-3'])
    expect(hold).toEqual({
      reason: 'taken-by-a-person',
      detail: 'web-3: it takes connections on config 67890, and our drain of it stands on config 67891 alone',
      until: null,
    })
  })
})

test('nor does one that shows another number by now', async () => {
  const run = new ARun(three)
  run.at(30_000, (c) => {
    c.setInstance(103, { label: 'web-9' })
    showAsBefore(c)
  })
  const { lines, hold } = await run.apply(inBy(1))
  expect(hold).toBeNull()
  expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-9'])
  expect(lines[2]).toMatch(/^remove web-3 delete failed: looking at web-3 again: .* is older than its drain/)
})

test('a pause that came meanwhile is told in its own words', async () => {
  const run = new ARun([aMember(1), aMember(2), aMember(3), aMember(4)])
  run.at(30_000, (c) => (c.tagsOfNodeBalancer = [pauseTag('web', null)]))
  const { hold } = await run.apply(inBy(2))
  expect(hold).toEqual({
    reason: 'paused',
    detail: 'web is paused; linode-autoscale resume ends that, and --force passes it',
    until: null,
  })
})

test.each([
  ['a pause', 'paused', pauseTag('web', null)],
  ['a higher min', 'at-min', 'floor:web:4:20261123T1500Z'],
])('%s that came meanwhile is told before what keeps one of several', async (_what, reason, tag) => {
  const run = new ARun(four)
  run.at(30_000, (c) => {
    c.setInstance(104, { tags: ['fleet:web:12345', 'keep'] })
    c.tagsOfNodeBalancer = [tag]
  })
  const { hold, lines } = await run.apply(inBy(2))
  expect(lines).toContain('remove web-4 delete skipped: tag keep')
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  expect(hold?.reason).toBe(reason)
})

describe('what the second look finds of others', () => {
  test('puts back whom another run has marked and nobody wants gone, in words of its own', async () => {
    const run = new ARun(four)
    run.at(30_000, (c) => leaveMarked(c, 5))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([
      'change 1004 drain web-4.out',
      'change 1005 accept web-5',
      'remove 104',
      'detach 1004',
    ])
    expect(lines).toEqual([
      'remove web-4 drain done',
      'remove web-4 wait done',
      'remove web-4 delete done: instance 104',
      'remove web-4 detach done',
      'put-back web-5 put-back done',
    ])
  })

  test('gives way to a lower id that another run has marked, and is no removal then', async () => {
    const run = new ARun(four)
    run.at(30_000, (c) => c.setBackend(1001, { label: 'web-1.outgsmo0', mode: 'drain' }))
    const { lines, hold } = await run.apply(inBy(1))
    expect(run.writes).toEqual(['change 1004 drain web-4.out', 'change 1004 accept web-4'])
    expect(lines.slice(2)).toEqual([
      'remove web-4 delete skipped: no more removals are wanted',
      'remove web-4 detach skipped: no more removals are wanted',
      'remove web-4 put-back done',
    ])
    expect(hold?.reason).toBe('taken-by-another-run')
  })
})

describe('the second look of several', () => {
  test('removes one of two when the other is protected by now', async () => {
    const run = new ARun([...four, aMember(5)])
    run.at(30_000, (c) => c.setInstance(105, { tags: ['fleet:web:12345', 'keep'] }))
    const { lines, hold } = await run.apply(inBy(2))
    expect(hold).toBeNull()
    expect(run.writes.slice(2).toSorted()).toEqual(['change 1005 accept web-5', 'detach 1004', 'remove 104'])
    expect(lines).toContain('remove web-5 delete skipped: tag keep')
  })

  test('ends only when whom it puts back is put back', async () => {
    const run = new ARun(four)
    run.at(30_000, (c) => {
      c.setBackend(1004, { mode: 'accept', label: 'web-4' })
      leaveMarked(c, 5)
      leaveMarked(c, 6)
    })
    const lines = await run.go(inBy(1))
    expect(lines.filter((l) => l.startsWith('put-back'))).toEqual(['put-back web-6 put-back done'])
  })

  test('says of each what keeps it', async () => {
    const run = new ARun([...four, aMember(5)])
    run.at(30_000, (c) => {
      c.setInstance(104, { tags: ['fleet:web:12345', 'keep'] })
      c.setInstance(105, { locks: ['cannot_delete'] })
    })
    const lines = await run.go(inBy(2))
    expect(lines.filter((l) => l.includes(' delete '))).toEqual([
      'remove web-5 delete skipped: locked (cannot_delete)',
      'remove web-4 delete skipped: tag keep',
    ])
  })

  test('finds a creation that was not to be seen at first, and calls the drain off for its cooldown', async () => {
    const run = new ARun(four)
    run.at(30_000, (c) => c.noteDeletion('web-9', NOON - 60_000))
    const lines = await run.go(inBy(1))
    const why = 'cooldown: web-9 was deleted at 2026-11-23T11:59:00Z, which was not to be seen at first'
    expect(run.writes).toEqual(['change 1004 drain web-4.out', 'change 1004 accept web-4'])
    expect(lines.slice(2)).toEqual([
      `remove web-4 delete skipped: ${why}`,
      `remove web-4 detach skipped: ${why}`,
      'remove web-4 put-back done',
    ])
  })
})
