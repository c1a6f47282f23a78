import { isoInstant } from './instant.ts'

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** An instant, and how far it is from now: `2026-11-23T12:05:00Z (in 4m)`, `2026-11-23T11:57:00Z (3m ago)`. */
export function when(at: number, now: number): string {
  return `${isoInstant(at)} (${distance(at, now)})`
}

/** `in 4m`, `3m ago`, `now`. */
export function distance(at: number, now: number): string {
  const far = roughly(Math.abs(at - now))
  if (far === '') return 'now'
  return at > now ? `in ${far}` : `${far} ago`
}

/** The largest unit of which there are two, or one and nothing smaller: 90 minutes are 90m, two days are 2d. */
function roughly(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= 2 * each) ?? ['s', 1_000]
  const n = Math.floor(ms / size)
  return n === 0 ? '' : `${n}${unit}`
}
