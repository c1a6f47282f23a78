import type { Prices } from '../fleet/model/prices.ts'
import { boundsAt } from '../fleet/bounds/bounds-at.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isSized } from '../fleet/plan/plan-by-load.ts'
import { Bookkeeper, HoldWatch, type Account, type LongestHold } from './accounting.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import { FollowTurns } from './follow-turns.ts'
import { Measuring } from './measuring.ts'
import { ModelCloud } from './model-cloud.ts'
import { StepRuns, type Steps } from './step-runs.ts'
import { lengthOf, loadAt, type Trace } from './trace.ts'

/** What is simulated: a policy, and what its alerts go by where it is sized by steps. */
export interface Subject {
  readonly name: string
  readonly policy: Policy
  readonly steps: Steps
  /** Whether the trace is what a signal of the profile counts, and not only how busy processors are. */
  readonly isSignal: boolean
  /** What an instance costs, where the profile has `size.max_hourly`; null where that is not known. */
  readonly prices?: Prices | null
}

/** How a simulation is run. Times are milliseconds. */
export interface Settings {
  readonly numbers: CloudNumbers
  /** Between two turns. */
  readonly every: number
  /** When the trace begins, on the API's clock. */
  readonly start: Instant
  /** Whether turns in which nothing can come about are passed over. */
  readonly skips: boolean
  /** Told now and then how far it is, from 0 to 1. */
  readonly tell?: (part: number) => void
}

/** What a moment of a run looked like, for a plot. */
export interface Moment {
  readonly at: Instant
  readonly work: number
  readonly serving: number
  readonly members: number
}

/** What became of a load under a policy. */
export interface Simulated extends Account {
  readonly name: string
  readonly paidHours: number
  readonly changes: number
  readonly longestHold: LongestHold | null
  readonly moments: readonly Moment[]
}

/** Most moments that are kept. */
const MOMENTS = 2_000
const DAY = 86_400_000

/** Runs a trace through a policy on a model of the cloud, with the planner that the product runs with. Pure: the same input, the same result. */
export function simulate(subject: Subject, trace: Trace, settings: Settings): Simulated {
  const run = new Run(subject, trace, settings)
  const length = lengthOf(trace)
  for (let passed = 0; passed < length; passed += settings.every) {
    run.turn(passed, Math.min(settings.every, length - passed))
    if (settings.tell !== undefined && passed % DAY === 0) settings.tell(passed / length)
  }
  return run.end(length)
}

class Run {
  readonly #subject: Subject
  readonly #trace: Trace
  readonly #settings: Settings
  readonly #cloud: ModelCloud
  readonly #measuring: Measuring
  readonly #turn: (now: Instant) => string | null | undefined
  readonly #books: Bookkeeper
  readonly #holds = new HoldWatch()
  readonly #moments: Moment[] = []
  readonly #momentEvery: number

  constructor(subject: Subject, trace: Trace, settings: Settings) {
    const { policy } = subject
    const { numbers, start } = settings
    this.#subject = subject
    this.#trace = trace
    this.#settings = settings
    this.#cloud = new ModelCloud(policy, numbers)
    this.#measuring = new Measuring(numbers, measured(subject))
    this.#books = new Bookkeeper(numbers.slo)
    this.#momentEvery = Math.max(
      settings.every,
      Math.ceil(lengthOf(trace) / MOMENTS / settings.every) * settings.every,
    )
    const first = loadAt(trace, 0)
    this.#cloud.seed(sizeAtFirst(policy, first, start), start)
    this.#measuring.warm(this.#cloud, first, start)
    this.#turn = this.#turner()
  }

  turn(passed: number, ms: number): void {
    const now = this.#settings.start + passed
    const work = loadAt(this.#trace, passed)
    this.#measuring.scrape(this.#cloud, work, now)
    this.#measuring.evaluate(now)
    const hold = this.#turn(now)
    if (hold !== undefined) this.#holds.take(hold === 'at-wanted' ? null : hold, now)
    this.#keep(passed, work, now)
    this.#add(now, now + ms, work)
  }

  end(length: number): Simulated {
    const { name } = this.#subject
    return {
      name,
      ...this.#books.account(),
      paidHours: this.#cloud.paidHours(this.#settings.start + length),
      changes: this.#cloud.changes,
      longestHold: this.#holds.longest,
      moments: this.#moments,
    }
  }

  #turner(): (now: Instant) => string | null | undefined {
    const { policy, steps, prices = null } = this.#subject
    const { numbers, skips } = this.#settings
    if (isSized(policy)) {
      const turns = new FollowTurns(this.#cloud, policy, { numbers, skips, prices })
      return (now) => turns.turn(this.#measuring.reading(now), now).hold
    }
    const runs = new StepRuns(this.#cloud, policy, { steps, numbers, prices })
    return (now) => runs.turn(this.#measuring, now)
  }

  /** Capacity changes within a turn when a member comes into service. */
  #add(from: Instant, to: Instant, work: number): void {
    for (let at = from; at < to;) {
      const next = Math.min(to, this.#cloud.nextUp(at))
      this.#books.add(next - at, work, this.#cloud.serving(at))
      at = next
    }
  }

  #keep(passed: number, work: number, at: Instant): void {
    if (passed % this.#momentEvery !== 0) return
    const { machines } = this.#cloud
    this.#moments.push({ at, work, serving: this.#cloud.serving(at), members: machines.length })
  }
}

const STEPWISE = { target: 0.7, spare: 0, warmUp: 0, cores: null }
const QUARTER = 900_000

function measured({ policy, isSignal }: Subject) {
  const load = policy.load
  return load === undefined
    ? { sizing: STEPWISE, window: QUARTER, isSignal: false }
    : { sizing: load, window: load.window, isSignal }
}

/** A fleet that has long been at the trace's first load. */
function sizeAtFirst({ load, size }: Policy, work: number, at: Instant): number {
  const { min, max } = boundsAt(size, [], at)
  const wanted = Math.ceil(work / (load?.target ?? STEPWISE.target)) + (load?.spare ?? 0)
  return Math.max(min, Math.min(max, wanted))
}
