import { describe, expect, test } from 'vitest'
import { settingsOf } from '../../../src/monitoring/settings.ts'
import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { USUAL_NUMBERS } from '../../../src/simulate/cloud-numbers.ts'
import { Measuring } from '../../../src/simulate/measuring.ts'
import type { Machine } from '../../../src/simulate/model-cloud.ts'
import { subjectOf } from '../../../src/simulate/profile-subject.ts'
import { shape, type ShapeName } from '../../../src/simulate/shapes.ts'
import { simulate, type Simulated, type Subject } from '../../../src/simulate/simulate.ts'
import { loadAt, scaled, type Trace } from '../../../src/simulate/trace.ts'
import { FakePrometheus } from '../../support/fake-prometheus.ts'
import { recordedBody } from '../../support/recorded.ts'
import type { VirtualTime } from '../../support/virtual-time.ts'
import { WEB, World } from '../../support/world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 23, 12, 0, 0)
const EVERY = 15_000
const MINUTES = 60
const LENGTH = MINUTES * MINUTE
/** Every boot takes the same in both. */
const BOOT = { provision: 47_000, boot: 12_000, appStart: 3_000, checkInterval: 5_000 }
const RUNS = BOOT.provision + BOOT.boot
const NUMBERS = { ...USUAL_NUMBERS, boot: { from: RUNS, to: RUNS }, latency: 0 }
const FLEET = 'fleet:web:12345'

const profileOf = (url: string, paid: 'keep' | 'ignore'): string =>
  `${WEB.replace('max: 8', 'max: 20').replace('protect_tag: keep', `drain: 30s, paid_hour: ${paid}`)}load: { target: 0.6, window: 5m }
prometheus: { url: "${url}" }
`

/** A shape, so many of its minutes in one, from a minute on; at its most so many members of work. */
function anHour(name: ShapeName, { from = 0, stride = 1, peak = 10 }): Trace {
  const { step, points } = shape(name, 1)
  const some = Array.from({ length: MINUTES }, (_, minute) => points[from + minute * stride] ?? 0)
  return scaled({ step, points: some }, peak)
}

/** Up within three minutes, down within ten, and up again. */
const CROWD: Trace = {
  step: MINUTE,
  points: Array.from(
    { length: MINUTES },
    (_, m) => 1.5 + 7 * (ramp(m, 6, 9) - ramp(m, 20, 30) + ramp(m, 45, 47)),
  ),
}

function ramp(minute: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (minute - from) / (to - from)))
}

/** What a run came to: members at each minute, and the hours that were paid. */
interface Walk {
  readonly sizes: readonly number[]
  readonly paidHours: number
}

/** The sandbox's account as a Prometheus would scrape it. */
class Scraped {
  readonly machines: Machine[] = []
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  serving(): number {
    return this.machines.filter((m) => m.mode === 'accept' && m.upAt === 0).length
  }

  look(): void {
    const { byHand } = this.#world.sandbox
    const there = byHand.instances().filter(({ tags }) => tags.includes(FLEET))
    const gone = this.machines.filter((m) => !there.some(({ id }) => id === m.id))
    for (const machine of gone) this.machines.splice(this.machines.indexOf(machine), 1)
    for (const { id, label, created } of there) {
      const known = this.machines.find((m) => m.id === id)
      const machine = known ?? aMachine(id, label, created)
      if (known === undefined) this.machines.push(machine)
      const [backend] = this.#world.backendsOf(label)
      machine.mode = backend?.mode === 'drain' ? 'drain' : 'accept'
      machine.upAt = backend?.status === 'UP' ? 0 : Infinity
    }
  }
}

function aMachine(id: number, label: string, created: number): Machine {
  const runsAt = created + RUNS
  const at = { created, runsAt, answersAt: runsAt + BOOT.appStart, changedAt: created }
  return { id, label, ...at, mode: 'accept', nodeLabel: label, upAt: Infinity }
}

/** Members about a day old, each in an hour of its own phase, as a simulation begins. */
function seedMembers({ sandbox: { byHand } }: World, count: number): void {
  for (let n = 1; n <= count; n++) {
    const at = START - DAY - Math.floor(((n - 0.5) / count) * HOUR)
    const id = byHand.addInstance({ label: `web-${n}`, tags: [FLEET, 'khw'], at })
    const address = `${byHand.privateAddressOf(id)}:80`
    byHand.addBackend({ config: 67890, address, label: `web-${n}`, mode: 'accept', at })
  }
}

const hoursAt = (created: number, at: number): number => Math.max(1, Math.ceil((at - created) / HOUR))

