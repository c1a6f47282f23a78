import { CloudError, type CloudErrorCode } from '../../cloud.ts'
import { observeFleet, type Observed } from '../../apply/run.ts'
import { accountProblems, planProblems } from '../../fleet/refusals/account-problems.ts'
import { substitutesIn } from '../../fleet/sight/pairs.ts'
import { takeCensus } from '../../fleet/sight/census.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import type { RefreshWish } from '../../fleet/plan/refresh-wish.ts'
import type { Request } from '../../fleet/plan/request.ts'
import type { Io } from '../../io.ts'
import { scaleJson } from '../../render/scale-json.ts'
import { planLines, resultLines } from '../../render/scale-lines.ts'
import type { Fleet } from '../../fleet/model/fleet.ts'
import { carryOut, dryRun } from './carry-out.ts'
import { DeletionPace } from './deletion-pace.ts'
import { drainedBy } from './drained.ts'
import { confirmRemovals } from './confirm-removals.ts'
import { busyNow } from '../../opening/busy-now.ts'
import { findReading } from '../../opening/find-reading.ts'
import { withStatsKept } from '../../opening/with-stats-kept.ts'
import { findTrigger } from './find-trigger.ts'
import { endFloor, floorWish, withFloor } from './floor.ts'
import type { FloorWish } from '../../apply/keep-floor.ts'
import { eachFleet } from '../../opening/each-fleet.ts'
import {
  openFleet,
  readProfile,
  type FleetFlags,
  type FoundFleet,
  type OpenFleet,
} from '../../opening/open-fleet.ts'
import { withMaintenance } from '../../opening/with-maintenance.ts'
import { withTypes } from '../../opening/with-types.ts'
import { withSpec } from '../../opening/policy-with-spec.ts'
import { printReport } from '../../telling/print-report.ts'
import { pricesOf } from '../../opening/prices-of.ts'
import { refuse } from '../../opening/refuse.ts'
import { exitOfSignal, StoppedError, UsageError } from '../../errors.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import { openRunLog, type RunLog } from './run-log.ts'
import { failureHook, reportHooks } from './report-hooks.ts'
import { refuseOutside, scaleRequest, type SizeFlags } from './scale-request.ts'
import { orStopped, stopHere } from '../../telling/or-stopped.ts'

/** What `scale-out`, `scale-in` and `reconcile` take. */
export interface ScaleFlags extends FleetFlags, SizeFlags {
  readonly dryRun: boolean
  /** Deletes without asking. */
  readonly yes?: boolean
  /** A condition that Prometheus is asked; true stands for this fleet's own alert. */
  readonly when?: string | true
  /** Where one line about this run goes; `-` is standard error. */
  readonly logFile?: string
  readonly refresh?: RefreshAsked
  /** How long `--to` is kept, as it was typed. */
  readonly keep?: string
}

/** How a refresh goes about it, for how long a new member is in service before the old one goes, and whom age makes old. Milliseconds. */
interface RefreshAsked {
  readonly wish: RefreshWish
  readonly bake: number
  readonly olderThan?: number
}

/** `scale-out`, `scale-in` and `reconcile`: observe, plan, and unless it is a dry run carry the plan out. Resolves to the exit code. */
export async function scale(action: Request['action'], flags: ScaleFlags, io: Io): Promise<number> {
  if (action !== 'reconcile') return await scaleOne(action, flags, io)
  return await eachFleet(
    { command: action, flags, io },
    async (turn, own) => await scaleOne(action, { ...flags, ...turn }, own),
  )
}

async function scaleOne(action: Request['action'], flags: ScaleFlags, io: Io): Promise<number> {
  const log = openRunLog(io, { file: flags.logFile, command: action, isDryRun: flags.dryRun })
  try {
    const found = readProfile(io, flags)
    log.fleet(found.profile.policy.name)
    const keep = floorWish(flags)
    if (keep === null && flags.to === undefined) return log.end(await endFloor(found, flags, io))
    const request = scaleRequest(action, flags, found.profile.policy)
    return log.end(await scaleFleet(request, { flags, found, log, keep }, io))
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
  /** The floor that is to be set, or null to end every one. */
  readonly keep: FloorWish | undefined
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
  'address-taken',
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
    const isFailure = !(error instanceof UsageError || error instanceof StoppedError)
    if (isFailure && !flags.dryRun && reached.isAccepted) await failureHook(io, hooks, request.action, error)
    throw error
  }
}

