import type { StatusReport } from '../fleet/status-report.ts'
import type { Io } from '../io.ts'
import { statusMetrics } from '../render/status-metrics.ts'
import { refuse } from './refuse.ts'

/** `status --prometheus`: metrics, or nothing at all when the account lacks what the profile names. Resolves to the exit code. */
export function printMetrics(report: StatusReport, io: Io): number {
  refuse(report.problems)
  io.out(`${statusMetrics(report).join('\n')}\n`)
  return 0
}
