import { observeFleet, type Observed } from '../../apply/run.ts'
import { describeError } from '../../errors.ts'
import { nothingRead, type Reading } from '../../fleet/load/reading.ts'
import { capAges } from '../../fleet/load/cap-ages.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import type { Request } from '../../fleet/plan/request.ts'
import { accountProblems } from '../../fleet/refusals/account-problems.ts'
import { takeCensus } from '../../fleet/sight/census.ts'
import type { Io } from '../../io.ts'
import { openFleet, type FoundFleet, type OpenFleet } from '../../opening/open-fleet.ts'
import { withSpec } from '../../opening/policy-with-spec.ts'
import { pricesOf } from '../../opening/prices-of.ts'
import { withPricesKept } from '../../opening/with-prices-kept.ts'
import { statsOfEach, withStatsKept } from '../../opening/with-stats-kept.ts'
import { withTypes } from '../../opening/with-types.ts'
import { withMaintenance } from '../../opening/with-maintenance.ts'
import { refuse } from '../../opening/refuse.ts'
import { logLine } from '../../telling/tell-progress.ts'
import { findReading } from '../../opening/find-reading.ts'
import { dateLeftovers } from './date-leftovers.ts'
import { DeletionPace } from './deletion-pace.ts'
import { drainedBy } from './drained.ts'
import type { FollowFlags } from './follow.ts'
import {
  deadIn,
  NO_MEMORY,
  remember,
  rememberCreates,
  serviceAges,
  withOwnCreates,
  type Memory,
} from './follow-memory.ts'
import { openTelling, type Telling } from './follow-telling.ts'

/** The account is read at least so often, whatever Prometheus says. */
const LOOK_AT_LEAST = 60_000
/** And no oftener than this while something changes. */
const LOOK_AT_MOST = 10_000

/** Which fleet is followed, how often, and how many are by this process. */
interface Residence {
  readonly found: FoundFleet
  readonly every: number
  readonly fleets: number
}

/** A resident follow: a turn every so often, through failures of whatever it asks, until a signal ends it. */
export async function keepFollowing(
  flags: FollowFlags,
  { found, every, fleets }: Residence,
  io: Io,
): Promise<number> {
  const open = withStatsKept(withPricesKept(await withSpec(await openFleet(io, flags, found))), fleets)
  const planned = maintenanceNow(io, open)
  const telling = openTelling(io, flags, open)
  const pace = new DeletionPace(io.clock, fleets)
  logLine(io, `${open.policy.name}: follows its load, a turn every ${every / 1000} s`)
  let memory = NO_MEMORY
  while (!io.stop.aborted) {
    const begun = io.clock.monotonic()
    memory = await turn(io, await planned(memory), { flags, memory, telling, pace, fleets })
    await io.clock.sleep(Math.max(0, begun + every - io.clock.monotonic()), io.stop)
  }
  logLine(
    io,
    `${open.policy.name}: ended by ${String(io.stop.reason)}; a drain that is begun is for the next follow or reconcile`,
  )
  return 0
}

/** What Linode plans changes seldom: it is asked for so often. */
const ASKED_EVERY = 600_000

/** The fleet with what Linode plans for it, as it was said last. */
function maintenanceNow({ clock }: Io, open: OpenFleet): (memory: Memory) => Promise<OpenFleet> {
  let last = { open, at: Number.NEGATIVE_INFINITY }
  return async ({ seen }) => {
    if (seen === null || clock.monotonic() - last.at < ASKED_EVERY) return last.open
    last = { open: await withMaintenance(open, seen.fleet).catch(() => open), at: clock.monotonic() }
    return last.open
  }
}

interface Turn {
  readonly flags: FollowFlags
  readonly memory: Memory
  readonly telling: Telling
  readonly pace: DeletionPace
  readonly fleets: number
}

