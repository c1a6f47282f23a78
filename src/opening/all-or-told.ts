import { UsageError } from '../errors.ts'

/** What each finds; where some find a mistake of the person, one UsageError with all of them. */
export function allOrTold<A, B, C, D>(
  ...asked: readonly [() => A, () => B, () => C, () => D]
): readonly [A, B, C, D] {
  const lines: string[] = []
  const answer = <T>(ask: () => T): { readonly value: T } | null => {
    try {
      return { value: ask() }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      lines.push(...error.lines)
      return null
    }
  }
  const [a, b, c, d] = [answer(asked[0]), answer(asked[1]), answer(asked[2]), answer(asked[3])]
  if (a === null || b === null || c === null || d === null) throw new UsageError(lines)
  return [a.value, b.value, c.value, d.value]
}
