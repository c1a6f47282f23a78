import type { Fleet, Instant } from '../model/fleet.ts'
import { creations, deletions, type SizeChange } from './last-changes.ts'

/**
 * How many members there were at the end of each of `steps` equal parts of the time from `from` to `now`, reckoned back from those
 * there are; null when the events cannot be read.
 */
export function sizeHistory(
  fleet: Fleet,
  { from, now, steps }: { readonly from: Instant; readonly now: Instant; readonly steps: number },
): readonly number[] | null {
  if (fleet.activity === null) return null
  const made = eachOnce(creations(fleet))
  const gone = eachOnce(deletions(fleet))
  return Array.from({ length: steps }, (_, i) => {
    const at = from + ((now - from) * (i + 1)) / steps
    return Math.max(0, fleet.members.length - after(made, at) + after(gone, at))
  })
}

/** A creation is in the events and in the list of instances. */
function eachOnce(changes: readonly SizeChange[]): readonly SizeChange[] {
  return [...new Map(changes.map((c) => [c.instance, c])).values()]
}

function after(changes: readonly SizeChange[], at: Instant): number {
  return changes.filter((c) => c.at > at).length
}
