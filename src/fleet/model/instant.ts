import type { Instant } from './fleet.ts'

/** An instant as ISO 8601 in UTC to the second, `2026-11-23T14:03:22Z`; the same in text and JSON. */
export function isoInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
