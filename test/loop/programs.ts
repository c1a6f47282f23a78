import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program of the loop, writing its log beside its files; ended when it is disposed of. */
export class Program implements AsyncDisposable {
  readonly #child
  readonly #gone
  readonly #log: string

  constructor(
    readonly name: string,
    program: string,
    args: readonly string[],
    { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.#child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#gone = once(this.#child, 'exit')
    this.#log = join(folder, `${name}.log`)
    const log = createWriteStream(this.#log)
    this.#child.stdout.pipe(log, { end: false })
    this.#child.stderr.pipe(log)
  }

  /** Waits until it answers at a URL; throws with the end of its log after ten seconds. */
  async ready(url: string): Promise<this> {
    const giveUp = performance.now() + 10_000
    while (performance.now() < giveUp) {
      const response = await fetch(url).catch(() => null)
      if (response?.ok === true) return this
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`${this.name} does not answer at ${url}\n${readFileSync(this.#log, 'utf8').slice(-2000)}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill()
    await this.#gone
  }
}
