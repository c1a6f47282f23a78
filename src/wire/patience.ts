/** How long a process waits for what changes nothing: until a signal, while nothing has been written; after that until a second one. */
export class Patience {
  #wrote = false
  readonly #reads = new AbortController()

  /** `stop` is aborted by the first signal, `again` by the second; each with the signal's name. */
  constructor(stop: AbortSignal, again: AbortSignal) {
    stop.addEventListener('abort', () => {
      if (!this.#wrote) this.#reads.abort(stop.reason)
    })
    again.addEventListener('abort', () => this.#reads.abort(again.reason))
  }

  /** Something is about to be changed: what was begun is finished from now on. */
  wrote(): void {
    this.#wrote = true
  }

  /** Whether anything was sent that changes something. */
  get hasWritten(): boolean {
    return this.#wrote
  }

  /** Aborted when no read is waited for any more, with the signal's name. */
  get reads(): AbortSignal {
    return this.#reads.signal
  }
}
