/** A load over time, in members that it keeps fully busy. */
export interface Trace {
  /** Between two points, in milliseconds. */
  readonly step: number
  readonly points: readonly number[]
}

/** A trace as it was read, in its own unit. */
export interface RawTrace extends Trace {
  /** How many points were missing and filled in between their neighbours. */
  readonly gaps: number
  /** When it begins, where its points have times. */
  readonly start?: number
}

/** The load at a moment from the trace's begin; between two points on the line that joins them, after the last as the last. */
export function loadAt({ step, points }: Trace, ms: number): number {
  const at = ms / step
  const before = Math.floor(at)
  const [a = 0, b] = [points[Math.min(before, points.length - 1)], points[before + 1]]
  return b === undefined ? a : a + (b - a) * (at - before)
}

/** How long a trace goes on, in milliseconds. */
export function lengthOf({ step, points }: Trace): number {
  return step * points.length
}

/** The most of a trace. */
export function peakOf({ points }: Trace): number {
  return points.reduce((most, p) => Math.max(most, p), 0)
}

/** A trace in another unit. */
export function scaled({ step, points }: Trace, factor: number): Trace {
  return { step, points: points.map((p) => p * factor) }
}
