import { fitted } from '../fit.ts'
import { harmless } from '../harmless.ts'
import type { Io } from '../io.ts'

/** One line on standard error, without a time; what is from outside in it is made harmless. */
export function tellPlain(io: Pick<Io, 'err' | 'terminals'>, line: string): void {
  io.err(`${fitted([harmless(line)], io.terminals.err?.columns() ?? null).join('\n')}\n`)
}
