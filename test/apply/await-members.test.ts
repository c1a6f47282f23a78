import { describe, expect, test } from 'vitest'
import type { CloudErrorCode } from '../../src/cloud.ts'
import type { Hook } from '../../src/fleet/model/hook.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aMember, aPolicy } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, aSecondBackend, bothConfigs } from '../support/two-configs.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const noCooldown = { policy: aPolicy({ scaleOut: { ...aPolicy().scaleOut, cooldown: 0 } }) }
const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
const ELSEWHERE = { address: '192.168.130.77:80' }
const SECOND = { id: backendId(9000), address: '192.168.130.4:80', label: 'web-4' }

/** The last line of a run that adds web-4 while something happens at `ms`. */
async function lastLine(ms: number, happens: (cloud: ScriptedCloud) => void, stop?: number): Promise<string> {
  const run = new ARun(three)
  run.at(ms, happens)
  if (stop !== undefined) run.stopAt(stop)
  return (await run.go(outBy(1))).at(-1) ?? ''
}

describe('waiting', () => {
  test('looks after 2 s, then less and less often, at most every 10 s', async () => {
    const run = new ARun(three)
    const at: number[] = []
    run.cloud.before('get 5000', () => at.push(Math.round(run.time.monotonic() / 100) / 10), 99)
    await run.go(outBy(1))
    const pauses = at.map((t, i) => Math.round((t - (at[i - 1] ?? 0)) * 2) / 2)
    expect(pauses).toEqual([2, 3, 4.5, 7, 10, 10, 10, 10, 10, 10])
  })

  test('spreads its looks by a fifth each way', async () => {
    const looks = [0, 0.999].map(async (random) => {
      const run = new ARun(three)
      run.time.random = () => random
      let first = 0
      run.cloud.before('get 5000', () => (first = run.time.monotonic()))
      await run.go(outBy(1))
      return first
    })
    const [early, late] = await Promise.all(looks)
    expect(early).toBeGreaterThanOrEqual(1_600)
    expect(early).toBeLessThan(1_750)
    expect(late).toBeGreaterThan(2_390)
    expect(late).toBeLessThan(2_500)
  })

  test('looks at every config and at each instance, and tells what is still missing', async () => {
    const run = new ARun(onTwo, { policy: aPolicyOnTwo(), seen: bothConfigs() })
    await run.go(outBy(1))
    const from = run.cloud.calls.indexOf('get 5000')
    expect(run.cloud.calls.slice(from, from + 3)).toEqual(['get 5000', 'list 67890', 'list 67891'])
    const news = [...new Set(run.told.filter((t) => t.includes(' wait waiting')))]
    expect(news).toEqual([
      'web-4 wait waiting: the instance is provisioning',
      'web-4 wait waiting: config 67890 says DOWN, config 67891 says DOWN',
    ])
    expect(run.told.at(-1)).toBe('web-4 wait done')
  })

  test('says Unknown where a config says Unknown, and nothing of one without a check', async () => {
    const run = new ARun([...onTwo, aMemberOnTwo(4, [null, {}])], {
      policy: aPolicyOnTwo(),
      seen: bothConfigs(false),
    })
    run.cloud.setBackend(2004, { health: 'unknown' })
    await run.go(outBy(1))
    const first = run.told.find((t) => t.includes(' wait waiting'))
    expect(first).toBe('web-4 wait waiting: config 67890 says Unknown')
  })
})

test('what it waits for is told as being in service, also while the instance does not run yet', async () => {
  const run = new ARun(onTwo, { policy: aPolicyOnTwo(), seen: bothConfigs(false) })
  await run.go(outBy(1))
  const waited = run.news.filter((n) => n.status === 'waiting')
  expect(waited[0]?.detail).toBe('the instance is provisioning')
  const until = waited.map(({ step }) => (step.step === 'wait' ? step.until : step.step))
  expect(new Set(until)).toEqual(new Set(['in-service']))
})

describe('waiting ends', () => {
  test('ends when the member is in service, and not before', async () => {
    const run = new ARun(three)
    await run.go(outBy(1))
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(60_000)
    expect(run.time.monotonic()).toBeLessThan(90_000)
  })

  const late: readonly (readonly [string, (cloud: ScriptedCloud) => void, string])[] = [
    [
      'its instance does not run',
      (c) => c.setInstance(5000, { status: 'offline' }),
      'the instance is offline',
    ],
    ['the check says DOWN', (c) => c.breakDown(), 'config 67890 says DOWN'],
    [
      'a backend node is missing and cannot be made again',
      (c) => {
        c.nodes = c.nodes.filter((b) => b.label !== 'web-4')
        c.before('attach', () => undefined, 0).before('attach', refuse('refused', 'no'), 999)
      },
      'not attached to config 67890',
    ],
  ]
  test.each(late)('has an end, and says why: %s', async (_name, happens, why) => {
    const run = new ARun(three)
    run.at(1_000, happens)
    const lines = await run.go(outBy(1))
    expect(lines).toContain(`add web-4 wait failed: web-4 (instance 5000): not in service in time: ${why}`)
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(600_000)
    expect(run.time.monotonic()).toBeLessThan(612_000)
  })
})

