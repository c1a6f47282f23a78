import { observeFleet } from '../../apply/run.ts'
import { UsageError } from '../../errors.ts'
import type { Fleet } from '../../fleet/model/fleet.ts'
import { statusReport } from '../../fleet/report/status-report.ts'
import type { Io } from '../../io.ts'
import { statusJson } from '../../render/status-json.ts'
import { statusLines } from '../../render/status-lines.ts'
import { costOf } from './cost-of.ts'
import { eachFleet } from '../../opening/each-fleet.ts'
import { findElsewhere, type FoundElsewhere } from '../../opening/find-elsewhere.ts'
import { openFleet, readProfile, type FleetFlags, type OpenFleet } from '../../opening/open-fleet.ts'
import { pricesOf } from '../../opening/prices-of.ts'
import { policyToSee } from '../../opening/policy-with-spec.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { printReport } from '../../telling/print-report.ts'
import { withStatsKept } from '../../opening/with-stats-kept.ts'
import { readLoad, withTurn } from './read-load.ts'
import { printMetrics } from './status-metrics.ts'

/** What `status` takes. */
export interface StatusFlags extends FleetFlags {
  /** Metrics for node_exporter's textfile collector instead of lines. */
  readonly prometheus: boolean
  /** The file that the metrics go to, instead of standard output. */
  readonly out?: string
  /** Every column, with ids. */
  readonly wide: boolean
  /** Redrawn on a terminal until a signal comes. */
  readonly watch: boolean
  /** How often a watch reads the account. */
  readonly every?: string
  /** How far back its changes are told, instead of how it stands. */
  readonly history?: string
}

/** `status`: shows the fleet, or several, as it is now, and writes nothing. Resolves to the exit code. */
export async function status(flags: StatusFlags, io: Io): Promise<number> {
  refuseTogether(flags)
  if (flags.watch) {
    const { watchStatus } = await import('./watch-status.ts')
    return await watchStatus(flags, flags.every, io)
  }
  const { history } = flags
  if (history !== undefined) {
    const { statusHistory } = await import('./status-history.ts')
    return await eachFleet(
      { command: 'status', flags, io },
      async (turn, own) => await statusHistory({ ...flags, ...turn }, history, own),
    )
  }
  return await eachFleet(
    { command: 'status', flags, io },
    async (turn, own) => await showFleet({ ...flags, ...turn }, own),
  )
}

async function showFleet(flags: StatusFlags, io: Io): Promise<number> {
  const opened = await openFleet(io, flags, readProfile(io, flags))
  const open = withStatsKept(opened, flags.group?.policies.length)
  const [{ fleet }, read] = await Promise.all([
    observeFleet(open, !flags.prometheus),
    flags.prometheus ? null : readLoad(open),
  ])
  const load = await withTurn(io, open, fleet, read)
  const [cost, beyond, policy] = await Promise.all([
    costOf(open.cloud, fleet),
    lookBeyond(flags, open, fleet),
    policyToSee(open, fleet),
  ])
  const remarks = [...open.profile.remarks, ...(beyond?.unread ?? []).map((what) => `not read: ${what}`)]
  const report = statusReport(fleet, policy, { cost, remarks, elsewhere: beyond?.left ?? null })
  stopHere(io)
  if (flags.prometheus) return printMetrics({ report, load, ...(await pricesOf(open, fleet)) }, flags.out, io)
  printReport(
    io,
    flags,
    { report, load },
    {
      json: (told) => statusJson(told.report, told.load),
      lines: (told, paint, columns) =>
        statusLines(told.report, paint, told.load, { columns, isWide: flags.verbose || flags.wide }),
    },
  )
  return report.problems.length > 0 ? 3 : 0
}

/** Metrics are read again and again, and tell nothing of it. */
async function lookBeyond(
  { prometheus }: StatusFlags,
  { cloud, policy }: OpenFleet,
  fleet: Fleet,
): Promise<FoundElsewhere | null> {
  return prometheus ? null : await findElsewhere(cloud, fleet, { policy, everywhere: false })
}

/** One picture at a time, and none beside the requests that `--verbose` tells. */
function refuseTogether(flags: StatusFlags): void {
  const { json, verbose, prometheus, watch, every, out, otherProfiles, history } = flags
  if (history !== undefined && (watch || prometheus))
    throw new UsageError('--history is told once and in lines: give it without --watch and --prometheus')
  const given = Object.entries({ '--watch': watch, '--prometheus': prometheus, '--json': json })
  const names = given.flatMap(([name, on]) => (on ? [name] : []))
  if (names.length > 1) throw new UsageError(`${names.join(' and ')} exclude each other: give one`)
  if (watch && verbose) throw new UsageError('--watch and --verbose exclude each other: give one')
  if (!prometheus && out !== undefined)
    throw new UsageError('--out is where --prometheus writes: give --prometheus too')
  if (prometheus && otherProfiles !== undefined)
    throw new UsageError('--prometheus writes one fleet to one file: give --profile once')
  if (!watch && every !== undefined)
    throw new UsageError('--every is how often --watch looks: give --watch too')
}
