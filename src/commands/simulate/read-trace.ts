import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { prometheusSource } from '../../opening/prometheus-source.ts'
import { readable } from '../../profile/find-profile.ts'
import type { Profile } from '../../profile/profile.ts'
import { parseTrace, TraceError } from '../../simulate/parse-trace.ts'
import { SHAPES, shape } from '../../simulate/shapes.ts'
import { lengthOf, peakOf, scaled, type RawTrace, type Trace } from '../../simulate/trace.ts'
import { workHistory } from '../../trigger/work-history.ts'
import { numberOf, timeOf } from './cloud-numbers-of.ts'

/** Where a load comes from, as it was typed. */
export interface TraceFlags {
  readonly trace?: string
  readonly last?: string
  readonly load?: string
  readonly points?: string
  readonly perMember?: string
  readonly peak?: string
  readonly seed?: string
}

/** A load in members that it keeps fully busy, and how many of its points had to be filled in. */
export interface ReadTrace {
  readonly trace: Trace
  readonly gaps: number
  /** When it begins, where that is known. */
  readonly start: number | null
}

const USUAL_SHAPE_PEAK = 10

/** The load that is asked for. Throws a UsageError with what is wrong, and its line. */
export async function readTrace(flags: TraceFlags, profile: Profile, io: Io): Promise<ReadTrace> {
  const given = [flags.trace, flags.last, flags.load].filter((flag) => flag !== undefined)
  if (given.length !== 1)
    throw new UsageError('give one load: --trace FILE, --last 7d, or --load day|week|flash|ramp|spikes')
  if (flags.perMember !== undefined && flags.peak !== undefined)
    throw new UsageError('--per-member and --peak both say how much a member does: give one')
  const raw = await rawTrace(flags, profile, io)
  return { trace: inMembers(raw, flags), gaps: raw.gaps, start: raw.start ?? null }
}

async function rawTrace(flags: TraceFlags, profile: Profile, io: Io): Promise<RawTrace> {
  if (flags.trace !== undefined) return traceFrom(flags.trace, flags, io)
  if (flags.last !== undefined) return await lastOf(flags.last, profile, io)
  const name = SHAPES.find((each) => each === flags.load)
  if (name === undefined) throw new UsageError(`--load ${flags.load}: there are ${SHAPES.join(', ')}`)
  return { ...shape(name, numberOf('--seed', flags.seed, { usual: 1, from: 0, to: 4_294_967_295 })), gaps: 0 }
}

function traceFrom(path: string, { points }: TraceFlags, io: Io): RawTrace {
  const text = readable(path, io.files)
  if (text === null) throw new UsageError(`--trace ${path} does not exist`)
  try {
    return parseTrace(text, { step: timeOf('--points', points, 60_000) })
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(`--trace ${path}: ${error.message}`)
    throw error
  }
}

const DAY = 86_400_000

async function lastOf(text: string, profile: Profile, io: Io): Promise<RawTrace> {
  const days = /^([1-9]\d{0,2})d$/.exec(text)?.[1]
  const ms = days === undefined ? timeOf('--last', text, 0, 600_000) : Number(days) * DAY
  const source = prometheusSource(io, profile)
  if (source === null) throw new UsageError('--last wants prometheus.url in the profile')
  const to = io.clock.wall()
  const raw = await workHistory(source, { from: to - ms, to }).catch((error: unknown) => {
    throw new UsageError(`--last ${text}: ${error instanceof Error ? error.message : String(error)}`)
  })
  return { ...raw, start: to - lengthOf(raw) }
}

function inMembers(raw: RawTrace, { load, perMember, peak }: TraceFlags): Trace {
  const most = peakOf(raw)
  if (most === 0) throw new UsageError('the load is zero all the time')
  const wanted =
    peak ?? (load === undefined ? undefined : perMember === undefined ? String(USUAL_SHAPE_PEAK) : undefined)
  if (wanted !== undefined)
    return scaled(raw, numberOf('--peak', wanted, { usual: 0, from: 0.01, to: 10_000 }) / most)
  return scaled(raw, 1 / numberOf('--per-member', perMember, { usual: 1, from: 1e-9, to: 1e12 }))
}
