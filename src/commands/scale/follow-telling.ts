import type { Observed } from '../../apply/run.ts'
import type { Member } from '../../fleet/model/fleet.ts'
import type { Change, Plan } from '../../fleet/plan/plan.ts'
import { isLeaving } from '../../fleet/sight/member-state.ts'
import type { Outcome } from '../../fleet/report/outcome.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import type { Io } from '../../io.ts'
import type { OpenFleet } from '../../opening/open-fleet.ts'
import { scaleJson } from '../../render/scale-json.ts'
import { resultLines } from '../../render/scale-lines.ts'
import { printReport } from '../../telling/print-report.ts'
import { logLine } from '../../telling/tell-progress.ts'
import { carryOut } from './carry-out.ts'
import { reportHooks } from './report-hooks.ts'
import { openRunLog } from './run-log.ts'
import type { FollowFlags } from './follow.ts'

/** Carries turns out and tells of those in which something is new; a fleet at rest says nothing. */
export interface Telling {
  readonly carryOut: (
    open: OpenFleet,
    seen: Observed,
    plan: Plan,
    isDrained: (member: Member) => boolean,
  ) => Promise<readonly Outcome[]>
  /** What kept a turn from being taken, told when it is new. */
  readonly trouble: (message: string) => void
}

/** Begins to tell of the turns of one fleet. */
export function openTelling(io: Io, flags: FollowFlags, open: OpenFleet): Telling {
  let last = ''
  const isNew = (what: string): boolean => {
    const differs = what !== last
    last = what
    return differs
  }
  return {
    carryOut: async (now, seen, whole, isDrained) => {
      const plan = { ...whole, changes: whole.changes.filter((c) => !isLeftDraining(c, isDrained)) }
      const isNews = isNew(essence(plan))
      if (!isNews && plan.changes.length === 0) return []
      const log = openRunLog(io, { file: flags.logFile, command: 'follow', isDryRun: false })
      log.fleet(now.policy.name)
      const report = await carryOut(io, now, { seen, plan, verbose: true, json: flags.json, isDrained })
      log.report(report)
      tell(io, flags, report)
      await reportHooks(io, now, report)
      log.end(report.result === 'failed' ? 1 : 0)
      return report.outcomes
    },
    trouble: (message) => {
      if (isNew(message)) logLine(io, `${open.policy.name}: ${message}; the next turn tries again`)
    },
  }
}

/** A drain that has not lasted long enough: nothing is done about it now. */
function isLeftDraining(change: Change, isDrained: (member: Member) => boolean): boolean {
  if (change.kind !== 'remove') return false
  const { of } = change
  return of.backends.length > 0 && of.backends.every((b) => isLeaving(b, of)) && !isDrained(of)
}

/** What of a plan without changes is worth a line when it is another. */
function essence({ hold, load }: Plan): string {
  return `${hold?.reason ?? ''} ${load?.wanted ?? ''} ${load?.peak ?? ''} ${load?.unknown ?? ''}`
}

function tell(io: Io, flags: FollowFlags, report: ScaleReport): void {
  if (report.outcomes.length === 0 && !flags.json) return
  printReport(io, flags, report, { json: scaleJson, lines: resultLines })
}
