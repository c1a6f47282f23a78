import { CloudError } from './cloud.ts'

/** The person's arguments or environment are wrong: nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
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

  constructor(path: string, problems: readonly Problem[]) {
    super(problems.map((p) => problemLine(path, p)).join('\n'))
    this.path = path
    this.problems = problems
  }
}

/** `web.yaml:7: instance.regin: unknown key, did you mean region?`. */
function problemLine(path: string, { at, line, message }: Problem): string {
  const place = line === null ? path : `${path}:${line}`
  return at === '' ? `${place}: ${message}` : `${place}: ${at}: ${message}`
}

/** An error as it is told: the exit code, a name for programs, and the text. */
export interface ErrorReport {
  readonly exitCode: 1 | 2 | 3
  readonly code: string
  readonly message: string
  readonly problems: readonly Problem[]
}

/** The one table of errors: who must act decides the exit code. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof ProfileError) {
    return { exitCode: 2, code: 'profile', message: profileText(error), problems: error.problems }
  }
  if (error instanceof UsageError) return { exitCode: 2, code: 'usage', message: error.message, problems: [] }
  if (error instanceof ConditionError) {
    return { exitCode: 3, code: 'condition-unknown', message: error.message, problems: [] }
  }
  if (error instanceof CloudError) {
    const { code, message, remedy } = error
    return { exitCode: 3, code, message: remedy === null ? message : `${message}; ${remedy}`, problems: [] }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    exitCode: 1,
    code: 'bug',
    message: `this is a mistake of linode-autoscale: ${message}`,
    problems: [],
  }
}

function profileText({ message, problems, path }: ProfileError): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return `the profile ${path} has ${count}; nothing was sent\n${message}`
}
