import { describeError } from '../errors.ts'
import { allHarmless, harmless } from '../harmless.ts'
import type { Io } from '../io.ts'
import { fitted } from '../fit.ts'
import { paintFor } from '../render/paint.ts'

/** Tells an error once, as text on standard error or as JSON on standard output. Returns the exit code. */
export function reportError(
  error: unknown,
  flags: { readonly json: boolean; readonly command: string | null },
  io: Io,
): number {
  const { exitCode, code, message, problems } = describeError(error)
  if (flags.json) {
    const report = {
      version: 1,
      command: flags.command === null ? null : harmless(flags.command),
      result: code === 'stopped' ? 'stopped' : 'failed',
      error: { code, message, ...(problems.length > 0 ? { problems: allHarmless(problems) } : {}) },
    }
    io.out(`${JSON.stringify(report, null, 2)}\n`)
  } else {
    const { err } = io.terminals
    const text = `${paintFor(err?.color ?? false).red('error:')} ${message}`
    io.err(`${fitted(text.split('\n'), err?.columns() ?? null).join('\n')}\n`)
  }
  return exitCode
}