describe('while it waits', () => {
  const touched: readonly (readonly [string, (cloud: ScriptedCloud) => void, string])[] = [
    ['mode by hand', (c) => c.setBackend(5001, { mode: 'reject' }), 'mode reject was set by hand'],
    [
      'mode and label by another run',
      (c) => c.setBackend(5001, { mode: 'drain', label: 'web-4.outgsmo0' }),
      'another run is removing it',
    ],
  ]
  test.each(touched)('a changed %s ends it', async (_name, happens, why) => {
    expect(await lastLine(10_000, happens)).toBe(`add web-4 wait failed: web-4 (instance 5000): ${why}`)
  })

  test('a backend node that is lost is attached again, once', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => {
      c.nodes = c.nodes.filter((b) => b.id !== 5001)
    })
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toHaveLength(2)
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001'),
      'add web-4 wait done',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5002'),
    ])
  })

  test('of two backend nodes for one place the one in service stays, whichever it is', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.addBackend(4, SECOND))
    await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual(['detach 5001'])
  })

  test('of three backend nodes for one place that do not serve yet the lowest id stays, and nobody else’s is touched', async () => {
    const run = new ARun([...three, aMember(9, { tags: [] }, { label: 'legacy' })])
    run.at(10_000, (c) => {
      c.addBackend(4, { ...SECOND, health: 'down' })
      c.addBackend(4, { ...SECOND, health: 'down', id: backendId(9001) })
      c.nodes.reverse()
    })
    await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual(['detach 9000', 'detach 9001'])
    expect(run.cloud.nodes.some((b) => b.id === 5001)).toBe(true)
    expect(run.cloud.nodes.some((b) => b.label === 'legacy')).toBe(true)
  })

  test('a second backend node that cannot be removed ends nothing', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.addBackend(4, { ...SECOND, health: 'down' }))
    run.cloud.before('detach 9000', refuse('refused', 'no'), 99)
    expect((await run.go(outBy(1))).at(-1)).toBe('add web-4 wait done')
  })
})

/** A run that adds web-4, of which no list shows backend node 5001 until `shown`. */
function lagging(shown: number): ARun {
  const run = new ARun(three)
  run.cloud.unlisted.add(5001)
  run.at(shown, (c) => c.unlisted.clear())
  return run
}
const reads = (run: ARun): number => run.cloud.calls.filter((c) => c === 'node 5001').length

describe('what this run has attached and no list shows', () => {
  test.each([5_000, 300_000])('until %i ms: is read by its id, and not attached again', async (shown) => {
    const run = lagging(shown)
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines.at(-1)).toBe('add web-4 wait done')
    expect(reads(run)).toBeGreaterThan(0)
    expect(run.time.monotonic()).toBeLessThan(90_000)
  })

  test('is not asked for where the list shows it', async () => {
    const run = new ARun(three)
    await run.go(outBy(1))
    expect(reads(run)).toBe(0)
  })

  test('and is really gone is attached again, once, and the new one is as good', async () => {
    const run = lagging(300_000)
    run.cloud.unlisted.add(5002)
    run.at(10_000, (c) => (c.nodes = c.nodes.filter((b) => b.id !== 5001)))
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toHaveLength(2)
    expect(lines.find((l) => l.includes(' wait '))).toBe('add web-4 wait done')
  })

  test.each<readonly [string, Parameters<ScriptedCloud['setBackend']>[1], string]>([
    ['closed', { mode: 'reject' }, 'mode reject was set by hand'],
    ['drained by another run', { mode: 'drain', label: 'web-4.outgsmo0' }, 'another run is removing it'],
    ['pointed elsewhere', ELSEWHERE, 'somebody has pointed backend node 5001 at 192.168.130.77:80'],
  ])('and was %s meanwhile is not attached again', async (_what, change, why) => {
    const run = lagging(300_000)
    run.at(10_000, (c) => c.setBackend(5001, change))
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toHaveLength(1)
    expect(lines.at(-1)).toBe(`add web-4 wait failed: web-4 (instance 5000): ${why}`)
  })

  test('and was given another label by somebody is the member’s all the same', async () => {
    const run = lagging(300_000)
    run.at(10_000, (c) => c.setBackend(5001, { label: 'shop' }))
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toHaveLength(1)
    expect(lines.at(-1)).toBe('add web-4 wait done')
  })
})

