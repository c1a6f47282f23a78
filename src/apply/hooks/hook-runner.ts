import { kill } from 'node:process'
import { execa } from 'execa'
import { harmlessLines } from '../../harmless.ts'
import type { Hook, HookMoment } from '../../fleet/model/hook.ts'

/** What a hook is told: variables of its environment, without their prefix. */
export type HookFacts = Readonly<Record<string, string>>

/** Runs a hook to its end. Resolves to null when it exited with 0, else to what went wrong; never rejects. */
export type RunHook = (moment: HookMoment, hook: Hook, facts: HookFacts) => Promise<string | null>

/** What running hooks needs of the world. */
export interface HookWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes each line that a hook writes, to standard output or error, with a prefix that says whose it is. */
  readonly write: (line: string) => void
  /** Aborted by a signal: a hook that runs is killed, and none is started. */
  readonly stop: AbortSignal
}

/** All that a hook keeps of our environment: no token, nor where one is found. */
const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER', 'TMPDIR'] as const
const PREFIX = 'LINODE_AUTOSCALE_'
/** Between SIGTERM and SIGKILL, in milliseconds. */
const GRACE = 2_000
const LONGEST_LINE = 2_000

/** A runner of hooks: each in a process group of its own, so that nothing it has started outlives its time. */
export function hookRunner(world: HookWorld): RunHook {
  return async (moment, hook, facts) => {
    if (world.stop.aborted) return `stopped by ${String(world.stop.reason)}: not run`
    const child = start(world, moment, hook, facts)
    const who = facts['MEMBER'] === undefined ? '' : `${facts['MEMBER']}: `
    const ending = new Ending(child.pid)
    const stopped = (): void => ending.begin(`killed: stopped by ${String(world.stop.reason)}`)
    const timer = setTimeout(() => ending.begin(`killed after ${hook.timeout / 1000}s`), hook.timeout)
    world.stop.addEventListener('abort', stopped)
    try {
      for await (const line of child.iterable({ from: 'all' }))
        world.write(`${who}${moment}: ${line.slice(0, LONGEST_LINE)}`)
    } catch {
      // The result below says why.
    }
    const result = await child
    clearTimeout(timer)
    world.stop.removeEventListener('abort', stopped)
    ending.settle()
    return ending.why ?? (result.failed ? whyFailed(result) : null)
  }
}

function start({ env }: HookWorld, moment: HookMoment, { command }: Hook, facts: HookFacts) {
  const [file, ...args] = command
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  const told = Object.entries({ HOOK: moment, ...facts }).map(
    ([name, v]) => [`${PREFIX}${name}`, harmlessLines(v.split('\n'))] as const,
  )
  return execa(file, args, {
    env: Object.fromEntries([...kept, ...told]),
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  })
}

function whyFailed(result: {
  readonly exitCode?: number | undefined
  readonly signal?: string | undefined
  readonly code?: string | undefined
}): string {
  if (result.code === 'ENOENT') return 'there is no such program, or its interpreter is missing'
  if (result.code !== undefined) return `it could not be started (${result.code})`
  return result.signal === undefined
    ? `exit code ${result.exitCode ?? 'unknown'}`
    : `ended by ${result.signal}`
}

/** The end of a process group before its time. */
class Ending {
  why: string | null = null
  readonly #group: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(group: number | undefined) {
    this.#group = group
  }

  begin(why: string): void {
    if (this.why !== null) return
    this.why = why
    this.#send('SIGTERM')
    this.#timer = setTimeout(() => this.#send('SIGKILL'), GRACE)
  }

  /** The hook itself has ended: what it has started and left behind ends with it, if it was to end. */
  settle(): void {
    clearTimeout(this.#timer)
    if (this.why !== null) this.#send('SIGKILL')
  }

  #send(signal: 'SIGTERM' | 'SIGKILL'): void {
    try {
      if (this.#group !== undefined) kill(-this.#group, signal)
    } catch {
      // Nobody of the group is left.
    }
  }
}
