import { describe, expect, test } from 'vitest'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aMember, NOON } from '../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../support/a-reading.ts'
import { inBy, inTo, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const out = { label: 'web-3.outgsmo0', mode: 'drain' }
const four = [1, 2, 3, 4].map((n) => aMember(n))
const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
const two = { policy: aPolicyOnTwo(), seen: bothConfigs() }

describe('a removal', () => {
  test('drains on every config, waits the whole drain, and only then looks again', async () => {
    const run = new ARun(onTwo, two)
    let looked = 0
    run.cloud.after('observe', () => undefined).after('observe', () => (looked = run.time.monotonic()))
    await run.go(inBy(1))
    expect(run.cloud.calls.slice(0, 6)).toEqual([
      'observe',
      'node 1003',
      'change 1003 drain web-3.out',
      'node 2003',
      'change 2003 drain web-3.out',
      'observe',
    ])
    expect(looked).toBeGreaterThanOrEqual(60_000)
    expect(looked).toBeLessThan(61_000)
  })

  test('of a member that leaves already drains nothing, and waits all the same', async () => {
    const run = new ARun([...onTwo.slice(0, 2), aMemberOnTwo(3, [out, out])], two)
    await run.go(inBy(1))
    expect(run.writes).toEqual(['remove 103', 'detach 1003', 'detach 2003'])
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(60_000)
  })

  test.each<readonly [string, Parameters<typeof aMemberOnTwo>[1], Request, string]>([
    ['scale-in', [out, {}], inBy(1), 'change 1003 accept web-3'],
    ['scale-in, the other half', [{}, out], inBy(1), 'change 2003 accept web-3'],
    ['scale-in to a size', [out, {}], inTo(2), 'change 1003 accept web-3'],
    ['reconcile', [out, {}], outBy(0, { action: 'reconcile' }), 'change 1003 accept web-3'],
    ['scale-out', [out, {}], outBy(1), 'change 1003 accept web-3'],
  ])(
    'of which only a half stands is given back, and finished by no run: %s',
    async (_name, nodes, asked, write) => {
      const run = new ARun([...onTwo.slice(0, 2), aMemberOnTwo(3, nodes)], two)
      await run.go({ ...asked, wait: false })
      expect(run.writes).toEqual([write])
    },
  )

  test('of several drains them side by side, and waits once', async () => {
    const run = new ARun([...four, aMember(5)])
    const lines = await run.go(inBy(2))
    expect(run.time.monotonic()).toBeLessThan(65_000)
    expect(lines.filter((l) => l.includes('delete done'))).toHaveLength(2)
    expect(run.told.slice(0, 8)).toEqual([
      'web-5 drain started',
      'web-4 drain started',
      'web-5 drain done',
      'web-4 drain done',
      'web-5 wait started',
      'web-4 wait started',
      'web-5 wait done',
      'web-4 wait done',
    ])
  })
})

describe('a removal with little left to remove', () => {
  test('of which a backend node is gone by now goes on', async () => {
    const run = new ARun(onTwo, two)
    run.cloud.before('change 2003', (c) => {
      c.nodes = c.nodes.filter((b) => b.id !== 2003)
    })
    const lines = await run.go(inBy(1))
    expect(lines[1]).toBe('remove web-3 drain skipped: the backend node is gone')
    expect(run.told.slice(0, 4)).toEqual([
      'web-3 drain started',
      'web-3 drain done',
      'web-3 drain started',
      'web-3 drain skipped: the backend node is gone',
    ])
  })

  test('of which a backend node is gone before its drain is sent sends none, and goes on', async () => {
    const run = new ARun(onTwo, two)
    run.cloud.after('observe', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1003)))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 2003 drain web-3.out', 'remove 103', 'detach 2003'])
    expect(lines.slice(0, 2)).toEqual([
      'remove web-3 drain skipped: the backend node is gone',
      'remove web-3 drain done',
    ])
  })

  test('of nobody neither waits nor looks', async () => {
    const run = new ARun([aMember(1), aMember(2)])
    expect(await run.go(inBy(1))).toEqual([])
    expect(run.cloud.calls).toEqual(['observe'])
    expect(run.time.monotonic()).toBeLessThan(1_000)
  })
})

