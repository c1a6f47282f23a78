/** Milliseconds since 1970 of a time as the API writes it, which is UTC and mostly does not say so (`2026-11-23T14:03:22`); NaN where it is none. */
export function utc(text: string): number {
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
}
