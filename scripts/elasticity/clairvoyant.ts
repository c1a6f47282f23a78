import { lengthOf, loadAt, type Trace } from '../../src/simulate/trace.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

/**
 * The fewest begun hours with which no work is lost, if the future were known: each level of members is an instance of its own that is there
 * whenever it is needed, and every hour of it is used to its end.
 */
export function clairvoyantHours(trace: Trace, min: number): number {
  const length = lengthOf(trace)
  const paidUntil: number[] = []
  let hours = 0
  for (let at = 0; at < length; at += MINUTE) {
    const most = Math.max(loadAt(trace, at), loadAt(trace, at + MINUTE - 1))
    const needed = Math.max(min, Math.ceil(most - 1e-9))
    for (let level = 0; level < needed; level++) {
      if ((paidUntil[level] ?? 0) > at) continue
      paidUntil[level] = at + HOUR
      hours++
    }
  }
  return hours
}
