import type { FleetGroup } from '../account/fleet-group.ts'
import { describeError } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { printFleets } from '../telling/print-fleets.ts'
import { reportError } from '../telling/report-error.ts'
import { readProfile } from './open-fleet.ts'

type FleetResult = Parameters<typeof printFleets>[2]['results'][number]

/** Which fleet it is the turn of. */
export interface Turn {
  readonly profile?: string
  readonly group?: FleetGroup
}

/** A command for one fleet: resolves to the exit code. */
export type Story = (turn: Turn, io: Io) => Promise<number>

/** What is carried out, and how it is told. */
interface Taking {
  readonly command: string
  readonly json: boolean
  readonly io: Io
}

/** Carries a command out for each of several profiles, one after the other; one fleet's failure is told and does not stop the others. A signal ends it after the turn that it comes in. */
export async function takeTurns(
  taking: Taking,
  paths: readonly string[],
  story: Story,
): Promise<readonly FleetResult[]> {
  const group = { policies: policiesOf(paths, taking.io) }
  const results: FleetResult[] = []
  for (const profile of paths) {
    if (!taking.io.stop.aborted) results.push(await take({ profile, group }, taking, story))
  }
  return results
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
  { command, json, io }: Taking,
  story: Story,
): Promise<FleetResult> {
  let said = ''
  const out = (text: string): void => {
    said += text
    if (!json) io.out(text)
  }
  const own = { ...io, out }
  try {
    return resultOf(turn.profile, await story(turn, own), said)
  } catch (error) {
    const code = reportError(error, { json, command }, own)
    return resultOf(turn.profile, code, said === '' ? describeError(error).message : said)
  }
}

// What colours a terminal.
const PAINT = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g')

function resultOf(path: string, code: number, said: string): FleetResult {
  return { path, code, last: lastOf(said.replaceAll(PAINT, '').trimEnd().split('\n')), printed: parsed(said) }
}

/** The last line, with what it goes on from where it was broken for the terminal. */
function lastOf(lines: readonly string[]): string {
  const from = lines.findLastIndex((line) => !line.startsWith(' '))
  return lines
    .slice(Math.max(0, from))
    .map((line) => line.trim())
    .join(' ')
}

function parsed(said: string): object {
  try {
    const value: unknown = JSON.parse(said)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