describe('what this run has attached and somebody has pointed elsewhere', () => {
  test('is a person’s, also where the list shows it', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.setBackend(5001, ELSEWHERE))
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines.at(-1)).toContain('somebody has pointed backend node 5001 at 192.168.130.77:80')
  })

  test('is nothing to wait for where somebody has attached another one', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => {
      c.setBackend(5001, ELSEWHERE)
      c.addBackend(4, SECOND)
    })
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines.at(-1)).toBe('add web-4 wait done')
  })

  test('is attached anew where the member itself has another address by then', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.setInstance(5000, { address: '192.168.130.44' }))
    const lines = await run.go(outBy(1))
    expect(run.writes).toContain('attach web-4 192.168.130.44 67890')
    expect(lines).toContain('add web-4 wait done')
  })
})

describe('an attach that is refused while it waits', () => {
  test('a backend node that is lost and refused, and attached in the end, fails nothing', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => {
      c.nodes = c.nodes.filter((b) => b.id !== 5001)
      c.before('attach', refuse('refused', 'attaching web-4: no'), 3)
    })
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toHaveLength(5)
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001'),
      'add web-4 wait done',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5002'),
    ])
  })

  test('an attach that must wait for the instance to run, and is refused first, fails nothing', async () => {
    const run = new ARun(onTwo, { policy: aPolicyOnTwo(), seen: bothConfigs(false) })
    run.cloud.before('attach web-4 192.168.130.4 67891', refuse('refused', 'attaching web-4: no'), 2)
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.endsWith('67891'))).toHaveLength(3)
    expect(lines.filter((l) => !l.includes(' done'))).toEqual([])
    expect(lines.filter((l) => l.includes(' attach '))).toHaveLength(2)
  })

  test('to the end has failed once, however often it was sent', async () => {
    const run = new ARun(onTwo, { policy: aPolicyOnTwo(), seen: bothConfigs(false) })
    run.cloud.before('attach web-4 192.168.130.4 67891', refuse('refused', 'attaching web-4: no'), 999)
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.endsWith('67891')).length).toBeGreaterThan(10)
    expect(lines.filter((l) => l.includes(' attach failed'))).toEqual([
      'add web-4 attach failed: attaching web-4: no',
    ])
  })
})

describe('looks while it waits', () => {
  const passing: readonly CloudErrorCode[] = ['unavailable', 'incomplete']
  test.each(passing)('a look without an answer (%s) is no verdict', async (code) => {
    const run = new ARun(three)
    run.cloud.before('get 5000', refuse(code, 'reading web-4: no answer'), 4)
    expect((await run.go(outBy(1))).at(-1)).toBe('add web-4 wait done')
  })

  test.each(passing)('looks without an answer (%s) to the very end are', async (code) => {
    const run = new ARun(three)
    run.cloud.before('get 5000', refuse(code, 'reading web-4: no answer'), 999)
    const lines = await run.go(outBy(1))
    expect(lines.at(-1)).toBe('add web-4 wait failed: web-4 (instance 5000): reading web-4: no answer')
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(600_000)
    expect(run.time.monotonic()).toBeLessThan(612_000)
  })

  const definite: readonly CloudErrorCode[] = ['token-refused', 'missing-scope', 'refused', 'not-found']
  test.each(definite)('a definite no (%s) ends it at once', async (code) => {
    const run = new ARun(three)
    run.cloud.before('get 5000', refuse(code, 'reading web-4: no', 'give it a scope'))
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls.filter((c) => c === 'get 5000')).toHaveLength(1)
    expect(lines.at(-1)).toBe(
      'add web-4 wait failed: web-4 (instance 5000): reading web-4: no; give it a scope',
    )
  })

  test('one that fails keeps no other from coming into service', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.setBackend(c.nodes.at(-1)?.id ?? 0, { mode: 'reject' }))
    const lines = await run.go(outBy(2))
    expect(lines.filter((l) => l.includes(' wait ')).map((l) => l.split(':')[0])).toEqual([
      'add web-4 wait done',
      'add web-5 wait failed',
    ])
  })
})