describe('a removal by the load, after one of five minutes ago', () => {
  const made = [...[1, 2, 3, 4, 5].map((n) => aMember(n)), { deleted: 'web-9' }]
  const reading = aReading(busyAt(0.1, 1, 2, 3, 4, 5), { peak: 3 })

  test('is finished: the window of its pace is in the place of a cooldown', async () => {
    const run = new ARun(made, { policy: aSizedPolicy() })
    const { lines } = await run.apply(byLoad('scale-in', reading))
    expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual(['remove 105', 'remove 104'])
    expect(lines.filter((l) => l.includes('put-back') || l.includes('cooldown'))).toEqual([])
  })

  test('is held where a cooldown is written for it', async () => {
    const run = new ARun(made, { policy: aSizedPolicy({ cooldownIn: 600_000 }) })
    const { hold } = await run.apply(byLoad('scale-in', reading))
    expect(hold).toMatchObject({ reason: 'cooldown' })
    expect(run.writes).toEqual([])
  })

  test('is put back where a cooldown is written for it and the deletion was not to be seen at first', async () => {
    const run = new ARun(made.slice(0, 5), { policy: aSizedPolicy({ cooldownIn: 600_000 }) })
    run.at(30_000, (c) => c.noteDeletion('web-9', NOON - 300_000))
    const { lines } = await run.apply(byLoad('scale-in', reading))
    expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
    expect(lines.filter((l) => l.includes('web-9 was deleted'))).not.toEqual([])
  })
})

describe('a drain that fails', () => {
  test('on the second config gives the first back, also the one whose answer was lost', async () => {
    const run = new ARun(onTwo, two)
    run.cloud.after('change 2003 drain', refuse('unavailable', 'draining web-3: no answer', 'look'))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([
      'change 1003 drain web-3.out',
      'change 2003 drain web-3.out',
      'change 1003 accept web-3',
      'change 2003 accept web-3',
    ])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 drain failed: draining web-3: no answer; look',
      'remove web-3 wait skipped: not drained everywhere',
      'remove web-3 delete skipped: not drained everywhere',
      'remove web-3 detach skipped: not drained everywhere',
      'remove web-3 detach skipped: not drained everywhere',
      'remove web-3 put-back done',
      'remove web-3 put-back done',
    ])
    expect(run.time.monotonic()).toBeLessThan(1_000)
  })

  test('of one member keeps no other from being removed', async () => {
    const run = new ARun([...four, aMember(5)])
    run.cloud.before('change 1005 drain', refuse('refused', 'draining web-5: no'))
    const lines = await run.go(inBy(2))
    expect(lines).toContain('remove web-5 drain failed: draining web-5: no')
    expect(lines).toContain('remove web-4 delete done: instance 104')
    expect(run.cloud.instances.map((i) => i.label)).toEqual(['web-1', 'web-2', 'web-3', 'web-5'])
  })

  test('is not sent when the sight is older than a minute by then', async () => {
    const run = new ARun(onTwo, two)
    run.cloud.after('change 1003 drain', () => run.time.advance(61_000))
    const lines = await run.go(inBy(1))
    expect(lines[1]).toBe('remove web-3 drain failed: it is too late for it')
    expect(run.cloud.nodes.filter((b) => b.mode === 'drain')).toEqual([])
  })
})

describe('a signal', () => {
  test('in the drain puts back what was drained, by whomever, and deletes nothing', async () => {
    const run = new ARun([...onTwo.slice(0, 2), aMemberOnTwo(3, [out, out])], two)
    run.stopAt(20_000, 'SIGINT')
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual(['change 1003 accept web-3', 'change 2003 accept web-3'])
    expect(lines).toEqual([
      'remove web-3 wait skipped: stopped by SIGINT',
      'remove web-3 delete skipped: stopped by SIGINT',
      'remove web-3 detach skipped: stopped by SIGINT',
      'remove web-3 detach skipped: stopped by SIGINT',
      'remove web-3 put-back done',
      'remove web-3 put-back done',
    ])
    expect(run.time.monotonic()).toBeLessThan(21_000)
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(1)
  })

  test('in the drain of several puts all of them back', async () => {
    const run = new ARun([...four, aMember(5)])
    run.stopAt(20_000)
    await run.go(inBy(2))
    expect(run.writes.slice(2).toSorted()).toEqual(['change 1004 accept web-4', 'change 1005 accept web-5'])
  })
})
