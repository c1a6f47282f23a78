import * as z from 'zod/mini'
import { DURATION, milliseconds } from './duration.ts'
import { nameUnseen } from './invisible.ts'

/** A schema with the text that editors show for it. */
export const said = <T extends z.ZodMiniType>(schema: T, text: string): T => schema.check(z.describe(text))
/** A part that may be left out. It is built for a profile that has it: building all of them takes longer than reading the profile. */
export const optional = <T extends z.ZodMiniType>(build: () => T) => {
  const part = z.lazy(build)
  // Zod would build it to learn whether a missing one has a default, and none has.
  Object.defineProperty(part._zod, 'optin', { value: undefined })
  return z.optional(part)
}
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
/** A text on one line in which everything is seen: an escape such as "\\u200b" puts into a value what the file itself does not hold. */
export const plainText = (longest: number) => text(longest).check(judged(whyNotPlain))
/** A check that says by itself why a text is refused. */
export const judged =
  (why: (text: string) => string | null) =>
  ({ value, issues }: z.core.ParsePayload<string>): void => {
    const message = why(value)
    if (message !== null) issues.push({ code: 'custom', message, input: value })
  }
function whyNotPlain(value: string): string | null {
  if (/[\n\r\t]/.test(value)) return 'holds a line end or a tab'
  const unseen = nameUnseen(value)
  if (unseen !== null) return `holds ${unseen}, which nobody sees`
  return value.trim() === value ? null : 'begins or ends with a blank'
}

/** Beginnings of the tags that say what a member was made from and whose place it takes. */
const OWN_TAGS = /^(?:spec|replaces|renew-failed|former):/i

function whyNoTag(value: string): string | null {
  return OWN_TAGS.test(value)
    ? `begins like a tag that linode-autoscale gives itself: take another word than ${value.split(':')[0]}`
    : whyNotPlain(value)
}

/** A tag, as Linode takes it. */
export const tag = () =>
  z
    .string('expected text')
    .check(
      z.minLength(3, 'is too short: tags have 3 to 50 characters'),
      z.maxLength(50, 'is too long: tags have 3 to 50 characters'),
      judged(whyNoTag),
    )
/** Why a name of a file leads nowhere; null when it may lead somewhere. */
export const whyNotFound = (name: string): string | null =>
  /^~|^\$|^%[hH]/.test(name)
    ? 'begins with what only a shell or a unit fills in: write the whole path, or one that is relative to this profile'
    : null
/** The name of a file; a relative one is relative to the profile. */
export const file = () => text(4096).check(judged(whyNotFound))
/** An id of the API. */
export const id = () => whole(1, Number.MAX_SAFE_INTEGER)
/** A duration, such as `90s`. */
export const duration = (what: string) =>
  said(
    z
      .string('write a duration, such as 90s, 5m or 1h')
      .check(z.regex(DURATION, { error: 'write a duration, such as 90s, 5m or 1h', abort: true })),
    what,
  )
/** A duration within reason. */
export const durationUpTo = (longest: '1h' | '24h', what: string) =>
  duration(`${what} At most ${longest}.`).check(
    z.refine((text) => milliseconds(text) <= milliseconds(longest), `must be at most ${longest}`),
  )
/** A part of a whole. */
export const ratio = (what: string) =>
  said(
    z.number('expected a number from 0 to 1').check(z.gt(0, 'must be above 0'), z.lt(1, 'must be below 1')),
    what,
  )
