/** What a command of ours does to a fleet. */
export type Direction = 'scale-out' | 'scale-in' | 'both'

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['scale-out', 'scale-out'],
  ['scale-in', 'scale-in'],
  ['follow', 'both'],
  ['reconcile', 'both'],
])

/** Where a command line takes a fleet; null when it scales nothing. */
export function directionOf(args: readonly string[]): Direction | null {
  const word = args.find((arg) => DIRECTIONS.has(arg))
  return word === undefined ? null : (DIRECTIONS.get(word) ?? null)
}
