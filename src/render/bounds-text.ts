import { byText } from '../fleet/bounds/by-text.ts'
import type { BoundBy, Bounds } from '../fleet/model/bounds.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import type { Size } from '../fleet/model/size.ts'
import { when } from '../fleet/model/when.ts'

/** Which bounds hold, what sets them, and until when, with how far that is from now where that is given; none where the base size is all there is. */
export function boundsLines({ bounds }: Size, now: Instant | null): readonly string[] {
  return bounds === undefined ? [] : [boundsText(bounds, now)]
}

/** `min 4 (mon-fri 07:30 to 19:00 Europe/Madrid), max 12 until 2026-11-26T18:00:00Z (in 4m), then min 2, max 12`. */
function boundsText({ min, max, minBy, maxBy, next }: Bounds, at: Instant | null): string {
  const now = `min ${min}${byText(minBy)}, max ${max}${byText(maxBy)}`
  if (next === null) return now
  const until = at === null ? isoInstant(next.at) : when(next.at, at)
  return `${now} until ${until}, then min ${next.min}, max ${next.max}`
}

/** Sizes for programs, with what sets the bounds beside them. */
export function sizeJson({ serving, total, min, max, bounds }: Size): object {
  const size = { serving, total, min, max }
  return bounds === undefined ? { size } : { size, bounds: boundsJson(bounds) }
}

function boundsJson({ minBy, maxBy, next, leaves, trimAbove, floor }: Bounds): object {
  return {
    min_by: byJson(minBy),
    max_by: byJson(maxBy),
    until: next === null ? null : isoInstant(next.at),
    next: next === null ? null : { min: next.min, max: next.max },
    removal_leaves: leaves,
    trims_above: trimAbove,
    floor: floor === null ? null : { min: floor.n, until: isoInstant(floor.until) },
  }
}

function byJson(by: BoundBy): string {
  return typeof by === 'string' ? by : `schedule ${by.schedule}`
}
