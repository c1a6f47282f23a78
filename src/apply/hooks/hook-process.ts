import { spawn, type ChildProcess } from 'node:child_process'
import { kill } from 'node:process'
import { LineTaker } from './line-taker.ts'

/** How a program that was started came to its end. */
export type ProcessEnd =
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'exit'; readonly exitCode: number | null; readonly signal: string | null }
  /** It was killed, and has not ended all the same. */
  | { readonly kind: 'deaf' }

/** What is started. */
export interface ProcessStart {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  /** Characters of a line that are kept. */
  readonly longestLine: number
  /** Takes each line of its output, standard output and error alike. */
  readonly line: (line: string) => void
}

/** Between SIGTERM and SIGKILL, in milliseconds. */
const GRACE = 2_000
/** What was written before the end may still be on its way, in milliseconds. */
const MOMENT = 200

/** A program in a process group of its own. Its end is its own exit, whatever it has left running and whoever still holds its output. */
export class HookProcess {
  readonly ended: Promise<ProcessEnd>
  #resolve: (end: ProcessEnd) => void = () => undefined
  #child: ChildProcess | null = null
  #timers: ReturnType<typeof setTimeout>[] = []
  #isKilled = false

  constructor(start: ProcessStart) {
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve
    })
    try {
      this.#begin(start)
    } catch (error) {
      this.#end({ kind: 'not-started', code: codeOf(error) })
    }
  }

  /** Asks the whole group to end, and ends it two seconds later; whether it has ended or not, this process is waited for no longer. */
  kill(): void {
    if (this.#isKilled) return
    this.#isKilled = true
    this.#signal('SIGTERM')
    this.#timers.push(setTimeout(() => this.#end({ kind: 'deaf' }), GRACE))
  }

  #begin({ command: [file, ...args], env, longestLine, line }: ProcessStart): void {
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const takers = [child.stdout, child.stderr].map((stream) => {
      const taker = new LineTaker(longestLine, line)
      stream.on('data', (bytes: Buffer) => taker.write(bytes))
      return { stream, taker }
    })
    child.once('error', (error) => this.#end({ kind: 'not-started', code: codeOf(error) }))
    child.once('exit', (exitCode, signal) => {
      const told = (): void => {
        for (const { stream, taker } of takers) leave(stream, taker)
        this.#end({ kind: 'exit', exitCode, signal })
      }
      // Whoever else holds the output is not waited for.
      this.#timers.push(setTimeout(told, this.#isKilled ? 0 : MOMENT))
      child.once('close', told)
    })
  }

  #end(end: ProcessEnd): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    // What it has started ends with it, if it was to end.
    if (this.#isKilled) this.#signal('SIGKILL')
    this.#resolve(end)
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const group = this.#child?.pid
    try {
      if (group !== undefined) kill(-group, signal)
    } catch {
      // Nobody of the group is left.
    }
  }
}

/** What a daemon writes later goes nowhere, and neither hurts it nor keeps us here. */
function leave(stream: NodeJS.ReadableStream, taker: LineTaker): void {
  taker.end()
  stream.removeAllListeners('data')
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
