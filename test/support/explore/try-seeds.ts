import { expect } from 'vitest'
import { knownSeeds } from './known-seeds.ts'

/** The one seed that somebody looks into. */
const ONE = process.env['SEED']
/** As many schedules of each mix as this says. */
const SCHEDULES = process.env['SCHEDULES']

/** What one schedule came to. */
export interface Tried {
  readonly faults: readonly string[]
  readonly trace: readonly string[]
}

/** How long one mix may take: the limit only ends what hangs. */
export const HANGS = 6 * 3_600_000

/** Whether all seeds are tried, not the one that somebody looks into. */
export const triesAll = ONE === undefined

/**
 * Tries every seed of a mix, those that were red once before all others, and fails at the end, with every red one and the walk of the first.
 * Resolves to how many were tried.
 */
export async function trySeeds(
  mix: string,
  usual: number,
  one: (seed: number) => Promise<Tried>,
): Promise<number> {
  const seeds = seedsOf(mix, Number(SCHEDULES ?? usual))
  const red: string[] = []
  let walk = ''
  for (const seed of seeds) {
    const { faults, trace } = await one(seed)
    if (faults.length === 0) continue
    if (red.length === 0) walk = `seed ${seed}:\n${trace.join('\n')}`
    red.push(`seed ${seed}: ${faults.join('; ')}`)
  }
  expect(red, walk).toEqual([])
  return seeds.length
}

function seedsOf(mix: string, count: number): readonly number[] {
  if (ONE !== undefined) return [Number(ONE)]
  const all = Array.from({ length: count }, (_, i) => i + 1)
  return [...(knownSeeds[mix] ?? []).filter((seed) => seed > count), ...all]
}
