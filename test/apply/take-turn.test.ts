import { describe, expect, test } from 'vitest'
import { applyPlan } from '../../src/apply/apply-plan.ts'
import { observeFleet, type Run } from '../../src/apply/run.ts'
import type { RunHook } from '../../src/apply/hooks/hook-runner.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aLeaver, aMember, aPolicy, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../support/a-reading.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'

const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
const LATER = 'it drains, and a later turn deletes it'

/** One turn of follow: whose drains have lasted long enough. */
async function turn(it: ARun, request: Request, drained: readonly number[] = []) {
  const run: Run = { ...it.run, isDrained: (m) => drained.includes(m.number) }
  const carry = async () => {
    const seen = await observeFleet(run)
    return await applyPlan(run, seen, planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt))
  }
  const applied = await it.time.run(carry())
  expect(it.cloud.open).toBe(0)
  const lines = applied.outcomes.flatMap((o) =>
    o.steps.map(
      (s) => `${o.kind} ${o.member} ${s.step.step} ${s.status}${s.detail === null ? '' : `: ${s.detail}`}`,
    ),
  )
  return { ...applied, lines }
}

describe('a turn begins a removal', () => {
  test('drains and leaves the rest to a later turn', async () => {
    const run = new ARun(up(1, 2, 3))
    const { lines, hold } = await turn(run, inBy(1))
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(lines).toEqual([
      'remove web-3 drain done',
      `remove web-3 wait skipped: ${LATER}`,
      `remove web-3 delete skipped: ${LATER}`,
      `remove web-3 detach skipped: ${LATER}`,
    ])
    expect(hold).toBeNull()
    expect(run.time.monotonic()).toBeLessThan(1_000)
  })

  test('leaves one alone whose drain has not lasted', async () => {
    const run = new ARun([...up(1, 2, 3), aLeaver(4)])
    const { lines } = await turn(run, inBy(1))
    expect(run.writes).toEqual([])
    expect(lines).toEqual(
      ['wait', 'delete', 'detach'].map((step) => `remove web-4 ${step} skipped: ${LATER}`),
    )
  })

  test('deletes one whose drain has', async () => {
    const run = new ARun([...up(1, 2, 3), aLeaver(4)])
    const { lines } = await turn(run, inBy(1), [4])
    expect(run.writes).toEqual(['remove 104', 'detach 1004'])
    expect(lines).toEqual([
      'remove web-4 wait done',
      'remove web-4 delete done: instance 104',
      'remove web-4 detach done',
    ])
  })

  test('of two each by its own drain', async () => {
    const run = new ARun([...up(1, 2, 3), aLeaver(4), aLeaver(5)])
    await turn(run, inBy(2), [5])
    expect(run.writes).toEqual(['remove 105', 'detach 1005'])
  })

  test('deletes nobody that was not drained before, whoever says it was', async () => {
    const run = new ARun(up(1, 2, 3))
    await turn(run, inBy(1), [3])
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
  })

  test('a deletion that fails is told', async () => {
    const run = new ARun([...up(1, 2, 3), aLeaver(4)])
    run.cloud.before('remove', refuse('refused', 'no'))
    const { lines } = await turn(run, inBy(1), [4])
    expect(lines).toContainEqual(expect.stringMatching(/^remove web-4 delete failed: /))
  })
})

const HOOKED = (moment: 'after_attach' | 'before_drain'): Policy =>
  aPolicy({ hooks: { [moment]: { command: ['/bin/true'], timeout: 1_000, onError: 'stop' } } })

describe('a turn begins an addition', () => {
  test('creates, attaches, and leaves the wait to a later turn', async () => {
    const run = new ARun(up(1, 2))
    const { lines } = await turn(run, outBy(1))
    expect(run.writes).toEqual(['create web-3', 'attach web-3 192.168.130.3 67890'])
    expect(lines).toEqual([
      'add web-3 create done: instance 5000',
      'add web-3 attach done: 192.168.130.3:80 on config 67890 as backend node 5001',
      'add web-3 wait skipped: a later turn sees to it',
    ])
  })

  test('stays for its second look at who else came', async () => {
    const run = new ARun(up(1, 2))
    await turn(run, outBy(1))
    expect(run.cloud.calls.filter((c) => c === 'members')).toHaveLength(2)
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(6_000)
    expect(run.time.monotonic()).toBeLessThan(7_000)
  })

  test('what is attached everywhere has its hook run', async () => {
    const ran: string[] = []
    const runHook: RunHook = async (moment, _hook, facts) => {
      ran.push(`${moment} ${facts['MEMBER'] ?? ''}`)
      return await Promise.resolve(null)
    }
    const run = new ARun(up(1, 2), { policy: HOOKED('after_attach'), runHook })
    const { lines } = await turn(run, outBy(1))
    expect(ran).toEqual(['after_attach web-3'])
    expect(lines).toContain('add web-3 hook done: after_attach')
  })

  test('and is not over before that has ended', async () => {
    const run: ARun = new ARun(up(1, 2), {
      policy: HOOKED('after_attach'),
      runHook: async () => {
        await run.time.sleep(30_000)
        return null
      },
    })
    const { lines } = await turn(run, outBy(1))
    expect(lines).toContain('add web-3 hook done: after_attach')
  })

  test('what is not has none', async () => {
    const ran: string[] = []
    const runHook: RunHook = async (moment) => {
      ran.push(moment)
      return await Promise.resolve(null)
    }
    const run = new ARun(up(1, 2), { policy: HOOKED('after_attach'), runHook })
    run.cloud.before('attach', refuse('refused', 'no'), 9)
    await turn(run, outBy(1))
    expect(ran).toEqual([])
  })
})

