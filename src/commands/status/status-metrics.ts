import type { Load, StatusReport } from '../../fleet/report/status-report.ts'
import type { Prices } from '../../fleet/model/prices.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { statusMetrics } from '../../render/status-metrics.ts'
import { refuse } from '../../opening/refuse.ts'

/** What is measured of a fleet. */
interface Measured {
  readonly report: StatusReport
  readonly load: Load | null
  /** What `size.max_hourly` goes by. */
  readonly prices?: Prices | null
}

/** `status --prometheus`: metrics, or nothing at all when the account lacks what the profile names; to a file whole or not at all. Resolves to the exit code. */
export function printMetrics(
  { report, load, prices = null }: Measured,
  out: string | undefined,
  io: Io,
): number {
  refuse(report.problems)
  const text = `${statusMetrics(allHarmless(report), allHarmless(load), prices).join('\n')}\n`
  if (out === undefined) io.out(text)
  else io.write(out, text)
  return 0
}
