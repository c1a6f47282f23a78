import type { Io } from '../io.ts'
import { printFleets } from '../telling/print-fleets.ts'
import type { FleetFlags } from './open-fleet.ts'
import { profilePaths } from './profile-paths.ts'
import { takeTurns, type Story } from './take-turns.ts'

/** What is carried out, and for which profiles. */
interface Asked {
  readonly command: string
  readonly flags: FleetFlags
  readonly io: Io
}

/**
 * Carries a command out for every profile it is given, one after the other; one fleet's failure does not stop the others. Of a single
 * profile nothing is different. Resolves to the worst exit code.
 */
export async function eachFleet(asked: Asked, story: Story): Promise<number> {
  const { command, flags, io } = asked
  const paths = profilePaths(flags, io)
  const [only] = paths
  if (only === undefined) return await story({}, io)
  if (paths.length === 1) return await story({ profile: only, group: { policies: [] } }, io)
  const results = await takeTurns({ command, json: flags.json, io }, paths, story)
  printFleets(io, flags, { command, results })
  return Math.max(0, ...results.map(({ code }) => code))
}
