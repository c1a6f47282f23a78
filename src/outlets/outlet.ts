import { fstatSync, writeSync } from 'node:fs'
import { whyOf } from '../file-error.ts'

/**
 * Standard output or standard error. A reader that went away must not kill a run that is about to attach what it has created; any other
 * failure loses what was to be told, and is kept.
 */
export class Outlet<Stream extends NodeJS.WritableStream = NodeJS.WriteStream> {
  /** Why something could not be written; null while everything could. */
  lost: string | null = null
  readonly #descriptor: number
  readonly #open: () => Stream
  readonly #onLost: (why: string) => void
  #stream: Stream | undefined

  /** `open` is called when only a stream will do: making one costs a part of the start-up. `onLost` is called once. */
  constructor(descriptor: number, open: () => Stream, onLost: (why: string) => void) {
    this.#descriptor = descriptor
    this.#open = open
    this.#onLost = onLost
  }

  /** Whether it may be a terminal. Its stream would know for certain, but has to be made, with Node's networking where it is a pipe. */
  get isDevice(): boolean {
    try {
      return fstatSync(this.#descriptor).isCharacterDevice()
    } catch {
      return false
    }
  }

  /** Whether everything was written at once, so that nothing is left to wait for. */
  get isDone(): boolean {
    return this.#stream === undefined
  }

  get stream(): Stream {
    this.#stream ??= this.#open().on('error', (error) => this.#fail(error))
    return this.#stream
  }

  write(text: string): void {
    const rest = this.#stream === undefined ? this.#writeNow(Buffer.from(text)) : text
    if (rest.length > 0) this.stream.write(rest)
  }

  /** What is left of it: the stream knows how to wait for a slow reader, and what a failure is. */
  #writeNow(bytes: Buffer): Buffer {
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done)
    } catch {
      return bytes.subarray(done)
    }
    return bytes.subarray(done)
  }

  #fail(error: Error): void {
    if (this.lost !== null || ('code' in error && error.code === 'EPIPE')) return
    this.lost = whyOf(error)
    this.#onLost(this.lost)
  }
}
