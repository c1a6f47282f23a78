import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { eachFleet } from '../../opening/each-fleet.ts'
import { readProfile, type FleetFlags, type FoundFleet } from '../../opening/open-fleet.ts'
import { profilePaths } from '../../opening/profile-paths.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { reportError } from '../../telling/report-error.ts'
import { logLine } from '../../telling/tell-progress.ts'
import { scale } from './scale.ts'

/** What `follow` takes. */
export interface FollowFlags extends FleetFlags {
  /** How often a resident one takes its turn; undefined for one turn. */
  readonly every?: string
  readonly dryRun: boolean
  readonly force: boolean
  readonly logFile?: string
}

const SHORTEST = 5_000
const LONGEST = 600_000

/**
 * `follow`: one turn, or with `--every` one after the other until a signal ends it; of several fleets each by itself, and what fails in one
 * stops no other. Resolves to the exit code, the worst of all fleets.
 */
export async function follow(flags: FollowFlags, io: Io): Promise<number> {
  const { every } = flags
  if (every === undefined)
    return await eachFleet(
      { command: 'follow', flags, io },
      async (turn, own) => await followOnce({ ...flags, ...turn }, own),
    )
  if (flags.dryRun) throw new UsageError('--every and --dry-run exclude each other: a dry run is one turn')
  const interval = intervalOf(every)
  const { otherProfiles: _, ...own } = flags
  const [only, ...others] = profilePaths(flags, io)
  const staying = { every: interval, fleets: others.length + 1 }
  if (only === undefined) return await stay(own, staying, io)
  if (others.length === 0) return await stay({ ...own, profile: only }, staying, io)
  const codes = await Promise.all(
    [only, ...others].map(async (profile) => await stayOrTell({ ...own, profile }, staying, io)),
  )
  return Math.max(...codes)
}

async function followOnce(flags: FollowFlags, io: Io): Promise<number> {
  findSized(flags, io)
  return await scale('follow', { ...flags, wait: false }, io)
}

/** How often turns are taken, and of how many fleets by this process. */
interface Staying {
  readonly every: number
  readonly fleets: number
}

async function stay(flags: FollowFlags, staying: Staying, io: Io): Promise<number> {
  const found = findSized(flags, io)
  const { keepFollowing } = await import('./keep-following.ts')
  return await keepFollowing(flags, { found, ...staying }, io)
}

/** A fleet that cannot be followed at all ends here, and is told. */
async function stayOrTell(
  flags: FollowFlags & { readonly profile: string },
  staying: Staying,
  io: Io,
): Promise<number> {
  try {
    return await stay(flags, staying, io)
  } catch (error) {
    logLine(io, `${flags.profile}: not followed`)
    return reportError(error, { json: flags.json, command: 'follow' }, io)
  }
}

function findSized(flags: FollowFlags, io: Io): FoundFleet {
  const found = readProfile(io, flags)
  if (found.profile.policy.load !== undefined) return found
  throw new UsageError(
    `follow goes by the load: give load.target or load.signals in ${found.profile.path}, or use scale-out, scale-in and reconcile`,
  )
}

function intervalOf(text: string): number {
  const ms = isDuration(text) ? milliseconds(text) : 0
  if (ms >= SHORTEST && ms <= LONGEST) return ms
  throw new UsageError(`--every ${text}: give a duration from 5s to 10m, such as 15s`)
}
