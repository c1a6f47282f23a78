import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { markedLabel } from '../../src/fleet/model/mark.ts'
import { aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { pass, refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, aSecondBackend, bothConfigs } from '../support/two-configs.ts'

const three = [aMember(1), aMember(2), aMember(3)]

describe('a delete', () => {
  test('comes after the drain and a second look, and before its backend node is taken away', async () => {
    const run = new ARun(three)
    const lines = await run.go(inBy(1))
    expect(run.cloud.calls).toEqual([
      'observe',
      'node 1003',
      'change 1003 drain web-3.out',
      'observe',
      'get 103',
      'elsewhere 103',
      'node 1003',
      'remove 103',
      'detach 1003',
    ])
    expect(run.told).toEqual([
      'web-3 drain started',
      'web-3 drain done',
      'web-3 wait started',
      'web-3 wait done',
      'web-3 delete started',
      'web-3 delete done: instance 103',
      'web-3 detach started',
      'web-3 detach done',
    ])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait done',
      'remove web-3 delete done: instance 103',
      'remove web-3 detach done',
    ])
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(60_000)
  })
})

describe('a look before a delete of which one answer is slow', () => {
  test.each<readonly [string, (cloud: ScriptedCloud) => void, string]>([
    [
      'is taken anew, and a tag that came meanwhile keeps the instance',
      (cloud) => cloud.setInstance(103, { tags: ['fleet:web:12345', 'keep'] }),
      'it carries the tag keep by now',
    ],
    [
      'is taken anew, and who was put back meanwhile stays',
      (cloud) => cloud.setBackend(1003, { mode: 'accept', label: 'web-3' }),
      'it does not leave any more: somebody put it back',
    ],
  ])('%s', async (_name, meanwhile, why) => {
    const run = new ARun(three)
    run.cloud.nodesElsewhere = async () => {
      await run.time.sleep(4_000)
      meanwhile(run.cloud)
      return []
    }
    const lines = await run.go(inBy(1))
    expect(run.writes).not.toContain('remove 103')
    expect(lines).toContain(`remove web-3 delete skipped: ${why}`)
  })

  test('is taken anew once: who is as before is deleted', async () => {
    const run = new ARun(three)
    run.cloud.nodesElsewhere = async () => {
      await run.time.sleep(4_000)
      return []
    }
    await run.go(inBy(1))
    expect(run.cloud.calls.slice(-4)).toEqual(['node 1003', 'get 103', 'remove 103', 'detach 1003'])
  })
})

describe('a member that is on a config which the profile does not name', () => {
  test.each<readonly [string, Partial<Backend>, string]>([
    ['takes connections there', {}, '; undrained on config 67891, which the profile does not name'],
    [
      'may take some there',
      { health: 'unknown' },
      '; undrained on config 67891, which the profile does not name',
    ],
    ['is DOWN there', { health: 'down' }, ''],
    ['is drained there', { mode: 'drain' }, ''],
  ])('%s: it is deleted and taken away there, and that is said', async (_name, node, said) => {
    const run = new ARun(three)
    const elsewhere = aSecondBackend(3, node)
    run.cloud.nodesElsewhere = async () => await Promise.resolve([elsewhere])
    const lines = await run.go(inBy(1))
    expect(lines).toContain(`remove web-3 delete done: instance 103${said}`)
    expect(run.writes).toEqual([
      'change 1003 drain web-3.out',
      'remove 103',
      'detach 1003',
      `detach ${elsewhere.id}`,
    ])
  })
})

describe('the very last look at what was drained', () => {
  test('is not sent when somebody has put it back since the second look', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => c.setBackend(1003, { label: 'web-3', mode: 'accept' }))
    const { lines, hold } = await run.apply(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(lines.slice(2, 3)).toEqual([
      'remove web-3 delete skipped: it does not leave any more: somebody put it back',
    ])
    expect(hold?.reason).toBe('taken-by-another-run')
  })
})

