import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
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

/** `follow`: one turn, or with `--every` one after the other until a signal ends it. Resolves to the exit code. */
export async function follow(flags: FollowFlags, io: Io): Promise<number> {
  const { every } = flags
  const found = readProfile(io, flags)
  if (found.profile.policy.load === undefined) {
    throw new UsageError(
      `follow goes by the load: give load.target or load.signals in ${found.profile.path}, or use scale-out, scale-in and reconcile`,
    )
  }
  if (every === undefined) return await scale('follow', { ...flags, wait: false }, io)
  if (flags.dryRun) throw new UsageError('--every and --dry-run exclude each other: a dry run is one turn')
  const { keepFollowing } = await import('./keep-following.ts')
  return await keepFollowing(flags, { found, every: intervalOf(every) }, io)
}

function intervalOf(text: string): number {
  const ms = isDuration(text) ? milliseconds(text) : 0
  if (ms >= SHORTEST && ms <= LONGEST) return ms
  throw new UsageError(`--every ${text}: give a duration from 5s to 10m, such as 15s`)
}
