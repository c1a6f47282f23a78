import type { Instant, Member } from '../model/fleet.ts'

/** When the drain of a member that leaves was begun, by its mark; null when its mark does not tell. */
export function markedAt(_: Member): Instant | null {
  return null
}