/** Prometheus reads and reckons whether anybody asks it or not. */
function everyQuarterMinute(time: VirtualTime, scrape: () => void): void {
  const advance = time.advance.bind(time)
  time.advance = (ms) => {
    for (let left = ms; left > 0;) {
      const step = Math.min(left, EVERY - (time.monotonic() % EVERY))
      advance(step)
      if (time.monotonic() % EVERY === 0) scrape()
      left -= step
    }
  }
}

/** The real `follow`, in the sandbox, told by a Prometheus that measures the trace. */
async function followed(trace: Trace, paid: 'keep' | 'ignore', seeded: number): Promise<Walk> {
  await using prometheus = await FakePrometheus.start()
  const profile = profileOf(prometheus.url, paid)
  const world = new World({ profile, members: 0, sandbox: { timings: BOOT } })
  seedMembers(world, seeded)
  const scraped = new Scraped(world)
  const measuring = measuringOf(profile)
  scraped.look()
  measuring.warm(scraped, loadAt(trace, 0), START)
  const sizes: number[] = []
  let asked = -Infinity
  const seen = new Map<number, { readonly created: number; last: number }>()
  everyQuarterMinute(world.time, () => {
    const now = world.time.wall()
    scraped.look()
    measuring.scrape(scraped, loadAt(trace, now - START), now)
    measuring.evaluate(now)
  })
  prometheus.says = {
    'instance:busy:any': () => {
      const now = world.time.wall()
      scraped.look()
      for (const { id, created } of scraped.machines) seen.set(id, { created, last: now })
      // What the turn before has made of it is its size from then on.
      for (let minute = sizes.length; minute * MINUTE <= asked - START; minute++)
        sizes.push(scraped.machines.length)
      if (now - START >= LENGTH) world.stop.abort('SIGTERM')
      asked = now
      return { status: 200, body: bodyOf(measuring, now) }
    },
  }
  await world.run('follow', '--every', '15s')
  const paidHours = [...seen.values()].reduce(
    (sum, { created, last }) => sum + hoursAt(created, last) - hoursAt(created, START) + 1,
    0,
  )
  return { sizes: sizes.slice(0, MINUTES), paidHours }
}

function bodyOf(measuring: Measuring, now: number): string {
  const { members, peak, hourWork } = measuring.reading(now)
  return recordedBody({
    busy: Object.fromEntries(members.map(({ label, busy }) => [label, busy])),
    age: Object.fromEntries(members.map(({ label, age }) => [label, (age ?? 0) / 1000])),
    ...(peak === null ? {} : { peak }),
    ...(hourWork === null ? {} : { hour: hourWork }),
  })
}

function subject(profile: string): Subject {
  const parsed = parseProfile(profile, { path: 'web.yaml' })
  return subjectOf('web', parsed.policy, settingsOf(parsed, { profile: 'web.yaml', program: 'x' }))
}

function measuringOf(profile: string): Measuring {
  const { load } = subject(profile).policy
  if (load === undefined) throw new Error('not sized by its load')
  return new Measuring(NUMBERS, { sizing: load, window: load.window, isSignal: false })
}

function simulated(trace: Trace, paid: 'keep' | 'ignore'): Simulated {
  const settings = { numbers: NUMBERS, every: EVERY, start: START, skips: false }
  return simulate(subject(profileOf('http://127.0.0.1:9', paid)), trace, settings)
}

describe('simulate tells what the real follow does: the same size within one member, the same hours', () => {
  test.each([
    ['a crowd that comes, goes and comes again', CROWD, 'ignore'],
    ['the same, paid hours kept', CROWD, 'keep'],
    ['two days in an hour', anHour('day', { stride: 48 }), 'ignore'],
    ['a day in an hour, paid hours kept', anHour('day', { stride: 24 }), 'keep'],
    ['spikes', anHour('spikes', { from: 30, stride: 5 }), 'ignore'],
  ] as const)('%s', async (_, trace, paid) => {
    const told = simulated(trace, paid)
    const sizeAt = (minute: number): number =>
      told.moments.findLast(({ at }) => at <= START + minute * MINUTE)?.members ?? 0
    const real = await followed(trace, paid, sizeAt(0))
    console.log(`${real.sizes.join(' ')} in ${real.paidHours} hours; told ${told.paidHours}`)
    const apart = real.sizes.map((size, minute) => Math.abs(size - sizeAt(minute)))
    // A fleet that never changes its size would tell nothing.
    expect(new Set(real.sizes).size).toBeGreaterThan(3)
    expect(real.sizes).toHaveLength(MINUTES)
    expect(apart.filter((by) => by <= 1).length / MINUTES).toBeGreaterThanOrEqual(0.98)
    expect(Math.abs(real.paidHours / told.paidHours - 1)).toBeLessThanOrEqual(0.02)
  })
})
