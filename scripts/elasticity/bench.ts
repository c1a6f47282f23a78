import { readFileSync } from 'node:fs'
import { configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { USUAL_LOAD, type LoadPolicy } from '../../src/fleet/model/load-policy.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { USUAL_NUMBERS } from '../../src/simulate/cloud-numbers.ts'
import { parseTrace } from '../../src/simulate/parse-trace.ts'
import { SHAPES, shape } from '../../src/simulate/shapes.ts'
import { simulate, type Subject } from '../../src/simulate/simulate.ts'
import type { Steps } from '../../src/simulate/step-runs.ts'
import { peakOf, scaled, type Trace } from '../../src/simulate/trace.ts'
import { clairvoyantHours } from './clairvoyant.ts'
import { race, type Raced } from './rival.ts'
import { aws, digitalOcean, fixedPeak, gcp, hpa } from './rivals.ts'

// node scripts/bench-elasticity.mjs [TRACE.csv...]: ours against others, on the shapes, seeded variants of them, and any trace given.

const MINUTE = 60_000
const PEAK = 12
const SEEDS = [1, 2, 3]
const nodeBalancer = nodeBalancerId(1)

const base: Policy = {
  name: 'web',
  fleetTag: 'fleet:web:1',
  region: 'us-east',
  attachments: [{ nodeBalancer, config: configId(1), port: 80 }],
  backend: { kind: null, subnet: null },
  size: { min: 2, max: 30 },
  scaleOut: { step: 1, cooldown: 5 * MINUTE, healthyWithin: 10 * MINUTE },
  scaleIn: { step: 1, cooldown: 15 * MINUTE, drain: MINUTE, victim: 'newest', protectTag: null },
}

const busy: LoadPolicy = { ...USUAL_LOAD, cores: 1 }
const requests: LoadPolicy = {
  ...busy,
  target: 0.7,
  signals: [{ name: 'arrivals', query: 'arrivals', perMember: 1 }],
}

// As monitoring generates them for a profile with no load of its own.
const steps: Steps = {
  high: 0.7,
  low: 0.3,
  projected: 0.5,
  warmUp: 120_000,
  out: { for: 5 * MINUTE, groupInterval: 2 * MINUTE, repeatInterval: 8 * MINUTE },
  in: { for: 10 * MINUTE, groupInterval: 2 * MINUTE, repeatInterval: 18 * MINUTE },
}

function ours(name: string, load: LoadPolicy | null, keepsPaidHour: boolean): Subject {
  const policy: Policy =
    load === null
      ? { ...base, scaleIn: { ...base.scaleIn, keepsPaidHour } }
      : {
          ...base,
          load,
          scaleOut: { ...base.scaleOut, cooldown: 0 },
          scaleIn: { ...base.scaleIn, keepsPaidHour },
        }
  return { name, policy, steps, isSignal: load === requests }
}

const DEFAULT = 'ours, busy 0.6, paid hours kept (default)'
const OURS: readonly Subject[] = [
  ours('ours, by steps', null, false),
  ours('ours, by steps, paid hours kept', null, true),
  ours('ours, busy 0.6', busy, false),
  ours(DEFAULT, busy, true),
  ours('ours, requests 0.7', requests, false),
  ours('ours, requests 0.7, paid hours kept', requests, true),
]

interface Row {
  readonly name: string
  readonly lost: number
  readonly hot: number
  readonly hours: number
}

function row(r: Raced): Row {
  return { name: r.name, lost: r.overCapacity * 100, hot: r.minutesOver90, hours: r.paidHours }
}

function rowsOf(trace: Trace): readonly Row[] {
  const settings = { numbers: USUAL_NUMBERS, every: 15_000, start: 0, skips: true }
  const mine = OURS.map((subject) => simulate(subject, trace, settings))
  const rivals = [hpa(0.6), aws(0.6), gcp(0.6), digitalOcean(0.6), fixedPeak(peakOf(trace))].map((rival) =>
    race(rival, trace, base, USUAL_NUMBERS),
  )
  const best = {
    name: 'who knows the future',
    lost: 0,
    hot: 0,
    hours: clairvoyantHours(trace, base.size.min),
  }
  return [...mine.map(row), ...rivals.map(row), best]
}

/** No worse in both, and better in one by more than 0.05 points or 1%. */
function beats(a: Row, b: Row): boolean {
  const noWorse = a.lost <= b.lost && a.hours <= b.hours
  return noWorse && (b.lost - a.lost > 0.05 || a.hours < b.hours * 0.99)
}

function isOurs(row: Row): boolean {
  return row.name.startsWith('ours')
}

function print(name: string, rows: readonly Row[]): readonly string[] {
  const real = rows.slice(0, -1)
  console.log(`\n${name}`)
  for (const row of rows) {
    const onFront = row !== rows.at(-1) && !real.some((other) => beats(other, row))
    const { lost, hot, hours } = row
    console.log(
      `  ${onFront ? '*' : ' '} ${row.name.padEnd(44)}${lost.toFixed(3).padStart(9)}% ${hot.toFixed(0).padStart(6)}m ${String(hours).padStart(7)}h`,
    )
  }
  const rivals = real.filter((row) => !isOurs(row) && !row.name.includes('which it knows'))
  const standard = real.find((row) => row.name === DEFAULT)
  const best = real.filter(isOurs).filter((row) => !rivals.some((rival) => beats(rival, row)))
  return [
    ...rivals
      .filter((r) => standard !== undefined && beats(r, standard))
      .map((r) => `${name}: ${r.name} beats our default`),
    ...(best.length === 0 ? [`${name}: every setting of ours is beaten`] : []),
  ]
}

const shapes = SHAPES.flatMap((name) =>
  SEEDS.map((seed) => [`${name}, seed ${seed}`, scaled(shape(name, seed), PEAK)] as const),
)
const given = process.argv.slice(2).map((path) => {
  const trace = parseTrace(readFileSync(path, 'utf8'))
  return [path, scaled(trace, PEAK / peakOf(trace))] as const
})
console.log(
  'work over capacity, minutes above 90% busy, begun hours; * is on the Pareto front of work lost and hours',
)
const misses = [...shapes, ...given].flatMap(([name, trace]) => print(name, rowsOf(trace)))
console.log(
  misses.length === 0
    ? '\nno rival beats our default or our best'
    : `\nmisses:\n${misses.map((m) => `  ${m}`).join('\n')}`,
)
