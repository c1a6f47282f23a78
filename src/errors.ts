import { harmless, harmlessLines } from './harmless.ts'
import { CloudError, type CloudErrorCode } from './cloud.ts'

/** The person's arguments or environment are wrong: nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What is told, line by line. */
  readonly lines: readonly string[]

  constructor(message: string | readonly string[]) {
    const lines = typeof message === 'string' ? [message] : message
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** A signal ended the command before anything was changed. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  readonly signal: string
  /** The signal's number, as Linux has it. */
  readonly number: number

  constructor(signal: string) {
    super(`stopped by ${signal}: nothing was changed`)
    this.signal = signal
    this.number = SIGNAL_NUMBERS[signal] ?? 15
  }
}

/** The exit code of what a signal has ended. */
export function exitOfSignal(signal: string): number {
  return 128 + new StoppedError(signal).number
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
}

/** What `--when` asks for is not known: nothing was changed. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError'
}

/** One thing that is wrong in a profile. */
export interface Problem {
  /** The key, as a path: `instance.region`; empty for the whole file. */
  readonly at: string
  /** Counted from 1; null when the file has no such place. */
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

/** A profile that cannot be used, with everything that is wrong with it at once. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
  readonly path: string
  readonly problems: readonly Problem[]
  /** What is wrong beside the profile, line by line: the token, the environment. */
  readonly beside: readonly string[]

  constructor(path: string, problems: readonly Problem[], beside: readonly string[] = []) {
    super([...problems.map((p) => problemLine(path, p)), ...beside].join('\n'))
    this.path = path
    this.problems = problems
    this.beside = beside
  }
}

/** `web.yaml:7: instance.regin: unknown key, did you mean region?`. */
function problemLine(path: string, { at, line, message }: Problem): string {
  const place = line === null ? path : `${path}:${line}`
  return at === '' ? `${place}: ${message}` : `${place}: ${at}: ${message}`
}

/** An error as it is told: the exit code, a name for programs, and the text. */
export interface ErrorReport {
  /** 1 to 3, or 128 and the number of a signal. */
  readonly exitCode: number
  readonly code: keyof typeof ERROR_MEANINGS
  readonly message: string
  readonly problems: readonly Problem[]
  /** The signal that ended it. */
  readonly stoppedBy?: string
}

/** Every code that `error.code` can have, with the exit code that it goes with, why, and what to do. */
export const ERROR_MEANINGS = {
  usage: [2, 'the command line or the environment is wrong', 'correct it as told; nothing was sent'],
  profile: [
    2,
    'the profile is wrong, or names a file of user data or a variable that is not to be had here; every mistake is told at once, with its line',
    'correct them; nothing was sent',
  ],
  'token-refused': [
    3,
    'Linode does not know the token, or it has ended',
    'create a new one, and put it where the old one was found, which -v tells',
  ],
  'missing-scope': [
    3,
    'the token may not do this',
    'create one with linodes:read_write, nodebalancers:read_write and events:read_only',
  ],
  'not-found': [
    3,
    'something that the profile names does not exist',
    'correct the id in the profile; linode-autoscale check names them all',
  ],
  'label-taken': [
    3,
    'an instance of that label exists, and is not of this fleet',
    'rename or adopt it; another number is tried by the next run',
  ],
  'address-taken': [
    3,
    'the config has a backend node with that address, and no list shows it',
    'run it again; the next run attaches what is left',
  ],
  'no-capacity': [
    3,
    'the region, or the placement group, has no room for that type now',
    'give instance.type a list, or wait',
  ],
  refused: [
    3,
    'Linode says no, or what the account shows does not fit what was asked; the reason is told',
    'as told',
  ],
  unreachable: [
    3,
    'something is set wrong between here and the API: its URL, a certificate, a proxy; it is told at once',
    'correct it as told; [network](network.md) has the whole of it',
  ],
  stopped: ['128 + signal', 'a signal ended it before anything was changed', 'run it again'],
  unavailable: [3, 'no usable answer after all retries', 'wait; the next run goes on from what is there'],
  incomplete: [
    3,
    'a list could not be read whole, or an answer lacks what is needed',
    'run it again; if it stays so, report it',
  ],
  blind: [
    3,
    'backend nodes of the fleet serve, or are all that is seen of it, and their Linodes are not in the list that the token shows: absence proves nothing',
    'use a token of a user who sees every Linode of the account, or rename the backend nodes that are told; nothing was changed',
  ],
  'condition-unknown': [
    3,
    'nobody knows whether the condition of --when holds: Prometheus does not answer, or does not measure this fleet',
    'look at Prometheus and its rules; without --when the run goes on',
  ],
  'change-failed': [
    1,
    'a change failed: Linode refused it, whatever for, or it was begun and not finished; each step is told with its cause',
    'as its cause has it; then run it again, or let reconcile: the next run goes on from what is there',
  ],
  bug: [1, 'a mistake of linode-autoscale', 'report it, with the text'],
} as const satisfies Readonly<
  Record<
    CloudErrorCode | 'usage' | 'profile' | 'condition-unknown' | 'change-failed' | 'bug',
    readonly [1 | 2 | 3 | '128 + signal', string, string]
  >
>

/** The one table of errors: who must act decides the exit code. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof ProfileError) {
    return { exitCode: 2, code: 'profile', message: profileText(error), problems: error.problems }
  }
  if (error instanceof UsageError)
    return { exitCode: 2, code: 'usage', message: harmlessLines(error.lines), problems: [] }
  if (error instanceof StoppedError)
    return {
      exitCode: 128 + error.number,
      code: 'stopped',
      message: error.message,
      problems: [],
      stoppedBy: error.signal,
    }
  if (error instanceof ConditionError) {
    return { exitCode: 3, code: 'condition-unknown', message: harmless(error.message), problems: [] }
  }
  if (error instanceof CloudError) {
    const { code, message, remedy } = error
    return {
      exitCode: 3,
      code,
      message: harmless(remedy === null ? message : `${message}; ${remedy}`),
      problems: [],
    }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    exitCode: 1,
    code: 'bug',
    message: `this is a mistake of linode-autoscale: ${harmlessLines(message.split('\n')).replaceAll('\n', '\n  ')}`,
    problems: [],
  }
}

function profileText({ problems, path, beside }: ProfileError): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return harmlessLines([
    `the profile ${path} has ${count}; nothing was sent`,
    ...problems.map((p) => problemLine(path, p)),
    ...beside,
  ])
}
