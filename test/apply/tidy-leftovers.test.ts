import { describe, expect, test } from 'vitest'
import type { Instance } from '../../src/fleet/model/fleet.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aBackend, aMember } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile', wait: false })
const two = [aMember(1), aMember(2)]
const down = { health: 'down' } as const
const leftovers = {
  backends: [aBackend(9, down), aBackend(9, { ...down, id: backendId(2009), address: '192.168.130.9:8080' })],
  deleted: 'web-9',
}

describe('backend nodes without an instance', () => {
  test('are removed one after the other, and each step says so', async () => {
    const run = new ARun([...two, leftovers])
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['detach 1009', 'detach 2009'])
    expect(lines).toEqual(['tidy web-9 detach done', 'tidy web-9 detach done'])
    expect(run.told).toEqual([
      'web-9 detach started',
      'web-9 detach done',
      'web-9 detach started',
      'web-9 detach done',
    ])
  })

  test('stay when an instance of their label exists by now', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => c.addInstance(9))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines).toEqual(
      Array.from(
        { length: 2 },
        () => 'tidy web-9 detach skipped: instance 109 (web-9) is at that address by now',
      ),
    )
  })

  test('of which one cannot be removed are left, and the failure is told', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.before('detach 1009', refuse('refused', 'detaching web-9: no'))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['detach 1009'])
    expect(lines).toEqual([
      'tidy web-9 detach failed: detaching web-9: no',
      'tidy web-9 detach skipped: not reached',
    ])
  })

  test('of which the second cannot be removed say so of the second', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.before('detach 2009', refuse('refused', 'detaching web-9: no'))
    const lines = await run.go(reconcile)
    expect(lines).toEqual(['tidy web-9 detach done', 'tidy web-9 detach failed: detaching web-9: no'])
  })

  test('stay when nobody can say whether their instance is gone', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.before('find web-9', refuse('unavailable', 'looking for web-9: no answer'))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe('tidy web-9 detach failed: looking for web-9: no answer')
  })
})

describe('a second backend node of a member', () => {
  test('stays when a person has drained the first one meanwhile', async () => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002) })] }])
    run.cloud.after('observe', (c) => c.setBackend(1002, { mode: 'drain' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines).toEqual([
      'tidy web-2 detach skipped: it takes connections, and backend node 1002 beside it does not any more',
    ])
  })

  test.each<readonly [string, Partial<Instance>, string]>([
    ['untagged', { tags: ['khw'] }, 'instance 102 is no longer ours: its label or fleet tag was changed'],
    ['renamed', { label: 'web-7' }, 'instance 102 is called web-7 by now'],
  ])('stays when the machine was %s meanwhile', async (_what, change, why) => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002) })] }])
    run.cloud.after('observe', (c) => c.setInstance(102, change))
    expect(await run.go(reconcile)).toEqual([`tidy web-2 detach skipped: ${why}`])
    expect(run.writes).toEqual([])
  })

  test('stays when no check has spoken yet and the first one is closed', async () => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002), health: 'unknown' })] }])
    run.cloud.after('observe', (c) => c.setBackend(1002, { mode: 'reject' }))
    expect((await run.go(reconcile)).join()).toContain('skipped: it takes connections')
    expect(run.writes).toEqual([])
  })

  test('is removed when its check says DOWN, also where the first one is closed', async () => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002), ...down })] }])
    run.cloud.after('observe', (c) => c.setBackend(1002, { mode: 'reject' }))
    expect(await run.go(reconcile)).toEqual(['tidy web-2 detach done'])
    expect(run.writes).toEqual(['detach 3002'])
  })

  test('is removed by what is true of itself, whatever a third one does', async () => {
    const third = aBackend(2, { id: backendId(4002) })
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002), ...down }), third] }])
    run.cloud.after('observe', (c) => c.setBackend(1002, { mode: 'reject' }))
    expect(await run.go(reconcile)).toEqual([
      'tidy web-2 detach done',
      'tidy web-2 detach skipped: it takes connections, and backend node 1002 beside it does not any more',
    ])
    expect(run.writes).toEqual(['detach 3002'])
  })

  test('is removed when no check has spoken of it, and the first is open', async () => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002), health: 'unknown' })] }])
    await run.go(reconcile)
    expect(run.writes).toEqual(['detach 3002'])
  })

  test('is removed once its place and its machine were read again, and the first stays', async () => {
    const run = new ARun([...two, { backends: [aBackend(2, { id: backendId(3002) })] }])
    const lines = await run.go(reconcile)
    expect(run.cloud.calls).toEqual(['observe', 'list 67890', 'get 102', 'detach 3002'])
    expect(lines).toEqual(['tidy web-2 detach done'])
  })
})

describe('what is asked before a backend node is taken for a leftover', () => {
  test('is the address, beside a member that was just seen, and the label', async () => {
    const run = new ARun([...two, leftovers])
    await run.go(reconcile)
    expect(run.cloud.calls.slice(0, 3)).toEqual(['observe', 'ask 192.168.130.9', 'find web-9'])
  })

  test('an instance of that label elsewhere, which was not listed, keeps it', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => c.addInstance(9, { address: '192.168.130.99' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe('tidy web-9 detach skipped: an instance web-9 exists by now')
  })

  test('an instance of that label elsewhere, which was listed, does not keep it', async () => {
    const address = '192.168.130.99'
    const again = aMember(9, { address }, { id: backendId(3009), address: `${address}:80` })
    const run = new ARun([...two, again, leftovers])
    const lines = await run.go(reconcile)
    expect(run.cloud.calls).toContain('find web-9')
    expect(run.writes).toEqual(['detach 1009', 'detach 2009'])
    expect(lines).toEqual(['tidy web-9 detach done', 'tidy web-9 detach done'])
  })

  test('an instance of another name at that address keeps it', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => c.addInstance(9, { label: 'db', tags: [] }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe('tidy web-9 detach skipped: instance 109 (db) is at that address by now')
  })
})

describe('what the answer about a leftover proves', () => {
  test('an answer that shows no member proves nothing', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => c.vanish(101))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe(
      'tidy web-9 detach skipped: the answer does not show an instance that was just seen, so it proves nothing',
    )
  })

  test.each([
    ['some', 'the token is of a restricted user, who does not see every Linode'],
    ['unknown', 'the API does not say whether the token’s user sees every Linode'],
    [null, 'the API does not say whether the token’s user sees every Linode'],
  ] as const)('to a user who sees %s of the account by now no answer proves anything', async (sees, why) => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => (c.sees = sees))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines).toEqual(Array.from({ length: 2 }, () => `tidy web-9 detach skipped: ${why}`))
  })

  test('an answer that shows the first member does, whoever else is gone', async () => {
    const run = new ARun([...two, aMember(3), leftovers])
    run.cloud.after('observe', (c) => c.vanish(102))
    await run.go(reconcile)
    expect(run.writes.slice(0, 2)).toEqual(['detach 1009', 'detach 2009'])
  })

  test('and whatever else was planned on that sight is planned again', async () => {
    const run = new ARun([...two, leftovers])
    run.cloud.after('observe', (c) => c.addInstance(9))
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
  })
})
