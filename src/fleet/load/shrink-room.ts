import type { Fleet, Instant } from '../model/fleet.ts'
import type { LoadPolicy } from '../model/load-policy.ts'
import { deletions } from '../sight/last-changes.ts'

/** How many removals the pace of shrinking leaves. */
export interface ShrinkRoom {
  /** New removals that are allowed now. */
  readonly left: number
  /** Removals within the window so far: finished and under way. */
  readonly gone: number
  readonly most: number
  /** When the oldest of them leaves the window; null when none is in it. */
  readonly until: Instant | null
}

/**
 * The pace: within one window at most half of those that were in service go, at least one; in an outage one. `serving` are those in
 * service, `leaving` those under way.
 */
export function shrinkRoom(
  fleet: Fleet,
  { window, stepIn }: LoadPolicy,
  now: Instant,
  of: { readonly serving: number; readonly leaving: number; readonly isOutage: boolean },
): ShrinkRoom {
  const recent = [...new Map(deletions(fleet).map((d) => [d.instance, d])).values()].filter(
    (d) => d.at > now - window,
  )
  const gone = recent.length + of.leaving
  const half = Math.max(1, Math.floor((of.serving + gone) / 2))
  const most = Math.min(of.isOutage ? 1 : half, stepIn === null ? Infinity : stepIn + recent.length)
  const oldest = recent.map((d) => d.at).sort((a, b) => a - b)[0]
  return {
    left: Math.max(0, most - gone),
    gone,
    most,
    until: oldest === undefined ? null : oldest + window,
  }
}
