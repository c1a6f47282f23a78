import { UsageError } from '../../errors.ts'
import type { RefreshWish } from '../../fleet/plan/refresh-wish.ts'
import type { Io } from '../../io.ts'
import type { FleetFlags } from '../../opening/open-fleet.ts'
import { ageMilliseconds, isAge } from '../../profile/age.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { scale } from './scale.ts'

/** What `refresh` takes. */
export interface RefreshFlags extends FleetFlags {
  readonly surge?: string
  readonly until?: string
  readonly olderThan?: string
  readonly bake?: string
  readonly keepPaidHours: boolean
  readonly force: boolean
  readonly dryRun: boolean
  readonly yes?: boolean
  readonly when?: string | true
  readonly logFile?: string
}

/** `refresh`: replaces members that were made from another spec than the profile has now. Resolves to the exit code. */
export async function refresh(flags: RefreshFlags, io: Io): Promise<number> {
  const { dryRun, yes, json, verbose, profile, when, logFile } = flags
  const asked = {
    wish: wishOf(flags),
    bake: bakeOf(flags.bake),
    ...(flags.olderThan === undefined ? {} : { olderThan: ageOf(flags.olderThan) }),
  }
  return await scale(
    'refresh',
    {
      ...(profile === undefined ? {} : { profile }),
      ...(flags.otherProfiles === undefined ? {} : { otherProfiles: flags.otherProfiles }),
      ...(when === undefined ? {} : { when }),
      ...(logFile === undefined ? {} : { logFile }),
      dryRun,
      ...(yes === undefined ? {} : { yes }),
      json,
      verbose,
      force: flags.force,
      wait: true,
      refresh: asked,
    },
    io,
  )
}

function wishOf({ surge = '1', until, keepPaidHours }: RefreshFlags): RefreshWish {
  return {
    surge: whole('--surge', surge, 100),
    until: until === undefined ? null : untilOf(until),
    baked: new Set(),
    hasFailed: false,
    keepsPaidHour: keepPaidHours,
  }
}

function untilOf(text: string): RefreshWish['until'] {
  return text.endsWith('%')
    ? { kind: 'percent', n: whole('--until', text.slice(0, -1), 100) }
    : { kind: 'members', n: whole('--until', text, 1000) }
}

function whole(flag: string, text: string, most: number): number {
  const n = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (n >= 1 && n <= most) return n
  throw new UsageError(`${flag} ${text}: give a whole number from 1 to ${most}`)
}

const LONGEST_BAKE = 3_600_000

function bakeOf(text = '1m'): number {
  const ms = isDuration(text) ? milliseconds(text) : Number.NaN
  if (ms >= 0 && ms <= LONGEST_BAKE) return ms
  throw new UsageError(`--bake ${text}: give a duration of at most 1h, such as 5m`)
}

function ageOf(text: string): number {
  if (isAge(text) && ageMilliseconds(text) > 0) return ageMilliseconds(text)
  throw new UsageError(`--older-than ${text}: give an age, such as 30d or 12h`)
}
