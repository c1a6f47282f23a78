import { UsageError } from '../../errors.ts'
import type { Person } from '../../telling/person-at.ts'

/** One thing that a new profile needs to know. */
export interface Question<Value> {
  readonly flag: string
  /** How a person is asked. */
  readonly text: string
  /** What Enter stands for, and what no flag does; null where only a person knows. */
  readonly usual: string | null
  /** What there is, a line each; none where that is not known or anything goes. */
  readonly choices: readonly string[]
  /** Throws a UsageError for what cannot be. */
  readonly parse: (text: string) => Value
}

/** The answer that a flag gives, else the person, else what is usual. A person is asked again after a mistake; a flag's throws a UsageError. */
export async function answerTo<Value>(
  question: Question<Value>,
  given: string | undefined,
  person: Person | null,
): Promise<Value> {
  const { usual, parse } = question
  if (given !== undefined) return parse(given)
  if (person === null) return parse(usual ?? '')
  let told = listOf(question, person, false)
  for (;;) {
    const text = (await person.ask(told, promptOf(question))).trim()
    if (text === '?') told = listOf(question, person, true)
    else
      try {
        return parse(text || (usual ?? ''))
      } catch (error) {
        if (!(error instanceof UsageError)) throw error
        told = [error.message]
      }
  }
}

/** Rows of a terminal that the question itself and what was said before it take. */
const KEPT = 4

function listOf({ choices }: Question<unknown>, person: Person, all: boolean): readonly string[] {
  const room = Math.max(1, person.rows() - KEPT)
  const shown = choices.map((line) => `  ${line}`)
  if (all || shown.length <= room) return shown
  return [...shown.slice(0, room), `  and ${choices.length - room} more: ? lists them all`]
}

function promptOf({ text, usual }: Question<unknown>): string {
  return usual === null ? `${text}:` : `${text} [${usual}]:`
}
