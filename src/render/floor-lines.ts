import type { Floor } from '../fleet/model/bounds.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import { when } from '../fleet/model/when.ts'

/** What ending the floors of a fleet came to. */
export interface FloorReport {
  readonly fleet: string
  /** Whose tags keep them. */
  readonly nodeBalancer: NodeBalancerId
  /** Those that somebody has set meanwhile. */
  readonly left: readonly Floor[]
  /** When that was seen. */
  readonly at: Instant
}

/** The same for programs, version 1. */
export function floorJson({ fleet, left: [floor] }: FloorReport): object {
  const kept = floor === undefined ? null : { min: floor.n, until: isoInstant(floor.until) }
  return { version: 1, command: 'scale-out', fleet, result: 'done', floor: kept }
}

/** Told in a line. */
export function floorLines({ fleet, nodeBalancer, left: [floor], at }: FloorReport): readonly string[] {
  if (floor === undefined) return [`${fleet}: no floor`]
  const until = when(floor.until, at)
  return [
    `${fleet}: a floor of ${floor.n} again until ${until}, by somebody else, in the tags of NodeBalancer ${nodeBalancer}`,
  ]
}