describe('the very last look before a delete', () => {
  const lastLook: readonly (readonly [string, (cloud: ScriptedCloud) => void, string])[] = [
    [
      'has lost the fleet tag',
      (c) => c.setInstance(103, { tags: [] }),
      'instance 103 is no longer ours: its label or fleet tag was changed',
    ],
    [
      'has another label',
      (c) => c.setInstance(103, { label: 'db' }),
      'instance 103 is no longer ours: its label or fleet tag was changed',
    ],
    [
      'has the label of another member',
      (c) => c.setInstance(103, { label: 'web-8' }),
      'instance 103 is called web-8 by now, and not web-3',
    ],
    [
      'is protected',
      (c) => c.setInstance(103, { tags: ['fleet:web:12345', 'Keep'] }),
      'it carries the tag Keep by now',
    ],
    [
      'is locked',
      (c) => c.setInstance(103, { locks: ['cannot_delete', 'cannot_delete_with_subresources'] }),
      'it is locked by now (cannot_delete, cannot_delete_with_subresources)',
    ],
  ]
  test.each(lastLook)('is not sent when the very last look says that it %s', async (_name, happens, why) => {
    const run = new ARun(three)
    run.cloud.before('get 103', happens)
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-3'])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait done',
      `remove web-3 delete skipped: ${why}`,
      `remove web-3 detach skipped: ${why}`,
      'remove web-3 put-back done',
    ])
  })

  test('is sent although a person’s tag that protects nobody was added', async () => {
    const policy = aPolicy({ scaleIn: { ...aPolicy().scaleIn, protectTag: null } })
    const run = new ARun(three, { policy })
    run.cloud.before('get 103', (c) => c.setInstance(103, { tags: ['fleet:web:12345', 'keep'] }))
    await run.go(inBy(1))
    expect(run.writes).toContain('remove 103')
  })

  test('of an instance that is gone by now goes on, and its backend node is taken away', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => c.vanish(103))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
    expect(lines.at(-1)).toBe('remove web-3 detach done')
  })
})

const hide = (c: ScriptedCloud): void => c.vanish(103)

describe('an instance that is not found right before its delete, by a token that does not see every Linode', () => {
  const FAILED = [
    'remove web-3 delete failed: instance 103 (web-3) is not found, and no event tells of its deletion: the token may not see it any more (the token is of a restricted user, who does not see every Linode); use a token of a user who sees every Linode of the account',
    'remove web-3 detach skipped: not reached',
    'remove web-3 put-back done',
  ]

  test.each<readonly [string, (c: ScriptedCloud) => unknown, readonly string[]]>([
    ['by the very last look', (c) => c.before('get 103', hide), []],
    ['by the delete itself', (c) => c.before('remove 103', hide), ['remove 103']],
    ['after a try that was turned away', (c) => c.before('remove 103', pass(hide)), ['remove 103']],
  ])('%s: it has failed, and its backend node takes connections again', async (_when, happens, writes) => {
    const run = new ARun(three)
    run.cloud.sees = 'some'
    happens(run.cloud)
    const { lines, hold } = await run.apply(inBy(1))
    expect(hold).toBeNull()
    expect(run.writes).toEqual(['change 1003 drain web-3.out', ...writes, 'change 1003 accept web-3'])
    expect(lines.slice(2)).toEqual(FAILED)
    expect(run.cloud.calls.filter((c) => c === 'grants')).toHaveLength(1)
  })

  test.each<readonly [string, (c: ScriptedCloud) => unknown]>([
    ['by somebody else', (c) => c.before('get 103', (now) => now.deleteByHand(103))],
    [
      'by a try whose answer was lost',
      (c) =>
        c.after(
          'remove 103',
          pass(() => undefined),
        ),
    ],
  ])('is gone all the same where the events tell that it was deleted %s', async (_by, happens) => {
    const run = new ARun(three)
    run.cloud.sees = 'some'
    happens(run.cloud)
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
    expect(lines.at(-1)).toBe('remove web-3 detach done')
  })
})

