import type { Instant } from '../fleet/model/fleet.ts'
import type { MemberReading, Reading } from '../fleet/load/reading.ts'
import { wantedMembers, type Sizing } from '../fleet/load/wanted-members.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import type { Machine, ModelCloud } from './model-cloud.ts'

const HOUR = 3_600_000
/** Only with samples in nine tenths of the window is its peak known. */
const WHOLE = 0.9

/** As much of a cloud as is measured. */
export type MeasuredCloud = Pick<ModelCloud, 'machines' | 'serving'>

interface Kept {
  readonly at: Instant
  readonly value: number
}

/** How busy one member was at each scrape, so far back as a rate looks, and on average. */
interface History {
  readonly machine: Machine
  readonly samples: Kept[]
  mean: number | null
}

/** What Prometheus would have of a fleet: busy ratios as a rate sees them, what was wanted at each evaluation, and the peak of it. */
export class Measuring {
  readonly #numbers: CloudNumbers
  readonly #sizing: Sizing
  readonly #window: number
  readonly #isSignal: boolean
  #histories = new Map<number, History>()
  readonly #work: Kept[] = []
  #signal: number | null = null
  /** What all members measured, as it is told of them at one instant. */
  #told: { readonly at: Instant; readonly members: readonly MemberReading[] } | null = null
  readonly #wanted: RollingMax
  readonly #hour: RollingMax

  constructor(
    numbers: CloudNumbers,
    policy: { readonly sizing: Sizing; readonly window: number; readonly isSignal: boolean },
  ) {
    this.#numbers = numbers
    this.#sizing = policy.sizing
    this.#window = policy.window
    this.#isSignal = policy.isSignal
    this.#wanted = new RollingMax(policy.window)
    this.#hour = new RollingMax(HOUR)
  }

  /** One scrape: every member's processors as they were since the last. */
  scrape(cloud: MeasuredCloud, work: number, now: Instant): void {
    const serving = cloud.serving(now)
    const busy = serving === 0 ? 1 : Math.min(1, work / serving)
    const from = now - this.#numbers.rate
    const next = new Map<number, History>()
    for (const machine of cloud.machines) {
      if (machine.runsAt > now) continue
      const known = this.#histories.get(machine.id) ?? { machine, samples: [], mean: null }
      keep(known.samples, { at: now, value: busyOf(machine, busy, now) }, from)
      known.mean = mean(known.samples)
      next.set(machine.id, known)
    }
    this.#histories = next
    this.#told = null
    keep(this.#work, { at: now, value: work }, from)
    this.#signal = mean(this.#work)
  }

  /** One evaluation of the rules. */
  evaluate(now: Instant): void {
    const signals = this.#isSignal ? [this.#signal] : []
    // Rules do not know who is in service: for shrinking whoever answers and is not warm may be fully busy.
    const { in: into, busyWork } = wantedMembers(this.#members(now), signals, this.#sizing)
    if (into !== null) this.#wanted.add(now, into)
    const work = Math.max(busyWork ?? 0, this.#isSignal ? (this.#signal ?? 0) : 0)
    this.#hour.add(now, work)
  }

  /** What a run reads. */
  reading(now: Instant): Reading {
    return {
      members: this.#members(now),
      signals: this.#isSignal ? [this.#signal] : [],
      peak: this.#wanted.covers(now, WHOLE) ? this.#wanted.most(now) : null,
      hourWork: this.#hour.most(now),
      hint: null,
      trouble: null,
    }
  }

  /** The mean of the measured members that are warm, as the alerts by step see it; null when there is none. */
  meanBusy(
    cloud: MeasuredCloud,
    warmUp: number,
    now: Instant,
  ): { readonly mean: number; readonly max: number; readonly count: number } | null {
    const warm = [...this.#histories.values()].filter(({ machine }) => now - machine.runsAt >= warmUp)
    const busy = warm.flatMap((h) => h.mean ?? [])
    return busy.length === 0 ? null : summary(busy, busy.length < cloud.machines.length)
  }

  #members(now: Instant): readonly MemberReading[] {
    if (this.#told?.at !== now) {
      const all = [...this.#histories.values()]
      const members = all.map(({ machine, mean: busy }) => ({
        label: machine.label,
        busy,
        age: now - machine.runsAt,
        cores: null,
      }))
      this.#told = { at: now, members }
    }
    return this.#told.members
  }

  /** Lets it know as much as if the load had been so for a whole window. */
  warm(cloud: MeasuredCloud, work: number, now: Instant): void {
    for (
      let at = now - Math.max(this.#window, this.#numbers.rate);
      at < now;
      at += this.#numbers.evaluation
    ) {
      this.scrape(cloud, work, at)
      this.evaluate(at)
    }
  }
}

function summary(busy: readonly number[], isPartial: boolean) {
  const max = busy.reduce((most, b) => Math.max(most, b), 0)
  const total = busy.reduce((sum, b) => sum + b, 0)
  return { mean: total / busy.length, max, count: isPartial ? -1 : busy.length }
}

/** One that is not in service yet does nothing; one that is drained has what it had for a moment and then nothing. */
function busyOf(machine: Machine, busy: number, now: Instant): number {
  return machine.mode === 'accept' && machine.upAt <= now ? busy : 0
}

/** One sample more, without those that are too old. */
function keep(samples: Kept[], sample: Kept, from: Instant): void {
  while ((samples[0]?.at ?? Infinity) <= from) samples.shift()
  samples.push(sample)
}

function mean(samples: readonly Kept[]): number | null {
  if (samples.length === 0) return null
  let sum = 0
  for (const { value } of samples) sum += value
  return sum / samples.length
}

/** The most of what was added within a window; linear in all, however long the window is. */
export class RollingMax {
  readonly #window: number
  #queue: Kept[] = []
  #head = 0
  #times: Instant[] = []
  #first = 0

  constructor(window: number) {
    this.#window = window
  }

  add(at: Instant, value: number): void {
    while (this.#queue.length > this.#head && (this.#queue.at(-1)?.value ?? Infinity) <= value)
      this.#queue.pop()
    this.#queue.push({ at, value })
    this.#times.push(at)
    this.#drop(at)
  }

  most(now: Instant): number | null {
    this.#drop(now)
    return this.#queue[this.#head]?.value ?? null
  }

  /** Whether there is something in so large a part of the window. */
  covers(now: Instant, part: number): boolean {
    this.#drop(now)
    const first = this.#times[this.#first]
    return first !== undefined && now - first >= part * this.#window
  }

  #drop(now: Instant): void {
    const from = now - this.#window
    while ((this.#queue[this.#head]?.at ?? Infinity) < from) this.#head++
    while ((this.#times[this.#first] ?? Infinity) < from) this.#first++
    if (this.#head > 1024) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    if (this.#first > 1024) {
      this.#times = this.#times.slice(this.#first)
      this.#first = 0
    }
  }
}
