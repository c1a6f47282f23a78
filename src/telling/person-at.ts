import { fitted } from '../fit.ts'
import { harmless } from '../harmless.ts'
import type { Io } from '../io.ts'

/** Somebody at a terminal, who can be asked. */
export interface Person {
  /** Shows lines, fitted and harmless, and below them asks for one. Rejects with a UsageError at Ctrl-C and Ctrl-D. */
  ask(shown: readonly string[], prompt: string): Promise<string>
  /** Lines as the terminal shows them. */
  fitted(lines: readonly string[]): readonly string[]
  /** How many rows the terminal has. */
  rows(): number
}

/** The person at this terminal; null where nobody could answer, or where asking would stand in the way of what programs read. */
export function personAt({ ask, terminals }: Io, { json }: { readonly json: boolean }): Person | null {
  if (ask === null || json) return null
  const { out } = terminals
  const shown = (lines: readonly string[]): readonly string[] =>
    fitted(lines.map(harmless), (out?.columns() ?? 80) - 1)
  return {
    ask: async (lines, prompt) => await ask(`${shown([...lines, prompt]).join('\n')} `),
    fitted: shown,
    rows: () => out?.rows() ?? 24,
  }
}