describe('a backend node that a person has pointed at another machine since the first look', () => {
  test('is not taken away with the member that it was of', async () => {
    const members = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
    const run = new ARun(members, { policy: aPolicyOnTwo(), seen: bothConfigs() })
    run.cloud.after('node 2003', (c) => c.setBackend(2003, { address: '192.168.130.77:8080' }))
    const lines = await run.go(inBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual(['detach 1003'])
    expect(lines).toContain('remove web-3 detach skipped: it is not this member’s any more')
  })
})

describe('a drained backend node that a person has changed right before the very last look', () => {
  test('is not taken away when it was pointed at another machine', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => c.setBackend(1003, { address: '192.168.130.77:80' }))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103'])
    expect(lines).toContain('remove web-3 detach skipped: it is not this member’s any more')
  })

  test('keeps the instance when it bears the mark of another', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => c.setBackend(1003, { label: markedLabel('web-7', NOON) }))
    await run.go(inBy(1))
    expect(run.writes).not.toContain('remove 103')
  })
})

describe('a drained backend node that is gone at the very last look', () => {
  test('was taken by a person: the instance stays', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) =>
      c.nodes.splice(0, c.nodes.length, ...c.nodes.filter((b) => b.id !== 1003)),
    )
    const { lines, hold } = await run.apply(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(run.cloud.calls.slice(-4)).toEqual(['node 1003', 'get 103', 'list 67890', 'node 1003'])
    expect(lines.slice(2)).toEqual([
      'remove web-3 delete skipped: somebody took away backend node 1003 on config 67890 meanwhile',
      'remove web-3 detach skipped: somebody took away backend node 1003 on config 67890 meanwhile',
      'remove web-3 put-back skipped: the backend node is gone',
    ])
    expect(hold?.reason).toBe('taken-by-a-person')
  })

  test('with its config or NodeBalancer fails the run, which says so and deletes nothing', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => {
      c.nodes.splice(0)
      c.before('list 67890', refuse('not-found', 'listing the backend nodes of config 67890: Not found'))
    })
    const { lines, hold } = await run.apply(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(lines[2]).toBe('remove web-3 delete failed: listing the backend nodes of config 67890: Not found')
    expect(hold).toBeNull()
  })

  test('whose instance is gone already is not asked for again', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', (c) => {
      c.vanish(103)
      c.nodes.splice(0, c.nodes.length, ...c.nodes.filter((b) => b.id !== 1003))
    })
    await run.go(inBy(1))
    expect(run.cloud.calls.filter((c) => c === 'get 103')).toHaveLength(1)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
  })

  test('with its instance was removed by another run: the delete goes on', async () => {
    const run = new ARun(three)
    run.cloud.after('get 103', (c) => {
      c.vanish(103)
      c.nodes.splice(0, c.nodes.length, ...c.nodes.filter((b) => b.id !== 1003))
    })
    await run.go(inBy(1))
    expect(run.cloud.calls.filter((c) => c === 'get 103')).toHaveLength(2)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
  })
})

