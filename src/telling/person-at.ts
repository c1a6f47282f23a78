import { fitted } from '../fit.ts'
import { harmless } from '../harmless.ts'
import type { Io } from '../io.ts'

/** Somebody at a terminal, who can be asked. */
export interface Person {
  /** Shows lines, fitted and harmless, and below them asks for one. Rejects with a UsageError at Ctrl-C and Ctrl-D. */
  ask(shown: readonly string[], prompt: string): Promise<string>
  /** How many rows the terminal has. */
  rows(): number
}

/** The person at this terminal; null where nobody could answer, or where asking would stand in the way of what programs read. */
export function personAt({ ask, terminals }: Io, { json }: { readonly json: boolean }): Person | null {
  if (ask === null || json) return null
  const { out } = terminals
  return {
    ask: async (shown, prompt) => {
      const question = [...shown, prompt].map(harmless)
      return await ask(`${fitted(question, (out?.columns() ?? 80) - 1).join('\n')} `)
    },
    rows: () => out?.rows() ?? 24,
  }
}
