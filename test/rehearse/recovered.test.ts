import { describe, expect, test } from 'vitest'
import { sandboxFacts } from '../../src/commands/sandbox/sandbox-facts.ts'
import { ALL_EXPERIMENTS } from '../../src/rehearse/experiments/all-experiments.ts'
import { ASSUMED, type Facts } from '../../src/rehearse/facts.ts'
import { factsText, parseFacts } from '../../src/rehearse/facts-file.ts'
import { makeExperiments } from '../../src/rehearse/make-experiments.ts'
import { tidyUp } from '../../src/rehearse/tidy-up.ts'
import { seededRandom } from '../../src/sandbox/state/random.ts'
import { defaultSwitches, type Switches } from '../../src/sandbox/state/switches.ts'
import { aBench, inventory } from '../support/rehearse/a-lab.ts'

// A rehearsal knows nothing of the sandbox's switches; it has to find every one from outside.

/** One switch turned: what the sandbox is told, and the facts that must come out. */
type Flip = readonly [name: string, switches: Partial<Switches>, facts: Partial<Facts>]

const lag = (part: Partial<Switches['listLag']>) => ({ listLag: { ...defaultSwitches.listLag, ...part } })

const FLIPS: readonly Flip[] = [
  ['a label that is no lock', { labelRace: 'both' }, { labelRace: 'both' }],
  ['a label that is taken for a while', { labelFreeAfter: 30_000 }, { labelFreeAfter: 30_000 }],
  ['a deleted instance that is still shown', { deletingFor: 20_000 }, { deletingFor: 20_000 }],
  ['a list of instances that lags', lag({ instances: 15_000 }), { instanceLag: 15_000 }],
  ['a list of backend nodes that lags', lag({ nodes: 12_000 }), { nodeLag: 12_000 }],
  ['events that are late', lag({ events: 25_000 }), { eventLag: 25_000 }],
  ['nodes that go with their instance', { nodesSurviveInstance: false }, { nodesSurviveInstance: false }],
  ['an address that stands once', { duplicateAddress: 'refused' }, { duplicateAddress: 'refused' }],
  ['unchecked is UP', { uncheckedHealth: 'UP' }, { uncheckedHealth: 'UP' }],
  ['unchecked is DOWN', { uncheckedHealth: 'DOWN' }, { uncheckedHealth: 'DOWN' }],
  ['a change has to name everything', { partialPut: 'refused' }, { partialPut: 'refused' }],
  ['a label beside a mode is ignored', { labelWithMode: 'ignored' }, { labelWithMode: 'ignored' }],
  ['health stays after a change', { putResetsHealth: false }, { putResetsHealth: false }],
  ['a node label of 48', { nodeLabelLimit: 48 }, { nodeLabelLimit: 48 }],
  ['a node label of 31', { nodeLabelLimit: 31 }, { nodeLabelLimit: 31 }],
  ['no asking by address', { addressFilter: false }, { addressFilter: false }],
  ['asking by status', { statusFilter: true }, { statusFilter: true }],
  ['no Date', { dateHeader: false }, { dateHeader: false }],
  ['no count of calls', { rateHeaders: false }, { rateHeaders: false }],
  ['no Retry-After', { retryAfter: false }, { retryAfter: false }],
  ['region is told first', { errorOrder: 'region-first' }, { errorOrder: 'region-first' }],
  ['the private address first', { privateFirst: true }, { privateFirst: true }],
  ['addresses are given away again', { reuseAddresses: true }, { reuseAddresses: true }],
  ['another weight', { defaultWeight: 50 }, { defaultWeight: 50 }],
  [
    'Linode interfaces only',
    { interfacesForNewLinodes: 'linode_only' },
    { interfacesForNewLinodes: 'linode_only' },
  ],
  ['tags of a create that are dropped', { createTags: 'dropped' }, { createTags: 'dropped' }],
  ['ids that fall', { instanceIds: 'falling' }, { instanceIds: 'falling' }],
  ['a user who sees no Linodes', { visibleLinodes: [] }, { restrictedUser: true }],
  ['no network helper', { networkHelper: false }, { networkHelper: false }],
]