describe('an instance that vanishes while it is waited for', () => {
  test('loses its backend nodes to the look that follows, and is planned again once', async () => {
    const run = new ARun(three, noCooldown)
    run.at(10_000, (c) => {
      c.deleteByHand(5000)
      c.addBackend(4, { ...SECOND, health: 'down' })
    })
    const lines = await run.go(outBy(1))
    expect(run.writes.slice(0, 4)).toEqual([
      'create web-4',
      'attach web-4 192.168.130.4 67890',
      'detach 5001',
      'detach 9000',
    ])
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(2)
    expect(lines.slice(0, 3)).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done'),
      'add web-4 wait failed: web-4 (instance 5000): instance 5000 has vanished: somebody deleted it, or the token does not see it any more',
    ])
    expect(lines.at(-1)).toMatch(/^add web-\d wait done$/)
  })

  test('twice is planned again, and again, and then left', async () => {
    const run = new ARun(three, noCooldown)
    run.cloud.before('get 5', (c) => c.vanish(c.newest.id), 99)
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(3)
    expect(lines.filter((l) => l.includes('has vanished'))).toHaveLength(3)
  })

  test('of two that were asked for is replaced alone', async () => {
    const run = new ARun(three, noCooldown)
    run.at(10_000, (c) => c.vanish(c.newest.id))
    await run.go(outBy(2))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(3)
    expect(run.cloud.instances).toHaveLength(5)
  })

  test('to a fleet of a size that was named is replaced up to that', async () => {
    const run = new ARun(three, noCooldown)
    run.at(10_000, (c) => c.vanish(5000))
    await run.go(outBy(4, { size: { kind: 'to', n: 4 } }))
    expect(run.cloud.instances).toHaveLength(4)
  })

  test('within the cooldown of its own create is not made again, and the hold says so', async () => {
    const run = new ARun(three)
    run.at(10_000, (c) => c.vanish(5000))
    const { hold } = await run.apply(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(1)
    expect(hold?.reason).toBe('cooldown')
  })
})

describe('an instance that is told to be gone', () => {
  test.each<readonly [string, 'up' | 'down' | 'unknown', (cloud: ScriptedCloud) => unknown]>([
    ['serves: the token may have lost sight of its instance', 'up', () => undefined],
    ['is about to serve, whose deletion nothing tells', 'unknown', () => undefined],
    ['does not serve yet, whose deletion nothing tells', 'down', () => undefined],
    ['is at an address that an instance has', 'down', (c) => c.addInstance(4, { label: 'web-4-debug' })],
  ])('keeps a backend node that %s', async (_why, health, happens) => {
    const run = new ARun(three, noCooldown)
    run.at(5_000, (c) => {
      c.nodes = c.nodes.filter((b) => b.id !== 5001)
      c.addBackend(4, { ...SECOND, health })
      c.vanish(5000)
      happens(c)
    })
    await run.go(outBy(1))
    expect(run.cloud.calls).toContain('observe')
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual([])
  })
})

describe('a signal while it waits', () => {
  test('ends it: attached everywhere is a finished hand', async () => {
    const run = new ARun(three)
    run.stopAt(10_000, 'SIGUSR1')
    const lines = await run.go(outBy(1))
    expect(lines.at(-1)).toBe(
      'add web-4 wait skipped: stopped by SIGUSR1: attached, and on its way into service',
    )
    expect(run.time.monotonic()).toBe(10_000)
  })

  test('before it is attached everywhere leaves a hand unfinished, which is said', async () => {
    const run = new ARun(onTwo, { policy: aPolicyOnTwo(), seen: bothConfigs(false) })
    run.stopAt(10_000)
    const lines = await run.go(outBy(1))
    expect(lines.slice(2)).toEqual([
      'add web-4 wait skipped: not reached',
      'add web-4 attach skipped: not reached',
      'add web-4 wait failed: web-4 (instance 5000): stopped by SIGTERM before it was attached everywhere',
    ])
  })

  test('after something vanished makes nothing new', async () => {
    const run = new ARun(three)
    run.cloud.before('get 5000', (c) => {
      c.vanish(5000)
      run.stop.abort('SIGTERM')
    })
    await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(1)
  })
})

const HOOK: Hook = { command: ['/bin/true'], timeout: 1_000, onError: 'stop' }

