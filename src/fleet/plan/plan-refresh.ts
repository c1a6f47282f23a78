import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { sizeByLoad } from '../load/size-by-load.ts'
import { servingNow, takeCensus, type Census, type Counted } from '../sight/census.ts'
import { isByLoad, isSized } from './plan-by-load.ts'
import { owedPlaces } from '../sight/owed-places.ts'
import { planRepairs } from './plan-repairs.ts'
import { planRetags } from './plan-retags.ts'
import type { Change, Plan } from './plan.ts'
import { refreshCandidates } from './refresh-candidates.ts'
import type { RefreshWish } from './refresh-wish.ts'
import { replacements } from './replacements.ts'
import type { Request } from './request.ts'
import {
  mayGoFirst,
  mayStayGone,
  refreshRoom,
  refreshVerdicts,
  type RefreshSight,
} from './refresh-verdicts.ts'
import { firstHold } from './verdict.ts'

/** A refresh of one member after the other. */
export const ONE_BY_ONE: RefreshWish = {
  surge: 1,
  until: null,
  baked: new Set(),
  keepsPaidHour: false,
  hasFailed: false,
}

/**
 * Plans one round of a refresh: first what has been replaced goes, then new members are made beside the next old ones. At max, where there
 * is no room beside anybody, one goes first.
 */
export function planRefresh(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, request.wait)
  const wish = request.refresh ?? ONE_BY_ONE
  const room = refreshRoom({ fleet, policy, request, census, now })
  const found = refreshCandidates({ fleet, census, policy, now, isFull: room === 0 }, wish)
  const wanted = wantedServing(census, policy, request, now)
  const sight = { fleet, policy, request, now, census, found, wanted }
  const { halted, others } = refreshVerdicts(sight)
  const verdicts = [...halted, ...others]
  const allowed = Math.min(...verdicts.map((v) => v.allowed))
  const trusted = !halted.some((v) => v.allowed === 0)
  const changes = trusted ? sizeChanges(sight, wish, { allowed, room }) : []
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

function sizeChanges(
  sight: RefreshSight,
  wish: RefreshWish,
  { allowed, room }: { readonly allowed: number; readonly room: number },
): readonly Change[] {
  const { fleet, policy, now, census, found, wanted } = sight
  const { total } = census.size
  const spare = Math.max(0, Math.min(servingNow(census) - wanted, total - census.bounds.leaves))
  const gone = [...found.failed, ...found.ready.slice(0, Math.min(wish.surge, spare))]
  const first = mayStayGone(census, wanted) ? found.goingFirst.slice(0, 1) : []
  const removals = [...[...gone, ...found.leaving].map(going), ...first.map(goingFirst)]
  if (removals.length > 0) return removals
  // Any run fills such a place, and this one nothing else before.
  if (owedPlaces(fleet, policy).owed.length > 0) return []
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

/** How many are to stay in service: min, and what the load asks for now; where nobody knows that, as many as there are. */
function wantedServing(census: Census, policy: Policy, request: Request, now: Instant): number {
  const { min, max, serving } = census.size
  if (!isByLoad(request) || !isSized(policy)) return min
  const { wanted } = sizeByLoad({ census, policy: policy.load, now }, request.load)
  return Math.max(min, Math.min(max, wanted ?? serving))
}
