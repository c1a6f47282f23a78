import * as z from 'zod/mini'

/** A schema with the text that editors show for it. */
export const said = <T extends z.ZodMiniType>(schema: T, text: string): T => schema.check(z.describe(text))
/** A whole number within bounds. */
export const whole = (from: number, to: number) =>
  z
    .int('expected a whole number')
    .check(z.gte(from, `must be at least ${from}`), z.lte(to, `must be at most ${to}`))
/** A text that is not empty. */
export const text = (longest: number) =>
  z
    .string('expected text')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(longest, `must have at most ${longest} characters`),
    )
/** An id of the API. */
export const id = () => whole(1, Number.MAX_SAFE_INTEGER)
