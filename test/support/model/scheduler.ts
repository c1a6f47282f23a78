import { CloudError } from '../../../src/cloud.ts'

/** A seeded generator (xorshift): the same seed gives the same schedule. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 2_654_435_761) + 12_345) >>> 0 || 1
    for (let i = 0; i < 4; i++) this.below(2)
  }

  /** A whole number from 0 up to `n`. */
  below(n: number): number {
    this.#state ^= this.#state << 13
    this.#state >>>= 0
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    this.#state >>>= 0
    return this.#state % n
  }
}

interface Waiting {
  readonly run: number
  readonly since: number
  readonly name: string
  readonly go: (what: Fate) => void
}

interface Sleeper {
  readonly run: number
  readonly at: number
  readonly wake: () => void
}

/** Whether a request takes effect, and whether its run gets an answer, or lives to see one. */
export type Fate = 'answered' | 'killed-before' | 'killed-after' | 'lost-before' | 'lost-after'

/** The choices a schedule is made of. */
export interface Rules {
  /** Which of the runs whose requests wait goes on. */
  readonly pick: (runs: readonly number[]) => number
  readonly fate: (name: string) => Fate
  /** Whether every request that waits takes so long that somebody wakes up first. */
  readonly lingers: () => boolean
}

const LONGEST = 25_000

/** Lets the requests of several runs through one at a time, in an order that a seed decides, on a clock of its own. */
export class Scheduler {
  now: number
  readonly trace: string[] = []
  #requests: Waiting[] = []
  #sleepers: Sleeper[] = []
  readonly #dead = new Set<number>()

  constructor(start: number) {
    this.now = start
  }

  /** One request of a run: waits for its turn, takes effect at once or not at all, and answers or not. */
  async request<T>(run: number, name: string, effect: () => T): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      const lost = (): CloudError => new CloudError('unavailable', `${name}: no answer`)
      const go = (what: Fate): void => {
        try {
          if (what === 'lost-before') throw lost()
          const value = effect()
          if (what === 'lost-after') throw lost()
          if (what === 'answered') resolve(value)
        } catch (error) {
          if (!what.startsWith('killed')) reject(what === 'answered' ? error : lost())
        }
      }
      this.#requests.push({ run, name, go, since: this.now })
    })
  }

  /** Sleeping of one run; no run of an exploration is stopped by a signal, so there is nothing else to wake it. */
  async sleep(run: number, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#sleepers.push({ run, at: this.now + ms, wake: resolve })
    })
  }

  /** Runs until nothing waits any more. */
  async drive(rules: Rules): Promise<void> {
    for (let turn = 0; turn < 20_000; turn++) {
      await idle()
      if (this.#dead.size > 0) {
        this.#requests = this.#requests.filter((r) => !this.#dead.has(r.run))
        this.#sleepers = this.#sleepers.filter((s) => !this.#dead.has(s.run))
      }
      if (this.#requests.length === 0 && this.#sleepers.length === 0) return
      if (this.#requests.length === 0 || (this.#mayLinger() && rules.lingers())) this.#advance()
      else this.#letOne(rules)
    }
    throw new Error('a run never ends')
  }

  /** Requests may take long, but not longer than a client waits for an answer. */
  #mayLinger(): boolean {
    const oldest = Math.min(...this.#requests.map((r) => r.since))
    return Math.min(...this.#sleepers.map((s) => s.at)) < oldest + LONGEST
  }

  kill(run: number): void {
    this.#dead.add(run)
  }

  isDead(run: number): boolean {
    return this.#dead.has(run)
  }

  #letOne({ pick, fate }: Rules): void {
    const [one] = this.#requests.splice(pick(this.#requests.map((r) => r.run)), 1)
    if (one === undefined) return
    const what = fate(one.name)
    this.trace.push(`${one.run}:${one.name}${what === 'answered' ? '' : ` ${what}`}`)
    this.now += 20
    if (what !== 'killed-before') one.go(what)
    if (what.startsWith('killed')) this.kill(one.run)
  }

  #advance(): void {
    const next = Math.min(...this.#sleepers.map((s) => s.at))
    this.now = Math.max(this.now, next)
    const due = this.#sleepers.filter((s) => s.at <= this.now)
    this.#sleepers = this.#sleepers.filter((s) => s.at > this.now)
    for (const s of due) s.wake()
  }
}

/** Until every promise that can go on has gone on. */
async function idle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
}
