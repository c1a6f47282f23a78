import { describe, expect, test } from 'vitest'
import { changePause } from '../../src/apply/change-pause.ts'
import { nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { aBackend, aLeaver, aMember, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'
import { ARun } from '../support/a-run.ts'
import { pass, type Happening } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]

/** What was sent from the first try of a write on. */
function from(run: ARun, call: string): readonly string[] {
  return run.cloud.calls.slice(run.cloud.calls.indexOf(call))
}

describe('a put-back that was turned away', () => {
  const BACK = 'change 1004 accept web-4'

  test('is sent again after its backend node was read', async () => {
    const run = new ARun([...three, aLeaver(4)])
    run.cloud.before(BACK, pass())
    await run.go(outBy(1, { wait: false }))
    expect(from(run, BACK).slice(0, 3)).toEqual([BACK, 'node 1004', BACK])
  })

  test.each<readonly [string, Happening, string]>([
    [
      'a person has closed it',
      (c) => c.setBackend(1004, { mode: 'reject', label: 'broken' }),
      'it carries no mark of ours by now',
    ],
    [
      'a person has set its mode alone',
      (c) => c.setBackend(1004, { mode: 'reject' }),
      'somebody has changed it meanwhile',
    ],
    [
      'a person has pointed it elsewhere',
      (c) => c.setBackend(1004, { address: '192.168.130.99:80' }),
      'somebody has pointed it at 192.168.130.99:80 meanwhile',
    ],
    ['it is gone', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1004)), 'the backend node is gone'],
  ])('is not sent again where %s meanwhile', async (_what, meanwhile, why) => {
    const run = new ARun([...three, aLeaver(4)])
    run.cloud.before(BACK, pass(meanwhile))
    const lines = await run.go(outBy(1, { wait: false }))
    expect(run.writes.filter((w) => w.startsWith('change'))).toEqual([BACK])
    expect(lines[0]).toContain(`put-back web-4 put-back skipped: ${why}`)
  })

  test('and took effect all the same is done', async () => {
    const run = new ARun([...three, aLeaver(4)])
    run.cloud.after(BACK, pass())
    const lines = await run.go(outBy(1, { wait: false }))
    expect(run.writes.filter((w) => w.startsWith('change'))).toEqual([BACK])
    expect(lines[0]).toBe('put-back web-4 put-back done')
  })
})

describe('a drain that was turned away', () => {
  const four = [...three, aMember(4)]
  const OUT = 'change 1004 drain web-4.out'

  test('is sent again after its backend node and its instance were read', async () => {
    const run = new ARun(four)
    run.cloud.before(OUT, pass())
    await run.go(inBy(1))
    expect(from(run, OUT).slice(0, 4)).toEqual([OUT, 'node 1004', 'get 104', OUT])
  })

  test.each<readonly [string, Happening, string]>([
    ['given to another fleet', (c) => c.setInstance(104, { tags: ['fleet:web:9'] }), 'is no longer ours'],
    ['renamed', (c) => c.setInstance(104, { label: 'web-7' }), 'is called web-7 by now, and not web-4'],
    [
      'told to keep',
      (c) => c.setInstance(104, { tags: ['fleet:web:12345', 'keep'] }),
      'it carries the tag keep',
    ],
    ['locked', (c) => c.setInstance(104, { locks: ['cannot_delete'] }), 'it is locked by now'],
    ['set to be rebuilt', (c) => c.setInstance(104, { status: 'rebuilding' }), 'it is rebuilding'],
    ['deleted', (c) => (c.instances = c.instances.filter((i) => i.id !== 104)), 'instance 104 is gone'],
  ])('is not sent again where the machine was %s meanwhile', async (_what, meanwhile, why) => {
    const run = new ARun(four)
    run.cloud.before(OUT, pass(meanwhile))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([OUT])
    expect(lines[0]).toContain(why)
  })
})

test('a drain whose answer was lost goes no further where the machine was given away meanwhile', async () => {
  const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
  const run = new ARun(onTwo, { seen: bothConfigs(), policy: aPolicyOnTwo() })
  const OUT = 'change 1003 drain web-3.out'
  run.cloud.after(
    OUT,
    pass((c) => c.setInstance(103, { tags: ['fleet:web:9'] })),
  )
  const lines = await run.go(inBy(1))
  expect(run.writes).toEqual([OUT, 'change 1003 accept web-3'])
  expect(lines[0]).toContain('is no longer ours')
})

