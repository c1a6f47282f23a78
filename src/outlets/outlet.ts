import { whyOf } from '../file-error.ts'

/**
 * Standard output or standard error. A reader that went away must not kill a run that is about to attach what it has created; any other
 * failure loses what was to be told, and is kept.
 */
export class Outlet {
  /** Why something could not be written; null while everything could. */
  lost: string | null = null
  readonly #open: () => NodeJS.WriteStream
  readonly #onLost: (why: string) => void
  #stream: NodeJS.WriteStream | undefined

  /** `open` is called when it is first wanted: that costs a part of the start-up. `onLost` is called once. */
  constructor(open: () => NodeJS.WriteStream, onLost: (why: string) => void) {
    this.#open = open
    this.#onLost = onLost
  }

  get stream(): NodeJS.WriteStream {
    this.#stream ??= this.#open().on('error', (error) => this.#fail(error))
    return this.#stream
  }

  write(text: string): void {
    this.stream.write(text)
  }

  #fail(error: Error): void {
    if (this.lost !== null || ('code' in error && error.code === 'EPIPE')) return
    this.lost = whyOf(error)
    this.#onLost(this.lost)
  }
}
