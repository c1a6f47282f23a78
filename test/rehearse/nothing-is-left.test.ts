import { describe, expect, test } from 'vitest'
import type { Probe, Question } from '../../src/account/probe.ts'
import { ALL_EXPERIMENTS } from '../../src/rehearse/experiments/all-experiments.ts'
import { makeExperiments } from '../../src/rehearse/make-experiments.ts'
import type { GivenConfig } from '../../src/rehearse/stage.ts'
import { tidyUp } from '../../src/rehearse/tidy-up.ts'
import { parseFaults } from '../../src/sandbox/control/fault-rules.ts'
import { aBench, inventory, type BenchOptions } from '../support/rehearse/a-lab.ts'

// A rehearsal is killed before and after each of its writes; then another process cleans.

class Killed extends Error {}

type Cut = 'before' | 'after'

/** A process that dies at its n-th write; whatever it would send after that is never sent. */
function dying(probe: Probe, at: number, cut: Cut): Probe & { readonly writes: () => number } {
  let writes = 0
  let dead = false
  const ask = async (question: Question) => {
    if (question.method !== 'GET') writes++
    if (dead || (writes === at && cut === 'before' && question.method !== 'GET')) {
      dead = true
      throw new Killed()
    }
    const reply = await probe.ask(question)
    if (writes >= at && question.method !== 'GET') dead = true
    if (dead) throw new Killed()
    return reply
  }
  return { ask, writes: () => writes }
}

async function killedAt(at: number, cut: Cut, options: BenchOptions) {
  const bench = aBench(options)
  const before = inventory(bench.sandbox)
  const probe = dying(bench.probe, at, cut)
  const lab = bench.lab({ probe })
  const died = await bench.time
    .run(makeExperiments(lab, ALL_EXPERIMENTS, () => undefined))
    .then(() => false)
    .catch((error: unknown) => {
      if (error instanceof Killed) return true
      throw error
    })
  const between = inventory(bench.sandbox)
  const { left } = await bench.time.run(tidyUp(bench.lab(), { again: true }))
  // What is shown as deleting for a while is gone by then.
  bench.time.advance(60_000)
  await bench.probe.ask({ method: 'GET', path: '/v4/profile' })
  return { died, before, between, after: inventory(bench.sandbox), left, writes: probe.writes() }
}

const GIVEN: GivenConfig = { nodeBalancer: 12345, config: 67899 }

const WORLDS: readonly (readonly [string, BenchOptions])[] = [
  ['with a NodeBalancer of its own', {}],
  ['on a config that the profile gives', { given: GIVEN }],
  ['where both creates of the race succeed', { switches: { labelRace: 'both' } }],
  [
    'where lists lag and deleted instances are shown',
    { switches: { deletingFor: 5_000, listLag: { instances: 10_000, nodes: 0, events: 0 } } },
  ],
]

describe('a rehearsal that is killed anywhere leaves nothing that the next cleaning does not remove', () => {
  test.each(WORLDS)('%s', async (_, options) => {
    let cuts = 0
    let dirty = 0
    for (const cut of ['before', 'after'] as const)
      for (let at = 1; ; at++) {
        const { died, before, between, after, left } = await killedAt(at, cut, options)
        if (!died) break
        cuts++
        if (between.length > before.length) dirty++
        expect(after, `killed ${cut} write ${at}`).toEqual(before)
        expect(left).toEqual([])
      }
    expect(cuts).toBeGreaterThan(30)
    expect(dirty).toBeGreaterThan(cuts / 2)
  })
})

describe('the budget is counted before each create', () => {
  test.each([0, 0.005, 0.0075, 0.015, 0.02, 0.0225, 0.03, 0.0375, 0.045, 0.05])(
    'of $%s nothing more is spent',
    async (budget) => {
      const bench = aBench({ switches: { labelRace: 'both' } })
      const before = inventory(bench.sandbox)
      const lab = bench.lab({ budget })
      const { findings } = await bench.time.run(makeExperiments(lab, ALL_EXPERIMENTS, () => undefined))
      expect(lab.spent).toBeLessThanOrEqual(budget + 1e-9)
      expect(costOf(bench.sandbox.log)).toBeLessThanOrEqual(budget + 1e-9)
      const unknown = findings.filter((f) => f.answer === null)
      expect(unknown.length > 0).toBe(budget < 0.045)
      for (const { why } of unknown) expect(why).toContain('budget')
      await bench.time.run(tidyUp(lab, { again: true }))
      expect(inventory(bench.sandbox)).toEqual(before)
    },
  )
})

/** What the account charges for what was really made. */
function costOf(log: readonly { readonly method: string; readonly path: string; readonly status: number }[]) {
  const made = log.filter((e) => e.method === 'POST' && e.status === 200)
  const instances = made.filter((e) => e.path.endsWith('/linode/instances')).length
  const nodeBalancers = made.filter((e) => e.path.endsWith('/nodebalancers')).length
  return instances * 0.0075 + nodeBalancers * 0.015
}

describe('what is not its own is never touched', () => {
  test('a person with a label like its own, and a node like its own elsewhere', async () => {
    const bench = aBench({ given: GIVEN })
    bench.sandbox.byHand.addInstance({ label: 'web-rehearsal-7', tags: ['mine'] })
    bench.sandbox.byHand.addBackend({ config: 67890, address: '192.168.130.9:80', label: 'web-rehearsal-1' })
    const before = inventory(bench.sandbox)
    const lab = bench.lab()
    await bench.time.run(makeExperiments(lab, ALL_EXPERIMENTS, () => undefined))
    await bench.time.run(tidyUp(lab, { again: true }))
    expect(inventory(bench.sandbox)).toEqual(before)
  })
})

describe('an API that fails keeps it from an answer, not from tidying up', () => {
  test.each(['500', '502', 'drop-before', 'drop-after', '429'] as const)('%s now and then', async (kind) => {
    const bench = aBench()
    const before = inventory(bench.sandbox)
    for (const after of [3, 11, 29, 41, 67])
      for (const fault of parseFaults(JSON.stringify({ call: '* *', kind, after, times: 2 })))
        bench.sandbox.faults.add(fault)
    const lab = bench.lab()
    await bench.time.run(makeExperiments(lab, ALL_EXPERIMENTS, () => undefined))
    bench.sandbox.faults.clear()
    const { left } = await bench.time.run(tidyUp(bench.lab(), { again: true }))
    expect(left).toEqual([])
    expect(inventory(bench.sandbox)).toEqual(before)
  })
})
