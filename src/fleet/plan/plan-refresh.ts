import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { sizeByLoad } from '../load/size-by-load.ts'
import type { Size } from '../model/size.ts'
import { servingNow, takeCensus, type Census, type Counted } from '../sight/census.ts'
import { checkHalfPause } from './check-half-pause.ts'
import { checkSpecs } from './check-specs.ts'
import { isByLoad, isSized } from './plan-by-load.ts'
import { planRepairs } from './plan-repairs.ts'
import { planRetags } from './plan-retags.ts'
import { addsOf } from './adds-of.ts'
import type { Change, Plan } from './plan.ts'
import { refreshCandidates, type Candidates } from './refresh-candidates.ts'
import type { RefreshWish } from './refresh-wish.ts'
import { replacements } from './replacements.ts'
import type { Request } from './request.ts'
import { checkMostDown, checkNewFail, firstHold, type Verdict } from './verdict.ts'

/** A refresh of one member after the other. */
export const ONE_BY_ONE: RefreshWish = {
  surge: 1,
  until: null,
  baked: new Set(),
  owed: 0,
  keepsPaidHour: false,
}

/**
 * Plans one round of a refresh: first what has been replaced goes, then new members are made beside the next old ones. At max, where there
 * is no room beside anybody, one goes first.
 */
export function planRefresh(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, request.wait)
  const wish = request.refresh ?? ONE_BY_ONE
  const found = refreshCandidates({ fleet, census, policy, now }, wish)
  const wanted = wantedServing(census, policy, request, now)
  const due = [...found.victims, ...found.ready, ...found.failed].length
  const question = { fleet, policy, now, wanted: found.victims.length, exempt: 0, force: request.force }
  const halted = [
    ...checkHalfPause('scale-in', { ...question, wanted: due }, request),
    checkMostDown(census, { wanted: due, allowed: 0, consequence: 'replaces nobody' }),
    checkSpecs(fleet, policy, due),
  ]
  const verdicts = [
    ...halted,
    checkNewFail(question, census),
    ...found.verdicts,
    checkWanted(census, found, wanted),
    checkRoom(census, found, wanted),
  ]
  const allowed = Math.min(...verdicts.map((v) => v.allowed))
  const trusted = !halted.some((v) => v.allowed === 0)
  const changes = trusted ? sizeChanges({ fleet, policy, now, census }, { found, wish, wanted, allowed }) : []
  return {
    request,
    size: census.size,
    guards: verdicts.map((v) => v.guard),
    hold: changes.length > 0 ? null : firstHold(verdicts),
    changes: [
      ...repairs.tidy,
      ...repairs.giveBack,
      ...repairs.attach,
      ...planRetags(fleet, census, policy),
      ...changes,
    ],
  }
}

interface Round {
  readonly found: Candidates
  readonly wish: RefreshWish
  readonly wanted: number
  readonly allowed: number
}

function sizeChanges(
  { fleet, policy, now, census }: { fleet: Fleet; policy: Policy; now: Instant; census: Census },
  { found, wish, wanted, allowed }: Round,
): readonly Change[] {
  const { total, max } = census.size
  const spare = Math.max(0, Math.min(servingNow(census) - wanted, total - census.bounds.leaves))
  const gone = [...found.failed, ...found.ready.slice(0, Math.min(wish.surge, spare))]
  const first = mayStayGone(census, wanted) ? found.goingFirst.slice(0, 1) : []
  const removals = [...[...gone, ...found.leaving].map(going), ...first.map(goingFirst)]
  if (removals.length > 0) return removals
  const room = Math.max(0, max - total)
  if (wish.owed > 0) return addsOf(fleet, policy, now, Math.min(wish.owed, room))
  const next = found.victims.slice(0, Math.min(wish.surge - found.pairs, room, allowed))
  if (next.length > 0) return replacements(fleet, policy, now, next)
  const isFull = room === 0 && found.pairs === 0 && allowed > 0 && found.goingFirst.length === 0
  return isFull && mayGoFirst(census, wanted) ? found.victims.slice(0, 1).map(goingFirst) : []
}

function going({ member }: Counted): Change {
  return { kind: 'remove', member: member.label, of: member, isRefresh: true }
}

function goingFirst({ member }: Counted): Change {
  return { kind: 'remove', member: member.label, of: member, isRefresh: true, isFirst: true }
}

/** One may go first where nobody has room beside it, and what stays is enough; at min = max there is never room. */
function mayGoFirst({ size }: Census, wanted: number): boolean {
  return size.serving - 1 >= leastServing(size, wanted)
}

/** The same once it leaves. */
function mayStayGone({ size }: Census, wanted: number): boolean {
  return size.serving >= leastServing(size, wanted)
}

function leastServing({ min, max }: Size, wanted: number): number {
  return min === max ? min - 1 : Math.max(min, wanted)
}

/** How many are to stay in service: min, and what the load asks for now; where nobody knows that, as many as there are. */
function wantedServing(census: Census, policy: Policy, request: Request, now: Instant): number {
  const { min, max, serving } = census.size
  if (!isByLoad(request) || !isSized(policy)) return min
  const { wanted } = sizeByLoad({ census, policy: policy.load, now }, request.load)
  return Math.max(min, Math.min(max, wanted ?? serving))
}

function checkWanted(census: Census, { ready, failed }: Candidates, wanted: number): Verdict {
  const serving = servingNow(census)
  const holds = ready.length > 0 && failed.length === 0 && serving - 1 < wanted
  return {
    guard: { guard: 'at-wanted', value: serving - 1, limit: wanted, passed: !holds },
    allowed: Infinity,
    holds,
    detail: `${serving} members are in service and ${wanted} are wanted: nobody is removed beside the new one yet`,
    until: null,
  }
}

function checkRoom(census: Census, { victims, pairs }: Candidates, wanted: number): Verdict {
  const { total, max, serving, min } = census.size
  const full = victims.length > 0 && pairs === 0 && total >= max && !mayGoFirst(census, wanted)
  return {
    guard: { guard: 'at-max', value: total + 1, limit: max, passed: total < max },
    allowed: Infinity,
    holds: full,
    detail: `${total} members exist, ${serving} of them in service, and max is ${max}: there is no room beside anybody, and ${Math.max(min, wanted)} are to stay in service`,
    until: null,
  }
}
