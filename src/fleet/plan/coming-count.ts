import type { Census } from '../sight/census.ts'

/** Members that will be in service without another create. */
export function comingCount(census: Census): number {
  return census.all.filter((c) => c.coming).length
}
