import { observeFleet } from '../apply/run.ts'
import { UsageError } from '../errors.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { statusReport, type StatusReport } from '../fleet/status-report.ts'
import type { Io } from '../io.ts'
import { statusJson } from '../render/status-json.ts'
import { statusLines } from '../render/status-lines.ts'
import { openFleet, readProfile, type FleetFlags, type OpenFleet } from './open-fleet.ts'
import { hourlyPrices } from './prices.ts'
import { printReport } from './print-report.ts'
import { printMetrics } from './status-metrics.ts'

/** What `status` takes. */
export interface StatusFlags extends FleetFlags {
  /** Metrics for node_exporter's textfile collector instead of lines. */
  readonly prometheus: boolean
}

/** `status`: shows the fleet as it is now, and writes nothing. Resolves to the exit code. */
export async function status(flags: StatusFlags, io: Io): Promise<number> {
  if (flags.prometheus && flags.json)
    throw new UsageError('--prometheus and --json exclude each other: give one')
  const open = await openFleet(io, flags, readProfile(io, flags))
  const { fleet } = await observeFleet(open)
  const report = statusReport(fleet, open.policy, await costOf(open, fleet), open.profile.remarks)
  if (flags.prometheus) return printMetrics(report, io)
  printReport(io, flags, statusJson(report), (paint) => statusLines(report, paint))
  return report.problems.length > 0 ? 3 : 0
}

async function costOf({ cloud }: OpenFleet, fleet: Fleet): Promise<StatusReport['cost']> {
  const types = fleet.members.map((m) => m.instance.type)
  const prices = await hourlyPrices(cloud, types)
  if (prices === null) return null
  const sum = (of: 'hourly' | 'monthly'): number =>
    types.reduce((total, type) => total + (prices.get(type)?.[of] ?? 0), 0)
  return { hourly: sum('hourly'), monthly: sum('monthly') }
}