describe('the hook after_attach', () => {
  test('is run once it is attached everywhere, and its time is not taken from the waiting', async () => {
    const moments: string[] = []
    const run = new ARun(three, {
      policy: aPolicy({ hooks: { after_attach: HOOK } }),
      runHook: async (moment) => {
        moments.push(moment, run.cloud.calls.at(-1) ?? '')
        await run.time.sleep(300_000)
        return null
      },
    })
    run.at(100, (c) => c.breakDown())
    const lines = await run.go(outBy(1))
    expect(moments).toEqual(['after_attach', 'attach web-4 192.168.130.4 67890'])
    expect(lines.slice(2)).toEqual([
      'add web-4 hook done: after_attach',
      'add web-4 wait failed: web-4 (instance 5000): not in service in time: config 67890 says DOWN',
    ])
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(900_000)
    expect(run.time.monotonic()).toBeLessThan(912_000)
  })

  test('waits for a config without a check, and is run before the wait for service', async () => {
    const at: number[] = []
    const run = new ARun(onTwo, {
      policy: aPolicyOnTwo({ hooks: { after_attach: HOOK } }),
      seen: bothConfigs(false),
      runHook: async () => {
        at.push(run.writes.filter((w) => w.startsWith('attach')).length)
        return await Promise.resolve(null)
      },
    })
    const lines = await run.go(outBy(1))
    expect(at).toEqual([2])
    expect(lines.at(-2)).toBe('add web-4 hook done: after_attach')
  })
})

test('the hook after_attach is run, too, where nobody waits and another run has attached the last of it', async () => {
  const ran: string[] = []
  const run = new ARun([...onTwo, aMemberOnTwo(4, [{}, null], { status: 'booting' })], {
    policy: aPolicyOnTwo({ hooks: { after_attach: HOOK } }),
    seen: bothConfigs(false),
    runHook: async (_moment, _hook, facts) => {
      ran.push(facts['MEMBER'] ?? '')
      return await Promise.resolve(null)
    },
  })
  run.at(10_000, (c) => {
    c.setInstance(104, { status: 'running' })
    c.nodes.push(aSecondBackend(4))
  })
  const lines = await run.go(outBy(0, { action: 'reconcile', wait: false }))
  expect([ran, run.writes]).toEqual([['web-4'], []])
  expect(lines).toEqual([
    'attach web-4 wait done',
    expect.stringContaining('attach web-4 attach done: 192.168.130.4:8080 on config 67891'),
    'attach web-4 hook done: after_attach',
  ])
})

test('the hook after_attach waits for an attach that is refused at first, too', async () => {
  const at: number[] = []
  const run = new ARun(onTwo, {
    policy: aPolicyOnTwo({ hooks: { after_attach: HOOK } }),
    seen: bothConfigs(false),
    runHook: async () => {
      at.push(run.writes.filter((w) => w === 'attach web-4 192.168.130.4 67891').length)
      return await Promise.resolve(null)
    },
  })
  run.cloud.before('attach web-4 192.168.130.4 67891', refuse('refused', 'attaching web-4: no'), 2)
  const lines = await run.go(outBy(1))
  expect(at).toEqual([3])
  expect(lines.filter((l) => l.includes('failed') || l.includes('skipped'))).toEqual([])
})

test('the hook after_attach is not run where an attach is refused to the end', async () => {
  const moments: string[] = []
  const run = new ARun(onTwo, {
    policy: aPolicyOnTwo({ hooks: { after_attach: HOOK } }),
    seen: bothConfigs(false),
    runHook: async (moment) => {
      moments.push(moment)
      return await Promise.resolve(null)
    },
  })
  run.cloud.before('attach web-4 192.168.130.4 67891', refuse('refused', 'attaching web-4: no'), 999)
  const lines = await run.go(outBy(1))
  expect(moments).toEqual([])
  expect(lines.slice(-3)).toEqual([
    'add web-4 attach failed: attaching web-4: no',
    'add web-4 hook skipped: not reached',
    'add web-4 wait failed: web-4 (instance 5000): not in service in time: not attached to config 67891',
  ])
})

describe('the hook after_attach that does not go well', () => {
  test('that fails ends the waiting and says so', async () => {
    const run = new ARun(three, {
      policy: aPolicy({ hooks: { after_attach: HOOK } }),
      runHook: async () => await Promise.resolve('exit code 3'),
    })
    const lines = await run.go(outBy(1))
    expect(lines.slice(2)).toEqual([
      'add web-4 hook failed: after_attach: exit code 3; on_error is stop',
      'add web-4 wait skipped: the hook after_attach failed',
    ])
    expect(run.cloud.calls.filter((c) => c === 'get 5000')).toEqual([])
  })

  test('is not run after a signal', async () => {
    const run = new ARun(three, {
      policy: aPolicy({ hooks: { after_attach: HOOK } }),
      runHook: async () => await Promise.resolve(null),
    })
    run.cloud.after('attach', () => run.stop.abort('SIGTERM'))
    const lines = await run.go(outBy(1))
    expect(lines.slice(2).map((l) => l.split(':')[0])).toEqual([
      'add web-4 hook skipped',
      'add web-4 wait skipped',
    ])
  })
})