describe('a delete that fails', () => {
  const definite = ['refused', 'missing-scope', 'token-refused', 'not-found'] as const
  test.each(definite)('with a definite no (%s) puts the member back and detaches nothing', async (code) => {
    const run = new ARun(three)
    run.cloud.before('remove 103', refuse(code, 'deleting web-3: no', 'ask somebody'))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103', 'change 1003 accept web-3'])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait done',
      'remove web-3 delete failed: deleting web-3: no; ask somebody',
      'remove web-3 detach skipped: not reached',
      'remove web-3 put-back done',
    ])
  })

  const unsure = ['unavailable', 'incomplete'] as const
  test.each(unsure)('without an answer (%s) leaves it drained for the next run', async (code) => {
    const run = new ARun(three)
    run.cloud.before('remove 103', refuse(code, 'deleting web-3: no answer'))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'remove 103'])
    expect(lines.slice(2)).toEqual([
      'remove web-3 delete failed: deleting web-3: no answer',
      'remove web-3 detach skipped: not reached',
    ])
  })

  test('whose last look fails is not sent', async () => {
    const run = new ARun(three)
    run.cloud.before('get 103', refuse('unavailable', 'reading web-3: no answer'))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(lines).toContain('remove web-3 delete failed: reading web-3: no answer')
  })

  test('of which the put-back fails too says both', async () => {
    const run = new ARun(three)
    run.cloud.before('remove 103', refuse('refused', 'deleting web-3: no'))
    run.cloud.before('change 1003 accept', refuse('refused', 'putting web-3 back: no'))
    const lines = await run.go(inBy(1))
    expect(lines.slice(2)).toEqual([
      'remove web-3 delete failed: deleting web-3: no',
      'remove web-3 detach skipped: not reached',
      'remove web-3 put-back failed: putting web-3 back: no',
    ])
  })
})

describe('after a delete', () => {
  const policy = aPolicyOnTwo()
  const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))

  test('a detach that fails is told, and the others are done all the same', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.cloud.before('detach 1003', refuse('unavailable', 'detaching web-3: no answer'))
    const lines = await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['remove 103', 'detach 1003', 'detach 2003'])
    expect(lines.filter((l) => l.includes(' detach '))).toEqual([
      'remove web-3 detach failed: detaching web-3: no answer',
      'remove web-3 detach done',
    ])
    expect(run.told.slice(-3)).toEqual([
      'web-3 detach started',
      'web-3 detach failed: detaching web-3: no answer',
      'web-3 detach done',
    ])
  })

  test('a backend node that the first look did not show is taken away too', async () => {
    const marked = { label: 'web-3.outgsmo0', mode: 'drain' }
    const made = [...onTwo.slice(0, 2), aMemberOnTwo(3, [marked, null])]
    const run = new ARun(made, { policy, seen: bothConfigs() })
    run.at(30_000, (c) => c.nodes.push(aSecondBackend(3, marked)))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['remove 103', 'detach 1003', 'detach 2003'])
    expect(lines).toEqual([
      'remove web-3 wait done',
      'remove web-3 delete done: instance 103',
      'remove web-3 detach done',
      'remove web-3 detach done',
    ])
  })
})

describe('the hook after_delete', () => {
  test('its hook is run last, with what it was', async () => {
    const asked: unknown[] = []
    const hook = { command: ['/bin/true'] as const, timeout: 1_000, onError: 'stop' as const }
    const run = new ARun(three, {
      policy: aPolicy({ hooks: { after_delete: hook } }),
      runHook: async (...args) => {
        asked.push(args, run.cloud.calls.at(-1))
        return await Promise.resolve('exit code 1')
      },
    })
    const lines = await run.go(inBy(1))
    expect(asked).toEqual([
      [
        'after_delete',
        hook,
        {
          FLEET: 'web',
          MEMBER: 'web-3',
          INSTANCE_ID: '103',
          ADDRESS: '192.168.130.3',
          BACKENDS: '192.168.130.3:80',
        },
      ],
      'detach 1003',
    ])
    expect(lines.at(-1)).toBe('remove web-3 hook failed: after_delete: exit code 1; on_error is stop')
  })

  test('is waited for, however long it takes', async () => {
    const hook = { command: ['/bin/true'] as const, timeout: 60_000, onError: 'stop' as const }
    const run = new ARun(three, {
      policy: aPolicy({ hooks: { after_delete: hook } }),
      runHook: async () => {
        await run.time.sleep(30_000)
        return null
      },
    })
    const lines = await run.go(inBy(1))
    expect(lines.at(-1)).toBe('remove web-3 hook done: after_delete')
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(90_000)
  })
})
