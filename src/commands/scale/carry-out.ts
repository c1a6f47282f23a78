import { applyPlan, type Applied } from '../../apply/apply-plan.ts'
import { Gate } from '../../apply/gate.ts'
import { OwnWork } from '../../apply/own-work.ts'
import { reconcile } from '../../apply/reconcile.ts'
import { refreshMembers, type Rounds } from '../../apply/refresh-members.ts'
import type { Observed, Run } from '../../apply/run.ts'
import { firewallRemarks } from '../../fleet/refusals/firewall-remarks.ts'
import { hasFailed, isDone, isStoppedBy, type Outcome } from '../../fleet/report/outcome.ts'
import { NOT_KNOWN } from '../../fleet/plan/check-cost.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import { partRemarks } from '../../fleet/report/part-remarks.ts'
import { refreshRemarks, stoppedRemarks } from '../../fleet/report/refresh-remarks.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import { strangerRemarks } from '../../fleet/report/status-report.ts'
import { stepsOf } from '../../fleet/plan/steps-of.ts'
import type { Io } from '../../io.ts'
import type { OpenFleet } from '../../opening/open-fleet.ts'
import { hourlyPrices } from '../../opening/prices.ts'
import { decisionLines } from '../../render/scale-lines.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { logLine, tellProgress } from '../../telling/tell-progress.ts'
import { hooksOf } from './report-hooks.ts'

/** A plan, and what carrying it out needs to know. */
export interface Carried {
  readonly seen: Observed
  readonly plan: Plan
  readonly verbose: boolean
  readonly json: boolean
  /** How a refresh goes from round to round. */
  readonly rounds?: Rounds
  readonly isDrained?: Run['isDrained']
  /** Whom a person agreed to lose; undefined where nobody was to be asked. */
  readonly agreed?: Run['agreed']
}

/** A dry run: the very plan, as outcomes of which none has begun. */
export async function dryRun(open: OpenFleet, seen: Observed, plan: Plan): Promise<ScaleReport> {
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
    ...head(open, seen, plan, true),
    dryRun: true,
    result: plan.hold === null ? 'done' : 'held',
    hold: plan.hold,
    outcomes,
    hourlyChange: await hourlyChange(open, plannedPrices(plan, open.profile.instance.type), true),
    stoppedBy: null,
  }
}

/** Carries a plan out, and reports what became of it. A turn of follow says which drains have lasted long enough. */
export async function carryOut(
  io: Io,
  open: OpenFleet,
  { seen, plan, verbose, json, rounds = { bake: 0 }, isDrained, agreed }: Carried,
): Promise<ScaleReport> {
  const isToldOnce = isSeenTwice(io, json)
  for (const line of decisionLines(open.policy.name, plan, isToldOnce)) logLine(io, line)
  const teller = tellProgress(io, verbose)
  const runHook = await hooksOf(io, open, teller.log)
  const gate = new Gate()
  gate.see(seen.fleet, open.policy)
  const run: Run = {
    ...open,
    gate,
    own: new OwnWork(),
    firstType: open.profile.instance.type,
    stop: io.stop,
    tell: teller.tell,
    ...(runHook === undefined ? {} : { runHook }),
    ...(isDrained === undefined ? {} : { isDrained }),
    ...(agreed === undefined ? {} : { agreed }),
  }
  const { type } = open.profile.instance
  const applied = await carry(run, seen, plan, rounds).finally(teller.close)
  stopHere(io)
  return {
    ...head(open, seen, plan),
    observedAt: applied.seenAt ?? seen.fleet.observedAt,
    dryRun: false,
    result: verdict(applied, io.stop.aborted ? String(io.stop.reason) : null),
    hold: applied.hold,
    outcomes: applied.outcomes,
    hourlyChange: await hourlyChange(open, pricesThatCame(applied.outcomes, type), plan.request.wait),
    stoppedBy: io.stop.aborted ? String(io.stop.reason) : null,
    remarks: [...head(open, seen, plan).remarks, ...stoppedRemarks(plan, applied)],
  }
}

/** Where the log and the result go to one terminal, a hold would be told twice. */
function isSeenTwice({ terminals }: Io, json: boolean): boolean {
  return !json && terminals.out !== null && terminals.err !== null
}

async function carry(run: Run, seen: Observed, plan: Plan, rounds: Rounds): Promise<Applied> {
  const { action } = plan.request
  if (action === 'refresh') return await refreshMembers(run, seen, plan, rounds)
  return action === 'reconcile' ? await reconcile(run, seen, plan) : await applyPlan(run, seen, plan)
}

function head(open: OpenFleet, seen: Observed, plan: Plan, isDryRun = false) {
  const remarks = [
    ...open.profile.remarks,
    ...firewallRemarks(seen.fleet, open.policy),
    ...strangerRemarks(seen.fleet, open.policy),
    ...partRemarks(seen.fleet, open.policy),
    ...costRemarks(plan),
    ...refreshRemarks(plan, seen.fleet, open.policy, isDryRun),
  ]
  return { fleet: open.policy.name, plan, observedAt: seen.fleet.observedAt, remarks }
}

/** A limit that nobody can hold. */
function costRemarks({ guards }: Plan): readonly string[] {
  return guards.some((g) => g.guard === 'at-cost' && g.value === NOT_KNOWN)
    ? ['size.max_hourly holds nothing now: a price could not be read']
    : []
}

function verdict({ outcomes, hold }: Applied, signal: string | null): ScaleReport['result'] {
  if (signal !== null && isStoppedBy(signal, outcomes)) return 'stopped'
  if (outcomes.some(hasFailed)) return 'failed'
  return hold === null ? 'done' : 'held'
}

/** What of a change counts for the price: so many instances of a type more or fewer. */
interface Priced {
  readonly type: string
  readonly sign: 1 | -1
}

function plannedPrices(plan: Plan, type: string): readonly Priced[] {
  return plan.changes.flatMap((c): readonly Priced[] => {
    if (c.kind === 'add') return [{ type, sign: 1 }]
    return c.kind === 'remove' ? [{ type: c.of.instance.type, sign: -1 }] : []
  })
}

function pricesThatCame(outcomes: readonly Outcome[], type: string): readonly Priced[] {
  return outcomes.flatMap((o): readonly Priced[] => {
    // What was made is paid for, in service or not, while it is there.
    if (o.kind === 'add') return isMade(o) ? [{ type: o.created ?? type, sign: 1 }] : []
    if (o.kind !== 'remove' || !isDone(o, 'delete')) return []
    return o.steps.flatMap(({ step }) =>
      step.step === 'delete' ? [{ type: step.instance.type, sign: -1 as const }] : [],
    )
  })
}

function isMade({ steps, undone, vanished }: Outcome): boolean {
  const isThere = undone !== true && vanished !== true
  return isThere && steps.some(({ step, status }) => step.step === 'create' && status === 'done')
}

/**
 * What changes cost or save; null when a price could not be read, which fails nothing, or may not be asked for: who does not wait is a machine in
 * a hurry, and a price is one request more that changes nothing.
 */
async function hourlyChange(
  open: OpenFleet,
  priced: readonly Priced[],
  ask: boolean,
): Promise<number | null> {
  if (priced.length > 0 && !ask) return null
  const prices = await hourlyPrices(
    open.cloud,
    priced.map((t) => t.type),
  )
  return prices === null
    ? null
    : priced.reduce((sum, { type, sign }) => sum + sign * (prices.get(type)?.hourly ?? 0), 0)
}
