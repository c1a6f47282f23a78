/** Work that waits longer than this is given up: a real server would have timed out. Milliseconds of one core. */
const LONGEST_QUEUE = 1000

/** The processor time of one instance since it was switched on, in seconds of one core. */
export interface CpuTime {
  readonly busy: number
  readonly idle: number
}

/**
 * How busy an instance's cores are: requests cost time, and something else may burn a share of it.
 * It runs on real time, as Prometheus does, whatever the sandbox's clock says.
 */
export class CpuLoad {
  readonly #cores: number
  readonly #now: () => number
  #last: number
  #waiting = 0
  #busy = 0
  #idle = 0

  /** `now` is a monotonic clock in milliseconds. */
  constructor(cores: number, now: () => number) {
    this.#cores = cores
    this.#now = now
    this.#last = now()
  }

  /** One request costs so many milliseconds of one core. */
  spend(ms: number): void {
    this.#waiting = Math.min(this.#waiting + ms, LONGEST_QUEUE * this.#cores)
  }

  /** The time spent until now, while a share (0 to 1) of all cores was busy with something else. */
  read(burns: number): CpuTime {
    const now = this.#now()
    const capacity = (now - this.#last) * this.#cores
    const others = capacity * burns
    const requests = Math.min(this.#waiting, capacity - others)
    this.#last = now
    this.#waiting -= requests
    this.#busy += (others + requests) / 1000
    this.#idle += (capacity - others - requests) / 1000
    return { busy: this.#busy, idle: this.#idle }
  }
}