describe('a detach that was turned away', () => {
  const left: readonly Made[] = [...three, { backends: [aBackend(9, { health: 'down' })] }]
  const GONE = 'detach 1009'

  test('is sent again after its backend node was read', async () => {
    const run = new ARun(left)
    run.cloud.before(GONE, pass())
    await run.go(outBy(0, { action: 'reconcile' }))
    expect(from(run, GONE).slice(0, 3)).toEqual([GONE, 'node 1009', GONE])
  })

  test.each<readonly [string, Happening, string]>([
    [
      'pointed elsewhere',
      (c) => c.setBackend(1009, { address: '192.168.130.99:80', label: 'mydb' }),
      'somebody has pointed it at 192.168.130.99:80 meanwhile',
    ],
    [
      'given another label',
      (c) => c.setBackend(1009, { label: 'mine' }),
      'somebody has changed it meanwhile',
    ],
    ['found UP', (c) => c.setBackend(1009, { health: 'up' }), 'its check says UP by now'],
  ])('is not sent again where it was %s meanwhile', async (_what, meanwhile, why) => {
    const run = new ARun(left)
    run.cloud.before(GONE, pass(meanwhile))
    const lines = await run.go(outBy(0, { action: 'reconcile' }))
    expect(run.writes).toEqual([GONE])
    expect(lines[0]).toContain(`detach failed: ${why}`)
  })

  test('of a member’s backend node is not sent again where somebody has pointed it elsewhere meanwhile', async () => {
    const run = new ARun(three)
    run.cloud.before(
      'detach 1003',
      pass((c) => c.setBackend(1003, { address: '192.168.130.99:80' })),
    )
    const lines = await run.go(inBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual(['detach 1003'])
    expect(lines.at(-1)).toContain('somebody has pointed it at 192.168.130.99:80 meanwhile')
  })
})

describe('an attach that was turned away', () => {
  const ATTACH = 'attach web-4 192.168.130.4 67890'

  test('is sent again after the config and the instance were read', async () => {
    const run = new ARun(three)
    run.cloud.before(ATTACH, pass())
    await run.go(outBy(1, { wait: false }))
    expect(from(run, ATTACH).slice(0, 4)).toEqual([ATTACH, 'list 67890', 'get 5000', ATTACH])
  })

  test('and took effect all the same is done, whose ever the instance is by then', async () => {
    const run = new ARun(three)
    run.cloud.after(
      ATTACH,
      pass((c) => c.setInstance(5000, { label: 'db', tags: [] })),
    )
    const lines = await run.go(outBy(1, { wait: false }))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toEqual([ATTACH])
    expect(lines.filter((l) => l.startsWith('add web-4 attach'))).toEqual([
      expect.stringContaining('add web-4 attach done'),
    ])
  })
})

const pausing = async (run: ARun) =>
  await run.time.run(
    changePause(
      { cloud: run.cloud, clock: run.time, name: 'web', nodeBalancer: nodeBalancerId(12345) },
      { kind: 'pause', duration: null },
    ),
  )

describe('tags whose write was turned away', () => {
  const stale = aMember(3, { tags: ['fleet:web:12345', 'replaces:999'] })

  test('of an instance are put on top of what a person has written meanwhile', async () => {
    const run = new ARun([aMember(1), aMember(2), stale])
    run.cloud.before(
      'retag 103 fleet:web:12345',
      pass((c) => c.setInstance(103, { tags: ['fleet:web:12345', 'replaces:999', 'keep'] })),
    )
    const lines = await run.go(outBy(0, { action: 'reconcile' }))
    expect(run.writes.filter((w) => w.startsWith('retag'))).toEqual([
      'retag 103 fleet:web:12345',
      'retag 103 fleet:web:12345 keep',
    ])
    expect(lines).toContain('retag web-3 tag done')
  })

  test('of an instance are sent again where nobody has changed it', async () => {
    const run = new ARun([aMember(1), aMember(2), stale])
    run.cloud.before('retag 103', pass())
    const lines = await run.go(outBy(0, { action: 'reconcile' }))
    const retag = 'retag 103 fleet:web:12345'
    expect(from(run, retag).slice(0, 3)).toEqual([retag, 'get 103', retag])
    expect(lines).toContain('retag web-3 tag done')
  })

  test('of an instance that is a person’s by then are left alone', async () => {
    const run = new ARun([aMember(1), aMember(2), stale])
    run.cloud.before(
      'retag 103 fleet:web:12345',
      pass((c) => c.setInstance(103, { label: 'db', tags: ['mine'] })),
    )
    const lines = await run.go(outBy(0, { action: 'reconcile' }))
    expect(run.writes.filter((w) => w.startsWith('retag'))).toEqual(['retag 103 fleet:web:12345'])
    expect(lines).toContain('retag web-3 tag skipped: instance 103 is no member any more')
  })

  test('of the NodeBalancer are put on top of what another has written meanwhile', async () => {
    const run = new ARun([])
    run.cloud.tagsOfNodeBalancer = ['team']
    run.cloud.before(
      'tag team paused:web',
      pass((c) => (c.tagsOfNodeBalancer = ['team', 'paused:db'])),
    )
    await pausing(run)
    expect(run.writes).toEqual(['tag team paused:web', 'tag team paused:db paused:web'])
  })

  test('of the NodeBalancer and that took effect all the same are not sent again', async () => {
    const run = new ARun([])
    run.cloud.after('tag paused:web', pass())
    await pausing(run)
    expect(run.writes).toEqual(['tag paused:web'])
  })
})
