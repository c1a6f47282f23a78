import type { Policy } from './policy.ts'

/** A mark tells its instant roughly, and clocks differ. */
const MARGIN = 15_000

/** How old a mark has to be, in milliseconds, before a later turn takes its drain for ended. */
export function drainTime({ scaleIn }: Pick<Policy, 'scaleIn'>): number {
  return scaleIn.drain + MARGIN
}