const QUICK_FACTS: Partial<Facts> = { provision: 3_000, boot: 2_000 }
/** Between two looks a second passes; several calls lie between a write and the first look. */
const LOOKS = 3_000

function expected(flips: readonly Flip[]): Partial<Facts> {
  const facts: Facts = { ...ASSUMED, ...QUICK_FACTS }
  for (const [, , found] of flips) Object.assign(facts, found)
  return { ...facts, labelFreeAfter: Math.max(facts.labelFreeAfter, facts.deletingFor) }
}

/** What a turned switch keeps anybody from finding out. */
function hiddenBy(flips: readonly Flip[]): ReadonlySet<string> {
  const noPrivate = flips.some(([, s]) => s.interfacesForNewLinodes === 'linode_only')
  return new Set(noPrivate ? ['privateFirst'] : [])
}

async function rehearsed(switches: Partial<Switches>) {
  const bench = aBench({ switches })
  const before = inventory(bench.sandbox)
  const lab = bench.lab()
  const { facts, findings } = await bench.time.run(makeExperiments(lab, ALL_EXPERIMENTS, () => undefined))
  const tidied = await bench.time.run(tidyUp(lab, { again: true }))
  return { facts, findings, tidied, before, after: inventory(bench.sandbox), spent: lab.spent }
}

function agree(found: Partial<Facts>, wanted: Partial<Facts>, hidden: ReadonlySet<string>): number {
  let judged = 0
  for (const [name, value] of Object.entries(wanted)) {
    if (hidden.has(name)) continue
    const fact: unknown = Reflect.get(found, name)
    judged++
    if (typeof value === 'number' && typeof fact === 'number' && value >= 1000)
      expect(Math.abs(fact - value), `${name}: ${fact}, not ${value}`).toBeLessThanOrEqual(LOOKS)
    else expect(fact, name).toBe(value)
  }
  return judged
}

const ALL = Object.keys(ASSUMED).length

describe('a rehearsal finds how an account answers, from outside', () => {
  test('as the sandbox does by itself', async () => {
    const { facts, findings, before, after, spent } = await rehearsed({})
    expect(agree(facts, expected([]), hiddenBy([]))).toBe(ALL)
    expect(findings.filter((f) => f.answer === null)).toEqual([])
    expect(after).toEqual(before)
    expect(spent).toBeCloseTo(0.0375)
  })

  test.each(FLIPS)('%s', async (...flip) => {
    const { facts, before, after } = await rehearsed(flip[1])
    expect(agree(facts, expected([flip]), hiddenBy([flip]))).toBe(ALL - hiddenBy([flip]).size)
    expect(after).toEqual(before)
  })

  const SEED = 20_261_125
  test(`a hundred combinations of them, seed ${SEED}`, async () => {
    const random = seededRandom(SEED)
    let turned = 0
    for (let i = 0; i < 100; i++) {
      const flips = FLIPS.filter(() => random.whole(2) === 0)
      turned += flips.length
      const switches: Partial<Switches> = { listLag: { ...defaultSwitches.listLag } }
      for (const [, part] of flips)
        Object.assign(switches, part, { listLag: { ...switches.listLag, ...lagsOf(part) } })
      const { facts, before, after } = await rehearsed(switches)
      agree(facts, expected(flips), hiddenBy(flips))
      expect(after, flips.map(([name]) => name).join(', ')).toEqual(before)
    }
    expect(turned).toBeGreaterThan(500)
  })

  test('its file of facts sets a sandbox up that answers alike', async () => {
    const all: Partial<Switches> = { labelRace: 'both', deletingFor: 20_000, ...lag({ nodes: 12_000 }) }
    const { facts } = await rehearsed(all)
    const kept = parseFacts(factsText({ fleet: 'web', region: 'us-east', at: '2026-11-23T12:00:00Z', facts }))
    const again = await rehearsed(sandboxFacts(kept.facts).switches)
    agree(again.facts, facts, new Set())
  })
})

function lagsOf({ listLag }: Partial<Switches>): Partial<Switches['listLag']> {
  const entries = Object.entries(listLag ?? {}).filter(([, ms]) => ms > 0)
  return Object.fromEntries(entries)
}
