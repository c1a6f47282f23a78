import type { FleetGroup } from '../account/fleet-group.ts'
import { describeError } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { printFleets } from '../telling/print-fleets.ts'
import { reportError } from '../telling/report-error.ts'
import { readProfile, type FleetFlags } from './open-fleet.ts'
import { profilePaths } from './profile-paths.ts'

type FleetResult = Parameters<typeof printFleets>[2]['results'][number]

/** Which fleet it is the turn of. */
export interface Turn {
  readonly profile?: string
  readonly group?: FleetGroup
}

/** A command for one fleet: resolves to the exit code. */
export type Story = (turn: Turn, io: Io) => Promise<number>

/** What is carried out, and for which profiles. */
export interface Asked {
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
  const group = { policies: paths.length > 1 ? policiesOf(paths, io) : [] }
  if (paths.length === 1) return await story({ profile: only, group }, io)
  const results: FleetResult[] = []
  for (const profile of paths) {
    if (!io.stop.aborted) results.push(await take({ profile, group }, asked, story))
  }
  printFleets(io, flags, { command, results })
  return Math.max(0, ...results.map(({ code }) => code))
}

/** What can be read of the profiles now; what is wrong with the others is told when it is their turn. */
function policiesOf(paths: readonly string[], io: Io): readonly Policy[] {
  return paths.flatMap((profile) => {
    try {
      return [readProfile(io, { json: false, verbose: false, profile }).profile.policy]
    } catch {
      return []
    }
  })
}

/** With --json what the command prints is kept for the one object; else it goes out as it comes. */
async function take(
  turn: Turn & { readonly profile: string },
  { command, flags, io }: Asked,
  story: Story,
): Promise<FleetResult> {
  let said = ''
  const out = (text: string): void => {
    said += text
    if (!flags.json) io.out(text)
  }
  const own = { ...io, out }
  try {
    return resultOf(turn.profile, await story(turn, own), said)
  } catch (error) {
    const code = reportError(error, { json: flags.json, command }, own)
    return resultOf(turn.profile, code, said === '' ? describeError(error).message : said)
  }
}

// What colours a terminal.
const PAINT = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g')

function resultOf(path: string, code: number, said: string): FleetResult {
  const lines = said.replaceAll(PAINT, '').trimEnd().split('\n')
  return { path, code, last: lines.at(-1) ?? '', printed: parsed(said) }
}

function parsed(said: string): object {
  try {
    const value: unknown = JSON.parse(said)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
