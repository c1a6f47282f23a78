import { describe, expect, test } from 'vitest'
import type { CloudErrorCode } from '../../src/cloud.ts'
import { aMember } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const reconcile = outBy(0, { action: 'reconcile' })
const down = { health: 'down' } as const
const oneDown = [aMember(1), aMember(2), aMember(3, {}, down), aMember(4)]
const MINUTES_9 = 540_000

/** What a reconcile wrote of whom while web-3 is DOWN and something happens after nine minutes. */
async function writesWhen(happens: (cloud: ScriptedCloud) => void): Promise<readonly string[]> {
  const run = new ARun(oneDown)
  run.at(MINUTES_9, happens)
  await run.go(reconcile)
  return run.writes
}

describe('who is DOWN is watched', () => {
  test('every ten seconds for healthy_within, and what is said of it', async () => {
    const run = new ARun(oneDown)
    const at: number[] = []
    run.cloud.before('get 103', () => at.push(run.time.monotonic()), 60)
    await run.go(reconcile)
    expect(run.told[0]).toBe('web-3 wait waiting: it is DOWN, and is watched before it is replaced')
    expect(run.news[0]?.step).toEqual({ step: 'wait', until: 'in-service', within: 600_000 })
    expect(at).toHaveLength(60)
    const pauses = at.slice(1, 59).map((t, i) => t - (at[i] ?? 0))
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10_000)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_100)
    expect(at.at(-1)).toBeGreaterThan(590_000)
    expect(at.at(-1)).toBeLessThan(601_000)
    expect(run.writes[0]).toBe('change 1003 drain web-3.out')
  })

  const acquitted: readonly (readonly [string, (cloud: ScriptedCloud) => unknown])[] = [
    ['it comes into service', (c) => c.setBackend(1003, { health: 'up' })],
    ['nobody knows how it is', (c) => c.setBackend(1003, { health: 'unknown' })],
    ['a person drains it', (c) => c.setBackend(1003, { mode: 'drain' })],
    ['its backend node is gone', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1003))],
    ['it is switched off', (c) => c.setInstance(103, { status: 'offline' })],
    ['it is deleted', (c) => c.vanish(103)],
    ['nobody knows its address', (c) => c.setInstance(103, { address: null })],
  ]
  test.each(acquitted)('and acquitted when %s for one look, for good', async (_name, happens) => {
    const run = new ARun(oneDown)
    const was = { instances: run.cloud.instances, nodes: run.cloud.nodes }
    run.at(MINUTES_9, happens)
    run.at(MINUTES_9 + 10_500, (c) => Object.assign(c, was))
    await run.go(reconcile)
    expect(run.writes).toEqual([])
  })

  const passing: readonly CloudErrorCode[] = ['unavailable', 'incomplete']
  test.each(passing)('and acquitted when one look has no answer (%s)', async (code) => {
    const writes = await writesWhen((c) => c.before('get 103', refuse(code, 'no answer')))
    expect(writes).toEqual([])
  })

  test('and a look that is refused ends the run with that', async () => {
    const run = new ARun(oneDown)
    run.at(MINUTES_9, (c) => c.before('get 103', refuse('token-refused', 'reading web-3: Invalid Token')))
    await expect(run.go(reconcile)).rejects.toThrow('reading web-3: Invalid Token')
    expect(run.writes).toEqual([])
  })
})

describe('the end of a watch', () => {
  test('and a rebooting one is judged like one that runs', async () => {
    expect(await writesWhen((c) => c.setInstance(103, { status: 'rebooting' }))).not.toEqual([])
  })

  test('and a signal ends it without a verdict', async () => {
    const run = new ARun(oneDown)
    run.stopAt(MINUTES_9)
    const lines = await run.go(reconcile)
    expect([lines, run.writes]).toEqual([[], []])
    expect(run.time.monotonic()).toBe(MINUTES_9)
  })

  test('no longer than until the last of them is acquitted', async () => {
    const run = new ARun(oneDown)
    run.at(95_000, (c) => c.setBackend(1003, { health: 'up' }))
    await run.go(reconcile)
    expect(run.time.monotonic()).toBeLessThan(110_000)
  })

  test('and of two that are DOWN only the one that was so all the time is replaced', async () => {
    const run = new ARun([...oneDown, aMember(5, {}, down), aMember(6)])
    run.at(95_000, (c) => c.setBackend(1003, { health: 'up' }))
    run.at(115_000, (c) => c.setBackend(1003, { health: 'down' }))
    await run.go(reconcile)
    expect(run.told.slice(0, 2).map((t) => t.split(' ')[0])).toEqual(['web-3', 'web-5'])
    expect(run.writes[0]).toBe('change 1005 drain web-5.out')
    expect(run.writes.some((w) => w.includes(' web-3'))).toBe(false)
  })
})

describe('the end of a watch of members on two configs', () => {
  test.each([
    ['DOWN on both is dead', [down, down], ['change 1003 drain web-3.out']],
    [
      'DOWN on one, and nobody knows of the other, is dead',
      [{ health: 'unknown' }, down],
      ['change 1003 drain web-3.out'],
    ],
    ['UP on one is not dead', [{}, down], []],
    ['UP on the other is not dead', [down, {}], []],
  ] as const)('on two configs: %s', async (_rule, health, first) => {
    const made = [1, 2, 4].map((n) => aMemberOnTwo(n, [{}, {}]))
    const run = new ARun([...made, aMemberOnTwo(3, health)], { policy: aPolicyOnTwo(), seen: bothConfigs() })
    await run.go(reconcile)
    expect(run.writes.slice(0, 1)).toEqual(first)
  })

  test('on two configs: UP on one at one look acquits, for good', async () => {
    const made = [1, 2, 4].map((n) => aMemberOnTwo(n, [{}, {}]))
    const run = new ARun([...made, aMemberOnTwo(3, [down, down])], {
      policy: aPolicyOnTwo(),
      seen: bothConfigs(),
    })
    run.at(MINUTES_9, (c) => c.setBackend(1003, { health: 'up' }))
    run.at(MINUTES_9 + 10_500, (c) => c.setBackend(1003, { health: 'down' }))
    await run.go(reconcile)
    expect(run.writes).toEqual([])
  })

  test.each<readonly [string, (cloud: ScriptedCloud) => unknown]>([
    ['a person’s mode', (c) => c.setBackend(1003, { mode: 'reject' })],
    ['a backend node that is not there', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1003))],
  ])('on two configs: %s on one acquits who is DOWN on the other', async (_what, happens) => {
    const made = [1, 2, 4].map((n) => aMemberOnTwo(n, [{}, {}]))
    const run = new ARun([...made, aMemberOnTwo(3, [down, down])], {
      policy: aPolicyOnTwo(),
      seen: bothConfigs(),
    })
    const { nodes } = run.cloud
    run.at(MINUTES_9, happens)
    run.at(MINUTES_9 + 10_500, (c) => (c.nodes = nodes))
    await run.go(reconcile)
    expect(run.writes).toEqual([])
  })
})
