import { applyPlan, type Applied } from '../../apply/apply-plan.ts'
import { reconcile } from '../../apply/reconcile.ts'
import { CloudError, type CloudErrorCode } from '../../cloud.ts'
import { Gate } from '../../apply/gate.ts'
import { observeFleet, type Observed, type Run } from '../../apply/run.ts'
import { accountProblems, planProblems } from '../../fleet/refusals/account-problems.ts'
import { takeCensus } from '../../fleet/sight/census.ts'
import { firewallRemarks } from '../../fleet/refusals/firewall-remarks.ts'
import { hasFailed, isDone, type Outcome } from '../../fleet/report/outcome.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import type { Request } from '../../fleet/plan/request.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import { strangerRemarks } from '../../fleet/report/status-report.ts'
import { stepsOf } from '../../fleet/plan/steps-of.ts'
import type { Io } from '../../io.ts'
import { scaleJson } from '../../render/scale-json.ts'
import { decisionLines, planLines, resultLines } from '../../render/scale-lines.ts'
import { findTrigger } from './find-trigger.ts'
import {
  openFleet,
  readProfile,
  type FleetFlags,
  type FoundFleet,
  type OpenFleet,
} from '../../opening/open-fleet.ts'
import { hourlyPrices } from '../../opening/prices.ts'
import { printReport } from '../../telling/print-report.ts'
import { refuse } from '../../opening/refuse.ts'
import { openRunLog, type RunLog } from './run-log.ts'
import { failureHook, hooksOf, reportHooks } from './report-hooks.ts'
import { scaleRequest, type SizeFlags } from './scale-request.ts'
import { orStopped, stopHere } from '../../telling/or-stopped.ts'
import { logLine, tellProgress } from '../../telling/tell-progress.ts'

/** What `scale-out`, `scale-in` and `reconcile` take. */
export interface ScaleFlags extends FleetFlags, SizeFlags {
  readonly dryRun: boolean
  /** A condition that Prometheus is asked; true stands for this fleet's own alert. */
  readonly when?: string | true
  /** Where one line about this run goes; `-` is standard error. */
  readonly logFile?: string
}

/** `scale-out`, `scale-in` and `reconcile`: observe, plan, and unless it is a dry run carry the plan out. Resolves to the exit code. */
export async function scale(action: Request['action'], flags: ScaleFlags, io: Io): Promise<number> {
  const log = openRunLog(io, { file: flags.logFile, command: action, isDryRun: flags.dryRun })
  try {
    const found = readProfile(io, flags)
    log.fleet(found.profile.policy.name)
    const request = scaleRequest(action, flags, found.profile.policy)
    return log.end(await scaleFleet(request, { flags, found, log }, io))
  } catch (error) {
    const cause = orStopped(error, io)
    log.fail(cause)
    throw cause
  }
}

interface Opening {
  readonly flags: ScaleFlags
  readonly found: FoundFleet
  readonly log: RunLog
}

/** How far a run has come, for the hook that tells of its failure. */
interface Reached {
  secrets: readonly string[]
  /** Whether Linode has shown that it knows the token. */
  isAccepted: boolean
}

/** Refusals by which Linode shows that it knows the token. Until it has, a profile starts no program. */
const KNOWN_TO_LINODE: ReadonlySet<CloudErrorCode> = new Set([
  'missing-scope',
  'not-found',
  'label-taken',
  'no-capacity',
  'refused',
])

async function scaleFleet(request: Request, opening: Opening, io: Io): Promise<number> {
  const { flags, found } = opening
  const reached: Reached = { secrets: [], isAccepted: false }
  try {
    return await carryOutRequest(request, opening, io, reached)
  } catch (error) {
    reached.isAccepted ||= error instanceof CloudError && KNOWN_TO_LINODE.has(error.code)
    const { policy } = found.profile
    const hooks = { policy, secrets: reached.secrets }
    if (!flags.dryRun && reached.isAccepted) await failureHook(io, hooks, request.action, error)
    throw error
  }
}

