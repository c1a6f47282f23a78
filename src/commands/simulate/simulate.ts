import type { Io } from '../../io.ts'
import { settingsOf } from '../../monitoring/settings.ts'
import { mondayBefore } from '../../fleet/bounds/monday-before.ts'
import { openFleet, readProfile, type FleetFlags, type FoundFleet } from '../../opening/open-fleet.ts'
import { hourlyPrices } from '../../opening/prices.ts'
import type { Profile } from '../../profile/profile.ts'
import { percentLine } from '../../render/percent-line.ts'
import {
  simulationJson,
  simulationLines,
  type SimulationReport,
  type SimulationRun,
} from '../../render/simulation-lines.ts'
import { simulationSvg } from '../../render/simulation-svg.ts'
import { advise } from '../../simulate/advice.ts'
import { subjectOf } from '../../simulate/profile-subject.ts'
import { simulate as simulateOne, type Settings } from '../../simulate/simulate.ts'
import { lengthOf, peakOf, type Trace } from '../../simulate/trace.ts'
import { printReport } from '../../telling/print-report.ts'
import { cloudNumbersOf, timeOf, type NumberFlags } from './cloud-numbers-of.ts'
import { readTrace, type TraceFlags } from './read-trace.ts'

/** What `simulate` takes; numbers as they were typed. */
export interface SimulateFlags extends FleetFlags, NumberFlags, TraceFlags {
  /** Other profiles to run beside it. */
  readonly with: readonly string[]
  readonly every?: string
  readonly svg?: string
}

/** Columns of a terminal that does not tell. */
const USUAL = 80

/** A year of tries would take longer than anybody waits for advice. */
const ADVISED = 31 * 86_400_000

/** `simulate`: what profiles would do with a load. Writes nothing but a picture. Resolves to the exit code. */
export async function simulate(flags: SimulateFlags, io: Io): Promise<number> {
  const numbers = cloudNumbersOf(flags)
  const every = timeOf('--every', flags.every, 15_000)
  const found = [
    readProfile(io, flags),
    ...flags.with.map((profile) => readProfile(io, { ...flags, profile })),
  ]
  const { trace, gaps, start } = await readTrace(flags, foundFirst(found), io)
  const settings = {
    numbers,
    every,
    start: start ?? mondayBefore(zoneOf(foundFirst(found)), io.clock.wall()),
    skips: true,
  }
  const runs: SimulationRun[] = []
  for (const each of found) runs.push(await runOne(each, { trace, settings, flags }, io))
  const report: SimulationReport = {
    points: trace.points.length,
    stepSeconds: trace.step / 1000,
    gaps,
    peak: peakOf(trace),
    runs,
  }
  if (flags.svg !== undefined) io.write(flags.svg, simulationSvg(runs))
  printReport(io, flags, report, {
    json: simulationJson,
    lines: (told, paint, columns) => simulationLines(told, paint, { verbose: flags.verbose, columns }),
  })
  return 0
}

function foundFirst([first]: readonly FoundFleet[]): Profile {
  if (first === undefined) throw new Error('no profile')
  return first.profile
}

/** A week by formula begins on a Monday, where the schedule's clocks hang. */
function zoneOf({ policy: { size } }: Profile): string {
  return size.schedule?.[0]?.timezone ?? 'UTC'
}

interface Asked {
  readonly trace: Trace
  readonly settings: Settings
  readonly flags: SimulateFlags
}

async function runOne(found: FoundFleet, { trace, settings, flags }: Asked, io: Io): Promise<SimulationRun> {
  const { profile } = found
  const hourly = await priceOf(found, flags, io)
  const own = subjectOf(
    profile.path,
    profile.policy,
    settingsOf(profile, { profile: profile.path, program: 'linode-autoscale' }),
  )
  const subject = {
    ...own,
    prices: hourly === null ? null : { hourly: new Map([['', hourly]]), dearest: hourly },
  }
  const told = isDrawnOver(io) ? { ...settings, tell: progressOn(io, profile.path) } : settings
  const result = simulateOne(subject, trace, told)
  const advice = lengthOf(trace) <= ADVISED ? advise(subject, trace, settings, result) : null
  if (isDrawnOver(io)) io.err('\r\u001B[K')
  const isUnheld = profile.policy.size.maxHourly !== undefined && hourly === null
  return { ...result, advice, hourly, isUnheld }
}

function isDrawnOver({ terminals: { err } }: Io): boolean {
  return err !== null && err.isDumb !== true
}

function progressOn(io: Io, path: string): (part: number) => void {
  const columns = io.terminals.err?.columns() ?? USUAL
  return (part) => io.err(`\r\u001B[K${percentLine(part, path, columns)}`)
}

/** A price is worth showing where there is a token, and never worth failing for. */
async function priceOf(found: FoundFleet, flags: FleetFlags, io: Io): Promise<number | null> {
  try {
    const { cloud, profile } = await openFleet(io, { ...flags, verbose: false }, found)
    const prices = await hourlyPrices(cloud, [profile.instance.type])
    return prices?.get(profile.instance.type)?.hourly ?? null
  } catch {
    return null
  }
}
