import type { Policy } from './policy.ts'

/** The lowest min and the highest max that a profile ever has, whatever the time. */
export function widestSize({ min, max, schedule = [] }: Policy['size']): {
  readonly min: number
  readonly max: number
} {
  return { min, max: Math.max(max, ...schedule.map((entry) => entry.max ?? entry.min ?? max)) }
}
