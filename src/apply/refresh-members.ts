import { takeCensus } from '../fleet/sight/census.ts'
import { pairsOf } from '../fleet/sight/pairs.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import { ONE_BY_ONE } from '../fleet/plan/plan-refresh.ts'
import { refreshCandidates } from '../fleet/plan/refresh-candidates.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Request } from '../fleet/plan/request.ts'
import type { RefreshWish } from '../fleet/plan/refresh-wish.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { hasFailed, isDone, type Outcome } from '../fleet/report/outcome.ts'
import { isFailedSubstitute } from '../fleet/report/is-failed-substitute.ts'
import { applyPlan, type Applied } from './apply-plan.ts'
import { isGone } from './is-gone.ts'
import { lookAgain } from './look-again.ts'
import { lostSight } from './lost-sight.ts'
import type { Observed, Run } from './run.ts'

/** How often it looks while only time is missing. */
const EVERY = 10_000

/** How a refresh goes from round to round. */
export interface Rounds {
  /** How long a new member is in service before the old one goes, in milliseconds. */
  readonly bake: number
  /** What has to be asked anew for each round: the load, the condition. Rejects where that is not known. */
  readonly ask?: (fleet: Fleet) => Promise<Partial<Request>>
}

/** Since when, on the monotonic clock, new halves have been seen in service. */
type Since = Map<InstanceId, number>

/**
 * Replaces member after member: each round makes new ones, waits until they are in service and have been for `bake` milliseconds, looks
 * again, and takes away whom they replace. The first that fails, and whatever holds a run, stops it.
 */
export async function refreshMembers(run: Run, seen: Observed, plan: Plan, rounds: Rounds): Promise<Applied> {
  const { bake } = rounds
  const outcomes: Outcome[] = []
  const since: Since = new Map()
  let now = { seen, plan }
  let idleSince = run.clock.monotonic()
  for (;;) {
    const applied = await applyPlan(run, now.seen, now.plan)
    outcomes.push(...applied.outcomes)
    const worked = now.plan.changes.some((c) => c.kind === 'add' || c.kind === 'remove')
    const isHeld = applied.hold !== null && !(await isPlaceLeft(run, now, applied.hold))
    if (isHeld || run.stop.aborted || applied.outcomes.some(hasFailed))
      return { outcomes, hold: applied.hold, seenAt: now.seen.fleet.observedAt }
    if (worked) idleSince = run.clock.monotonic()
    const isLate = run.clock.monotonic() - idleSince > run.policy.scaleOut.healthyWithin + bake
    if (!worked && (isLate || !isWaiting(run, now))) return { outcomes, hold: null }
    const next = await nextRound(run, now.plan, {
      ...rounds,
      since,
      hasFailed: outcomes.some(isFailedSubstitute),
      isWaiting: !worked || madeSome(applied),
    })
    if ('outcome' in next) return { outcomes: [...outcomes, next.outcome], hold: null }
    now = next
  }
}

/** Somebody else deleted in its drain whoever was to go first: its place is filled in the next round, as if this run had. */
async function isPlaceLeft(run: Run, { seen, plan }: Sized, { reason }: Hold): Promise<boolean> {
  const [first] = plan.changes.flatMap((c) => (c.kind === 'remove' && c.isFirst === true ? [c.of] : []))
  const isTaken = reason === 'taken-by-a-person' || reason === 'taken-by-another-run'
  if (first === undefined || !isTaken) return false
  return await isGone(run, first.instance, { since: seen.fleet.observedAt }).catch(() => false)
}

/** A look, and what was planned on it. */
interface Sized {
  readonly seen: Observed
  readonly plan: Plan
}

interface Going extends Rounds {
  readonly since: Since
  readonly hasFailed: boolean
  /** Whether new ones are to bake first. */
  readonly isWaiting: boolean
}

type Round = Sized | { readonly outcome: Outcome }

async function nextRound(run: Run, { request }: Plan, going: Going): Promise<Round> {
  try {
    let seen = await lookAgain(run)
    note(run, seen, going.since)
    const rest = restOf(run, going)
    if (going.isWaiting && rest > 0) {
      await run.clock.sleep(rest, run.stop)
      seen = await lookAgain(run)
      note(run, seen, going.since)
    }
    const wish: RefreshWish = {
      ...(request.refresh ?? ONE_BY_ONE),
      baked: bakedIn(run, going),
      hasFailed: going.hasFailed,
    }
    const again = { ...request, ...(await going.ask?.(seen.fleet)), refresh: wish }
    return { seen, plan: planRequest(seen.fleet, run.policy, again, seen.fleet.observedAt) }
  } catch (error) {
    return { outcome: lostSight(run, error, { before: 'the next round', next: 'another refresh' }) }
  }
}

/** Who serves in another one's place, since when. */
function note(run: Run, { fleet }: Observed, since: Since): void {
  const census = takeCensus(fleet, run.policy, fleet.observedAt)
  const serving = new Set(census.all.filter((c) => c.inService).map((c) => c.member))
  const fresh = pairsOf(fleet, run.policy, fleet.observedAt)
    .filter((p) => serving.has(p.fresh))
    .map((p) => p.fresh.instance.id)
  for (const id of since.keys()) if (!fresh.includes(id)) since.delete(id)
  for (const id of fresh) if (!since.has(id)) since.set(id, run.clock.monotonic())
}

/** Until the next new one has been in service for long enough; where none is, until the next look. */
function restOf({ clock }: Run, { since, bake }: Going): number {
  const rests = [...since.values()].map((at) => at + bake - clock.monotonic()).filter((rest) => rest > 0)
  return since.size === 0 ? EVERY : Math.max(0, ...rests)
}

function bakedIn({ clock }: Run, { since, bake }: Going): ReadonlySet<InstanceId> {
  return new Set([...since].filter(([, at]) => clock.monotonic() - at >= bake).map(([id]) => id))
}

/** Pairs of an earlier run: their new halves boot or bake. */
function isWaiting(run: Run, { seen: { fleet }, plan }: Sized): boolean {
  const now = fleet.observedAt
  const census = takeCensus(fleet, run.policy, now)
  const sight = { fleet, census, policy: run.policy, now, isFull: false }
  return refreshCandidates(sight, plan.request.refresh ?? ONE_BY_ONE).waiting.length > 0
}

function madeSome({ outcomes }: Applied): boolean {
  return outcomes.some((o) => o.kind === 'add' && isDone(o, 'create'))
}