const runHook: RunHook = async () => await Promise.resolve('exit 1')

test('a hook before the drain that fails leaves its member in service', async () => {
  const run = new ARun(up(1, 2, 3), { policy: HOOKED('before_drain'), runHook })
  const { lines } = await turn(run, inBy(1))
  expect(run.writes).toEqual([])
  expect(lines).toContainEqual(expect.stringContaining('remove web-3 hook failed: before_drain: exit 1'))
})

/** What a turn whose hook takes so long called and said when somebody did something meanwhile. */
const afterHook = async (meanwhile: (it: ARun) => void) => {
  const run: ARun = new ARun(up(1, 2, 3, 4), {
    policy: HOOKED('before_drain'),
    runHook: async () => {
      await run.time.sleep(90_000)
      meanwhile(run)
      return null
    },
  })
  const { lines } = await turn(run, inBy(1))
  return { calls: run.cloud.calls, writes: run.writes, lines }
}

describe('a turn whose hook before the drain took more than a minute', () => {
  test('looks again, and drains who is to leave by that look, too', async () => {
    const { calls, lines } = await afterHook(() => undefined)
    expect(calls).toEqual(['observe', 'observe', 'node 1004', 'change 1004 drain web-4.out'])
    expect(lines).toEqual([
      'remove web-4 hook done: before_drain',
      'remove web-4 drain done',
      ...['wait', 'delete', 'detach'].map((step) => `remove web-4 ${step} skipped: ${LATER}`),
    ])
  })

  test('and lets stay whom a person keeps by then', async () => {
    const { writes, lines } = await afterHook((it) =>
      it.cloud.setInstance(104, { tags: ['fleet:web:12345', 'keep'] }),
    )
    expect(writes).toEqual([])
    expect(lines.slice(1)).toEqual(
      ['drain', 'wait', 'delete', 'detach'].map((step) => `remove web-4 ${step} skipped: tag keep`),
    )
  })
})

const follow = async (members: number, busy: number, peak: number, size: { min: number; max: number }) => {
  const ns = Array.from({ length: members }, (_, i) => i + 1)
  const base = aSizedPolicy({}, { size })
  const run = new ARun(up(...ns), {
    policy: { ...base, scaleIn: { ...base.scaleIn, cooldown: 0, step: 2 } },
  })
  await turn(run, byLoad('follow', aReading(busyAt(busy, ...ns), { peak })))
  return run.writes
}

describe('how many a turn by the load may take out of service', () => {
  test('what is over the peak of the window', async () => {
    expect(await follow(4, 0.1, 3, { min: 2, max: 20 })).toEqual(['change 1004 drain web-4.out'])
    expect(await follow(4, 0.1, 2, { min: 2, max: 20 })).toEqual([
      'change 1004 drain web-4.out',
      'change 1003 drain web-3.out',
    ])
  })

  test('above max a step, however much work there is', async () => {
    expect(await follow(5, 0.9, 8, { min: 2, max: 4 })).toEqual(['change 1005 drain web-5.out'])
  })

  test('nobody where nothing is over', async () => {
    expect(await follow(3, 0.6, 3, { min: 2, max: 4 })).toEqual([])
  })
})

describe('a turn that takes a dead one away, where there is no room beside it', () => {
  const fixed = aSizedPolicy({}, { size: { min: 2, max: 2 } })
  const made = [aMember(1), aMember(2, {}, { health: 'down' })]
  const load = aReading(busyAt(0.5, 1), { peak: 1 })
  const request = byLoad('follow', load, { dead: new Set([instanceId(102)]) })

  test('keeps its place before its drain', async () => {
    const run = new ARun(made, { policy: fixed })
    await turn(run, request)
    expect(run.writes).toEqual(['tag place:web:102', 'change 1002 drain web-2.out'])
  })

  test('drains it all the same where the tag is refused', async () => {
    const run = new ARun(made, { policy: fixed })
    run.cloud.before('tag ', refuse('refused', 'no'))
    await turn(run, request)
    expect(run.writes).toEqual(['tag place:web:102', 'change 1002 drain web-2.out'])
    expect(run.cloud.tagsOfNodeBalancer).toEqual([])
  })

  test('leaves it when it is UP right before its drain', async () => {
    const run = new ARun(made, { policy: fixed })
    run.cloud.before('tag ', () => run.cloud.setBackend(1002, { health: 'up' }))
    const { lines } = await turn(run, request)
    expect(run.writes).toEqual(['tag place:web:102'])
    expect(lines).toContainEqual(expect.stringContaining('it is UP on config 67890 by now: it is not dead'))
  })

  test('the same of one for which there is another', async () => {
    const three = aSizedPolicy({}, { size: { min: 1, max: 3 } })
    const run = new ARun(made, { policy: three })
    run.cloud.before('node 1002', () => run.cloud.setBackend(1002, { health: 'up' }))
    await turn(run, request)
    expect(run.writes).toEqual([])
  })
})
