import type { Clock } from '../../src/clock.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Loading a module takes real time, which nobody sleeps through: so many milliseconds are granted. */
const PATIENCE = 5_000

/** A clock for tests: time passes only when nothing else can go on, and then at once. */
export class VirtualTime implements Clock {
  #now = 0
  #sleepers: Sleeper[] = []
  readonly #onAdvance: (ms: number) => void
  readonly #start: number

  /** `onAdvance` is told of every step of time, so that a sandbox's clock can follow. */
  constructor(start: number, onAdvance: (ms: number) => void) {
    this.#start = start
    this.#onAdvance = onAdvance
  }

  monotonic(): number {
    return this.#now
  }

  wall(): number {
    return this.#start + this.#now
  }

  random(): number {
    return 0.5
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((s) => s !== sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const sleeper = { at: this.#now + ms, wake }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', wake)
    })
  }

  /** Passes time by hand. */
  advance(ms: number): void {
    this.#now += ms
    this.#onAdvance(ms)
  }

  /** Waits for a promise, letting time pass whenever everything sleeps. Fails when nothing ever goes on again. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false }
    const end = work.finally(() => (state.settled = true))
    end.catch(() => undefined)
    for (let patience = PATIENCE; !state.settled;) {
      await idle()
      if (state.settled) break
      if (this.#sleepers.length > 0) this.#wakeNext()
      else if (patience-- > 0) await aMoment()
      else throw new Error('everything waits and nobody sleeps: a promise never settles')
    }
    return await end
  }

  #wakeNext(): void {
    const next = Math.min(...this.#sleepers.map((s) => s.at))
    if (next > this.#now) this.advance(next - this.#now)
    const due = this.#sleepers.filter((s) => s.at <= this.#now)
    for (const s of due) s.wake()
  }
}

/** Until every promise that can go on has gone on. */
async function idle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** A moment of real time, in which modules may be loaded. */
export async function aMoment(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 1))
}
