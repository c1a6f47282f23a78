import { observeFleet } from '../../apply/run.ts'
import { CloudError } from '../../cloud.ts'
import { UsageError } from '../../errors.ts'
import { historyOf } from '../../fleet/report/history.ts'
import type { Io } from '../../io.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { historyJson, historyLines } from '../../render/history-lines.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { printReport } from '../../telling/print-report.ts'

const DAY = 86_400_000
/** Linode keeps events for 90 days. */
const LONGEST = 90 * DAY

/** `status --history`: the fleet's changes from the account's events. Stores nothing. Resolves to the exit code. */
export async function statusHistory(flags: FleetFlags, text: string, io: Io): Promise<number> {
  const length = lengthOf(text)
  const open = await openFleet(io, flags, readProfile(io, flags))
  const { fleet } = await observeFleet(open)
  const from = fleet.observedAt - length
  const activity = await open.cloud.history(from)
  if (activity === null)
    throw new CloudError(
      'missing-scope',
      'the token may not read the account’s events, of which the history is made',
      'give it events:read_only',
    )
  stopHere(io)
  const history = historyOf(fleet, activity, { name: open.policy.name, from })
  const columns = io.terminals.out?.columns() ?? 80
  printReport(io, flags, history, { json: historyJson, lines: (told) => historyLines(told, columns) })
  return 0
}

function lengthOf(text: string): number {
  const days = /^([1-9]\d?)d$/.exec(text)?.[1]
  const ms = days === undefined ? (isDuration(text) ? milliseconds(text) : 0) : Number(days) * DAY
  if (ms > 0 && ms <= LONGEST) return ms
  throw new UsageError(
    `--history ${text}: give a time such as 12h or 7d, at most 90d: so long Linode keeps events`,
  )
}
