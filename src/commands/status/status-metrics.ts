import type { Load, StatusReport } from '../../fleet/report/status-report.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { statusMetrics } from '../../render/status-metrics.ts'
import { refuse } from '../../opening/refuse.ts'

/** `status --prometheus`: metrics, or nothing at all when the account lacks what the profile names; to a file whole or not at all. Resolves to the exit code. */
export function printMetrics(
  { report, load }: { readonly report: StatusReport; readonly load: Load | null },
  out: string | undefined,
  io: Io,
): number {
  refuse(report.problems)
  const text = `${statusMetrics(allHarmless(report), allHarmless(load)).join('\n')}\n`
  if (out === undefined) io.out(text)
  else io.write(out, text)
  return 0
}
