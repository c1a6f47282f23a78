import type { Hook, HookMoment } from '../../fleet/model/hook.ts'
import { harmlessLines } from '../../harmless.ts'
import { cleaner } from './cleaner.ts'
import { HookProcess, type ProcessEnd } from './hook-process.ts'

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
  /** Blotted out of what a hook writes, wherever it has them from. */
  readonly secrets: readonly string[]
}

/** All that a hook keeps of our environment: no token, nor where one is found. */
const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER', 'TMPDIR'] as const
const PREFIX = 'LINODE_AUTOSCALE_'

/** A runner of hooks. A hook has ended when it has exited, at the latest two seconds after its time, whatever it has left running. */
export function hookRunner(world: HookWorld): RunHook {
  return async (moment, hook, facts) => {
    if (world.stop.aborted) return `stopped by ${String(world.stop.reason)}: not run`
    const child = start(world, moment, hook, facts)
    let why: string | null = null
    const end = (reason: string): void => {
      why ??= reason
      child.kill()
    }
    const stopped = (): void => end(`killed: stopped by ${String(world.stop.reason)}`)
    const timer = setTimeout(() => end(`killed after ${hook.timeout / 1000}s`), hook.timeout)
    world.stop.addEventListener('abort', stopped)
    const ended = await child.ended
    clearTimeout(timer)
    world.stop.removeEventListener('abort', stopped)
    return why ?? whyFailed(ended, hook.command[0])
  }
}

function start(world: HookWorld, moment: HookMoment, { command }: Hook, facts: HookFacts): HookProcess {
  const who = facts['MEMBER'] === undefined ? '' : `${facts['MEMBER']}: `
  const clean = cleaner(world.secrets)
  return new HookProcess({
    command,
    env: environment(world.env, { HOOK: moment, ...facts }),
    longestLine: clean.longest,
    line: (line) => world.write(`${who}${moment}: ${clean.shown(line)}`),
  })
}

function environment(env: HookWorld['env'], facts: HookFacts): Readonly<Record<string, string>> {
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  const told = Object.entries(facts).map(
    ([name, value]) => [`${PREFIX}${name}`, harmlessLines(value.split('\n'))] as const,
  )
  return Object.fromEntries([...kept, ...told])
}

function whyFailed(ended: ProcessEnd, program = ''): string | null {
  switch (ended.kind) {
    case 'not-started':
      return ended.code === 'ENOENT'
        ? `there is no program ${program}, or its interpreter is missing`
        : `it could not be started (${ended.code})`
    case 'deaf':
      return 'killed, and not ended'
    case 'exit':
      if (ended.exitCode === 0) return null
      return ended.signal === null ? `exit code ${ended.exitCode ?? 'unknown'}` : `ended by ${ended.signal}`
  }
}
