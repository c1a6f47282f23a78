import type { Instant } from './fleet.ts'
import type { Spec } from './spec.ts'

/** What there was in a member's place before it: two specs back, in short. */
export interface Former {
  /** The spec of whoever it was made in place of. */
  readonly last: string
  /** When that one was made, to the minute. */
  readonly since: Instant
  /** The spec of whoever that one was made in place of; null where it was made for itself. */
  readonly before: string | null
}

const FORMER = /^former:(\d{1,6}-[0-9a-z]{8,10})\.([0-9a-z]{1,6})(?:\.(\d{1,6}-[0-9a-z]{8,10}))?$/
const MINUTE = 60_000

/** So much of a spec as tells it from another one: `1-848c844353`. */
export function shortSpec({ version, hash }: Spec): string {
  return `${version}-${hash.slice(0, 10)}`
}

/** The tag that a member is born with which is made in place of one of another spec, at most 50 characters: `former:1-848c844353.htxks.1-666136b7a0`. */
export function formerTag({ last, since, before }: Former): string {
  const minute = Math.floor(since / MINUTE).toString(36)
  return `former:${last}.${minute}${before === null ? '' : `.${before}`}`
}

/** What an instance's tags say of those before it; null where nothing is said, or twice. */
export function formerOf(tags: readonly string[]): Former | null {
  const said = tags.flatMap((tag) => {
    const [, last, minute, before = null] = FORMER.exec(tag) ?? []
    return last === undefined || minute === undefined
      ? []
      : [{ last, since: Number.parseInt(minute, 36) * MINUTE, before }]
  })
  const [first] = said
  return said.length === 1 && first !== undefined ? first : null
}