async function carryOutRequest(
  asked: Request,
  { flags, found, log, keep }: Opening,
  io: Io,
  reached: Reached,
): Promise<number> {
  const trigger = await findTrigger(io, found.profile, asked.action, flags.when)
  log.trigger(trigger)
  const opened = withStatsKept(await openFleet(io, flags, found), flags.group?.policies.length)
  reached.secrets = opened.secrets
  const { first, open } = await lookFirst(opened, asked.action, flags)
  reached.isAccepted = true
  const measured = await measure(asked, { flags, open, fleet: first.fleet }, io)
  const prices = await pricesOf(open, first.fleet)
  const wish = flags.refresh === undefined ? {} : { refresh: flags.refresh.wish }
  const request = { ...asked, ...prices, trigger, ...wish, ...measured }
  refuse(accountProblems(first.fleet, open.policy))
  const early = planRequest(first.fleet, open.policy, request, first.fleet.observedAt)
  refuseOutside(asked, early.size, { name: open.policy.name, now: first.fleet.observedAt })
  refuse(planProblems(first.fleet, early))
  stopHere(io)
  const agreed = await confirmRemovals(io, { plan: early, fleet: first.fleet, policy: open.policy }, flags)
  const {
    seen,
    plan,
    told: words,
  } = await withFloor(open, { seen: first, plan: early }, { wish: keep, isDryRun: flags.dryRun })
  const made = flags.dryRun
    ? await dryRun(open, seen, plan)
    : await carryOut(io, open, {
        seen,
        plan,
        ...goingAbout(asked, flags, open, io),
        ...turnOf(plan, seen, open),
        ...(agreed === undefined ? {} : { agreed }),
      })
  const report = { ...made, remarks: [...words, ...made.remarks] }
  log.report(report)
  const planned = flags.dryRun && flags.verbose ? plannedFor(open, seen) : undefined
  tell(io, flags, { report, planned })
  const reported = flags.dryRun || (await reportHooks(io, open, report))
  return exitOf(report, reported)
}

interface Told {
  readonly report: ScaleReport
  /** What a dry run was planned for, where sentences are wanted too. */
  readonly planned: ReturnType<typeof plannedFor> | undefined
}

function tell(io: Io, flags: ScaleFlags, all: Told): void {
  printReport(io, flags, all, {
    json: (told) => scaleJson(told.report),
    lines: (told, paint, columns) =>
      flags.dryRun ? planLines(told.report, paint, told.planned, columns) : resultLines(told.report, paint),
  })
}

function exitOf({ result, stoppedBy }: ScaleReport, isReported: boolean): number {
  if (result === 'failed' || !isReported) return 1
  return result === 'stopped' ? exitOfSignal(stoppedBy ?? '') : 0
}

function goingAbout(asked: Request, flags: ScaleFlags, open: OpenFleet, io: Io) {
  const { verbose, json, refresh } = flags
  const ask = async (fleet: Fleet): Promise<Partial<Request>> => ({
    ...(await measure(asked, { flags, open, fleet }, io)),
    trigger: await findTrigger(io, open.profile, asked.action, flags.when),
  })
  return { verbose, json, ...(refresh === undefined ? {} : { rounds: { bake: refresh.bake, ask } }) }
}

/** The fleet, and what a plan for it has to know beside it. */
async function lookFirst(
  opened: OpenFleet,
  action: Request['action'],
  flags: ScaleFlags,
): Promise<{ readonly first: Observed; readonly open: OpenFleet }> {
  const [first, known] = await Promise.all([observeFleet(opened), withSpec(opened)])
  const open = withAge(await inSight(known, action, first.fleet), flags)
  return { first, open: await withTypes(open, first.fleet, action) }
}

/** What Linode plans is for those who renew, and for those who see somebody being renewed. */
async function inSight(open: OpenFleet, action: Request['action'], fleet: Fleet): Promise<OpenFleet> {
  const renews = action !== 'scale-out' && action !== 'scale-in'
  return renews || substitutesIn(fleet).size > 0 ? await withMaintenance(open, fleet) : open
}

/** Whom this refresh takes for old, beside those that the profile does. */
function withAge(open: OpenFleet, { refresh }: ScaleFlags): OpenFleet {
  const age = refresh?.olderThan
  if (age === undefined) return open
  const maxAge = Math.min(age, open.policy.maxAge ?? age)
  return { ...open, policy: { ...open.policy, maxAge } }
}

/** The load decides unless a person says how many; who may make members smaller asks for it also where it does not. */
async function measure(
  { action }: Request,
  { flags, open, fleet }: { readonly flags: ScaleFlags; readonly open: OpenFleet; readonly fleet: Fleet },
  io: Io,
): Promise<Pick<Request, 'load' | 'measured' | 'busy'>> {
  const isSaid = flags.by !== undefined || flags.to !== undefined
  const mayShrink = action === 'refresh' || open.policy.types !== undefined
  if (isSaid || (action === 'reconcile' && !mayShrink)) return {}
  const load = await findReading(io, open, fleet)
  if (load !== undefined) return action === 'reconcile' ? { measured: load } : { load }
  const busy = mayShrink ? await busyNow(open) : undefined
  return busy === undefined ? {} : { busy }
}

/** One turn of follow waits for nothing: a drain that an earlier one began is ended by its mark. */
function turnOf(plan: Plan, seen: Observed, { policy, clock }: OpenFleet) {
  if (plan.request.action !== 'follow') return {}
  return { isDrained: new DeletionPace(clock).next(plan, seen, drainedBy(seen, policy, new Map())) }
}

function plannedFor({ policy }: OpenFleet, { fleet }: Observed) {
  return { fleet, policy, members: takeCensus(fleet, policy, fleet.observedAt).all }
}
