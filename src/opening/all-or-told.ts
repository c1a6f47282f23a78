import { ProfileError, UsageError } from '../errors.ts'

/** What each finds; where some find a mistake of the person, one error with all of them: a ProfileError where the profile has some. */
export function allOrTold<A, B, C>(...asked: readonly [() => A, () => B, () => C]): readonly [A, B, C] {
  const lines: string[] = []
  let wrong: ProfileError | null = null
  const answer = <T>(ask: () => T): { readonly value: T } | null => {
    try {
      return { value: ask() }
    } catch (error) {
      if (error instanceof ProfileError) wrong = error
      else if (error instanceof UsageError) lines.push(...error.lines)
      else throw error
      return null
    }
  }
  const [a, b, c] = [answer(asked[0]), answer(asked[1]), answer(asked[2])]
  if (a !== null && b !== null && c !== null) return [a.value, b.value, c.value]
  throw together(wrong, lines)
}

function together(wrong: ProfileError | null, lines: readonly string[]): ProfileError | UsageError {
  return wrong === null ? new UsageError(lines) : new ProfileError(wrong.path, wrong.problems, lines)
}