/** One turn. What fails is told once, and the next turn tries again. */
async function turn(
  io: Io,
  open: OpenFleet,
  { flags, memory, telling, pace, fleets }: Turn,
): Promise<Memory> {
  let known = memory
  try {
    const early = await readEarly(io, open, known)
    if (
      !isLookDue(
        io,
        { open, fleets },
        known,
        early && { ...requestOf(flags, early, new Set()), ...(await keptPrices(open, known)) },
      )
    )
      return known
    const seen = await observeFleet(open)
    known = remember(known, { ...seen, fleet: withOwnCreates(seen.fleet, known) }, open.policy)
    const now = known.seen ?? seen
    refuse(accountProblems(now.fleet, open.policy))
    const reading = early ?? (await findReading(io, open, now.fleet)) ?? nothingRead(null)
    const request = requestOf(flags, capAges(reading, serviceAges(known)), deadIn(known, open.policy))
    const priced = { ...request, ...(await pricesOf(open, now.fleet)) }
    const typed = await withTypes(open, now.fleet, 'follow')
    const planned = planRequest(now.fleet, typed.policy, priced, now.fleet.observedAt)
    const plan = dateLeftovers(planned, known.undated, now.ended)
    const ended = pace.next(plan, now, drainedBy(now, open.policy, known.leaving))
    const outcomes = await telling.carryOut(typed, now, plan, ended)
    return rememberCreates(known, outcomes, open.policy)
  } catch (error) {
    if (!io.stop.aborted) telling.trouble(describeError(error).message)
    return known
  }
}

/** Prometheus is asked each turn; the API's own statistics only where the account is read anyway. */
async function readEarly(io: Io, open: OpenFleet, { seen }: Memory): Promise<Reading | null> {
  if (seen === null || open.policy.load?.from === 'linode') return null
  return (await findReading(io, open, seen.fleet)) ?? null
}

async function keptPrices(open: OpenFleet, { seen }: Memory): Promise<Pick<Request, 'prices'>> {
  return seen === null ? {} : await pricesOf(open, seen.fleet)
}

function requestOf({ force }: FollowFlags, load: Reading, dead: Request['dead']): Request {
  const more = dead === undefined || dead.size === 0 ? {} : { dead }
  return { action: 'follow', size: { kind: 'by', n: 0 }, force, wait: false, load, ...more }
}

/** Whether the account is to be read: what was seen last is a minute old, or it changes, or there is something to do. */
function isLookDue(
  { clock }: Io,
  { open: { policy }, fleets }: { readonly open: OpenFleet; readonly fleets: number },
  memory: Memory,
  request: Request | null,
): boolean {
  const { seen } = memory
  if (seen === null) return true
  const age = clock.monotonic() - seen.ended
  if (age >= LOOK_AT_LEAST) return true
  return (
    age >= leastGap(seen, policy, fleets) &&
    (isChanging(seen, policy) || (request !== null && hasWork(memory, policy, request, age)))
  )
}

/** Statistics may be asked for fifty times a minute, a member at a time; of more than fifty not all are asked for at each look. */
function leastGap({ fleet }: Observed, { load }: OpenFleet['policy'], fleets: number): number {
  const looks = Math.floor(statsOfEach(fleets) / Math.max(1, fleet.members.length))
  return load?.from === 'linode' && looks > 0
    ? Math.max(LOOK_AT_MOST, Math.ceil(LOOK_AT_LEAST / looks))
    : LOOK_AT_MOST
}

function isChanging({ fleet }: Observed, policy: OpenFleet['policy']): boolean {
  return takeCensus(fleet, policy, fleet.observedAt).all.some((c) => c.coming || c.state === 'leaving')
}

function hasWork(
  { seen, undated }: Memory,
  policy: OpenFleet['policy'],
  request: Request,
  age: number,
): boolean {
  if (seen === null) return true
  const plan: Plan = planRequest(seen.fleet, policy, request, seen.fleet.observedAt + age)
  return dateLeftovers(plan, undated, seen.ended + age).changes.length > 0
}
