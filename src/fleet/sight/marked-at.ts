import type { Instant, Member } from '../model/fleet.ts'
import { ageOf, markOf } from '../model/mark.ts'

/** When the drain of a member that leaves was begun, by the youngest of its marks; null when its marks do not tell. `now` is on the API's clock. */
export function markedAt({ backends }: Member, now: Instant): Instant | null {
  const since = backends.map((b) => markOf(b.label)?.since ?? null)
  const known = since.flatMap((at) => (at === null ? [] : [now - ageOf(at, now)]))
  return known.length === 0 || known.length < since.length ? null : Math.max(...known)
}
