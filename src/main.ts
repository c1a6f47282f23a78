import { setMaxListeners } from 'node:events'
import type { Account } from './account/account.ts'
import type { Probe } from './account/probe.ts'
import { runCli } from './cli.ts'
import type { Clock } from './clock.ts'
import type { Connection, Io, Reach, Terminal } from './io.ts'
import type { Cloud } from './cloud.ts'
import { appendLine } from './outlets/append-line.ts'
import { Outlet } from './outlets/outlet.ts'
import { tryToWrite, writeWhole } from './outlets/write-whole.ts'
import { StoppedError } from './errors.ts'
import { installedIn } from './outlets/installed-in.ts'
import { Patience } from './wire/patience.ts'
import { diskFiles } from './profile/files.ts'

export { helpTexts } from './cli.ts'

/** What the launcher knows before this file is loaded. */
export interface Start {
  readonly args: readonly string[]
  readonly version: string
  /** Calls back with the name of every signal, also with those that came before. */
  readonly onSignal: (take: (name: string) => void) => void
}

/** How long what is under way may take after a run that a signal ended, in milliseconds. */
const LINGER = 1_000
/** The exit code of a run whose result nobody could read. */
const LOST = 1
/** The same signal sent twice at once, by a terminal and by a program between, is one. */
const ONE_SIGNAL = 150
/** What has written nothing is over by then, whatever it waits for. */
const AT_THE_LATEST = 3_000

/** Runs one command line in this process and leaves its exit code in `process.exitCode`. */
export async function main({ args, version, onSignal }: Start): Promise<void> {
  const stop = new AbortController()
  const again = new AbortController()
  const patience = new Patience(stop.signal, again.signal)
  // Every wait of every fleet listens to them, and Node takes more than ten for a leak.
  setMaxListeners(0, stop.signal, again.signal, patience.reads)
  onSignal(takeSignals(stop, again, patience))
  const code = await runCli(args, processIo(version, stop.signal, patience))
  process.exitCode = code === 0 && standardOutput.lost !== null ? LOST : code
  // Node would wait for what its compiler and its collector are doing, which nobody needs any more.
  if (standardOutput.isDone && standardError.isDone) process.exit()
  // A look that is still under way when a signal ends a watch would keep its prompt away until the API answers.
  if (stop.signal.aborted) setTimeout(() => process.exit(), LINGER).unref()
}

const standardError = new Outlet(
  2,
  () => process.stderr,
  () => undefined,
)
/** What was to be told and could not be is a failure: whoever reads it takes silence for an answer. */
const standardOutput = new Outlet(
  1,
  () => process.stdout,
  (why) => {
    standardError.write(`error: standard output cannot be written: ${why}\n`)
    process.exitCode ||= LOST
  },
)

/** The first signal stops; a second one ends what is still waited for. */
function takeSignals(
  stop: AbortController,
  again: AbortController,
  patience: Patience,
): (name: string) => void {
  let first = 0
  return (name) => {
    if (stop.signal.aborted) {
      if (performance.now() - first > ONE_SIGNAL) again.abort(name)
      return
    }
    first = performance.now()
    stop.abort(name)
    const { number } = new StoppedError(name)
    setTimeout(() => patience.hasWritten || process.exit(128 + number), AT_THE_LATEST).unref()
  }
}

function processIo(version: string, stop: AbortSignal, patience: Patience): Io {
  return {
    env: process.env,
    version,
    get home() {
      return installedIn(process.argv[1])
    },
    clock: machineClock,
    files: diskFiles,
    write: writeWhole,
    tryToWrite,
    append: appendLine,
    out: (text) => standardOutput.write(text),
    err: (text) => standardError.write(text),
    terminals: {
      get out() {
        return standardOutput.isDevice ? terminalOf(standardOutput.stream) : null
      },
      get err() {
        return standardError.isDevice ? terminalOf(standardError.stream) : null
      },
    },
    get ask() {
      return process.stdin.isTTY && process.stdout.isTTY
        ? async (question: string) => await ask(question, stop)
        : null
    },
    stop,
    patience,
    every: (ms, tick) => {
      const timer = setInterval(tick, ms)
      return () => clearInterval(timer)
    },
    connect: async (connection) => await connect(connection, version),
    account: async (connection) => await account(connection, version),
    probe: async (connection) => await probe(connection, version),
  }
}

/** https://no-color.org: any value but an empty one turns colours off. */
function terminalOf(stream: NodeJS.WriteStream): Terminal | null {
  if (!stream.isTTY) return null
  const isDumb = process.env['TERM'] === 'dumb'
  const plain = (process.env['NO_COLOR'] ?? '') !== '' || isDumb
  const size = { columns: () => stream.columns || 80, rows: () => stream.rows || 24 }
  return { ...size, color: !plain, ...(isDumb ? { isDumb } : {}) }
}

async function ask(question: string, stop: AbortSignal): Promise<string> {
  const { askOnTerminal } = await import('./telling/ask-on-terminal.ts')
  return await askOnTerminal(question, stop)
}

/** Loaded only once there is a profile and a token to use it with: the client is half of the start-up. */
async function connect(connection: Connection, version: string): Promise<Cloud> {
  const { linodeCloud } = await import('./linode/linode-cloud.ts')
  return linodeCloud({ ...connection, clock: machineClock, version })
}

async function account(reach: Reach, version: string): Promise<Account> {
  const { linodeAccount } = await import('./linode/linode-account.ts')
  return linodeAccount({ ...reach, clock: machineClock, version })
}

async function probe(reach: Reach, version: string): Promise<Probe> {
  const { linodeProbe } = await import('./linode/linode-probe.ts')
  return linodeProbe({ ...reach, clock: machineClock, version })
}

const machineClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  sleep: async (ms, signal) => {
    if (signal?.aborted === true) return
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal?.addEventListener('abort', end)
    })
  },
}