async function carryOutRequest(
  asked: Request,
  { flags, found, log }: Opening,
  io: Io,
  reached: Reached,
): Promise<number> {
  const trigger = await findTrigger(io, found.profile, asked.action, flags.when)
  const request = { ...asked, trigger }
  log.trigger(trigger)
  const open = await openFleet(io, flags, found)
  reached.secrets = open.secrets
  const seen = await observeFleet(open)
  reached.isAccepted = true
  refuse(accountProblems(seen.fleet, open.policy))
  const plan = planRequest(seen.fleet, open.policy, request, seen.fleet.observedAt)
  refuse(planProblems(seen.fleet, plan))
  stopHere(io)
  const report = flags.dryRun
    ? await dryRun(open, seen, plan)
    : await carryOut(io, open, { seen, plan, verbose: flags.verbose })
  log.report(report)
  const planned = flags.dryRun && flags.verbose ? plannedFor(open, seen) : undefined
  printReport(
    io,
    flags,
    { report, planned },
    {
      json: (told) => scaleJson(told.report),
      lines: (told, paint) =>
        flags.dryRun ? planLines(told.report, paint, told.planned) : resultLines(told.report, paint),
    },
  )
  const reported = flags.dryRun || (await reportHooks(io, open, report))
  return report.result === 'failed' || !reported ? 1 : 0
}

function plannedFor({ policy }: OpenFleet, { fleet }: Observed) {
  return { fleet, policy, members: takeCensus(fleet, policy, fleet.observedAt).all }
}

/** A dry run: the very plan, as outcomes of which none has begun. */
async function dryRun(open: OpenFleet, seen: Observed, plan: Plan): Promise<ScaleReport> {
  const outcomes = plan.changes.map((change) => ({
    member: change.member,
    kind: change.kind,
    steps: stepsOf(change, seen.fleet, open.policy, plan.request.wait).map((step) => ({
      step,
      status: 'planned' as const,
      detail: null,
    })),
  }))
  return {
    ...head(open, seen, plan),
    dryRun: true,
    result: plan.hold === null ? 'done' : 'held',
    hold: plan.hold,
    outcomes,
    hourlyChange: await hourlyChange(open, plan, () => ({}), true),
    stoppedBy: null,
  }
}

async function carryOut(
  io: Io,
  open: OpenFleet,
  { seen, plan, verbose }: { readonly seen: Observed; readonly plan: Plan; readonly verbose: boolean },
): Promise<ScaleReport> {
  for (const line of decisionLines(open.policy.name, plan)) logLine(io, line)
  const teller = tellProgress(io, verbose)
  const runHook = await hooksOf(io, open, teller.log)
  const gate = new Gate()
  gate.see(seen.fleet, open.policy)
  const run: Run = {
    ...open,
    gate,
    firstType: open.profile.instance.type,
    stop: io.stop,
    tell: teller.tell,
    ...(runHook === undefined ? {} : { runHook }),
  }
  const carry = plan.request.action === 'reconcile' ? reconcile : applyPlan
  const applied = await carry(run, seen, plan).finally(teller.close)
  stopHere(io)
  return {
    ...head(open, seen, plan),
    dryRun: false,
    result: verdict(applied),
    hold: applied.hold,
    outcomes: applied.outcomes,
    hourlyChange: await hourlyChange(
      open,
      plan,
      (member, step) => applied.outcomes.find((o) => o.member === member && isDone(o, step)),
      plan.request.wait,
    ),
    stoppedBy: io.stop.aborted ? String(io.stop.reason) : null,
  }
}

function head(open: OpenFleet, seen: Observed, plan: Plan) {
  const remarks = [
    ...open.profile.remarks,
    ...firewallRemarks(seen.fleet, open.policy),
    ...strangerRemarks(seen.fleet, open.policy),
  ]
  return { fleet: open.policy.name, plan, remarks }
}

function verdict({ outcomes, hold }: Applied): ScaleReport['result'] {
  if (outcomes.some(hasFailed)) return 'failed'
  return hold === null ? 'done' : 'held'
}

/**
 * What the changes that came about cost or save; null when a price could not be read, which fails nothing, or may not be asked for:
 * who does not wait is a machine in a hurry, and a price is one request more that changes nothing.
 */
async function hourlyChange(
  open: OpenFleet,
  plan: Plan,
  cameAbout: (member: string, step: 'create' | 'delete') => Pick<Outcome, 'created'> | undefined,
  ask: boolean,
): Promise<number | null> {
  const types = plan.changes.flatMap((c) => {
    if (c.kind === 'add') {
      const came = cameAbout(c.member, 'create')
      return came === undefined ? [] : [{ type: came.created ?? open.profile.instance.type, sign: 1 }]
    }
    if (c.kind === 'remove' && cameAbout(c.member, 'delete') !== undefined)
      return [{ type: c.of.instance.type, sign: -1 }]
    return []
  })
  if (types.length > 0 && !ask) return null
  const prices = await hourlyPrices(
    open.cloud,
    types.map((t) => t.type),
  )
  return prices === null
    ? null
    : types.reduce((sum, { type, sign }) => sum + sign * (prices.get(type)?.hourly ?? 0), 0)
}
