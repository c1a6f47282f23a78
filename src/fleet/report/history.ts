import type { Activity, Fleet, Instant } from '../model/fleet.ts'

/** One change of a fleet's size, and how many members there were after it. */
export interface HistoryEntry extends Activity {
  /** Null for one that failed or has not ended: it changed nothing, or not yet. */
  readonly sizeAfter: number | null
}

/** What became of a fleet over some time, from the account's events and nothing else. */
export interface History {
  readonly fleet: string
  readonly from: Instant
  readonly to: Instant
  readonly size: number
  /** Oldest first. */
  readonly changes: readonly HistoryEntry[]
}

/** The fleet's changes from `from` on, their sizes reckoned back from the members there are. Changes of instances that are visibly somebody else's are left out. */
export function historyOf(
  fleet: Fleet,
  activity: readonly Activity[],
  { name, from }: { readonly name: string; readonly from: Instant },
): History {
  const strangers = new Set(fleet.strangers.map((i) => i.id))
  const mine = activity
    .filter((a) => a.at > from && a.at <= fleet.observedAt && !strangers.has(a.instance))
    .toSorted((a, b) => b.at - a.at || b.instance - a.instance || (a.action < b.action ? 1 : -1))
  let size = fleet.members.length
  const changes = mine.map((a): HistoryEntry => {
    if (a.failed || a.pending === true) return { ...a, sizeAfter: null }
    const sizeAfter = size
    size = Math.max(0, size + (a.action === 'create' ? -1 : 1))
    return { ...a, sizeAfter }
  })
  return {
    fleet: name,
    from,
    to: fleet.observedAt,
    size: fleet.members.length,
    changes: changes.toReversed(),
  }
}

/** How many members there were at the end of each of `steps` equal parts of the time. */
export function sizesOf({ from, to, size, changes }: History, steps: number): readonly number[] {
  const known = changes.filter((c) => c.sizeAfter !== null)
  return Array.from({ length: steps }, (_, i) => {
    const at = from + ((to - from) * (i + 1)) / steps
    const before = known.findLast((c) => c.at <= at)
    if (before !== undefined) return before.sizeAfter ?? size
    const [first] = known
    return first === undefined ? size : sizeBefore(first)
  })
}

function sizeBefore({ action, sizeAfter }: HistoryEntry): number {
  return Math.max(0, (sizeAfter ?? 0) + (action === 'create' ? -1 : 1))
}
