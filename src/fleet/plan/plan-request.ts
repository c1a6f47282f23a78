import type { Fleet, Instant } from '../model/fleet.ts'
import type { HoldReason } from '../model/hold.ts'
import { isByLoad, isSized, planInByLoad, planOutByLoad } from './plan-by-load.ts'
import { explained } from './guard-note.ts'
import { payPlaces } from './pay-places.ts'
import { planFollow } from './plan-follow.ts'
import { planPaused } from './plan-paused.ts'
import { planRefresh } from './plan-refresh.ts'
import { planReconcile } from './plan-reconcile.ts'
import { planScaleIn } from './plan-scale-in.ts'
import { planScaleOut } from './plan-scale-out.ts'
import { planUntriggered } from './plan-untriggered.ts'
import type { Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'

const PLAN_BY_LOAD = {
  'scale-out': planOutByLoad,
  'scale-in': planInByLoad,
  follow: planFollow,
  reconcile: null,
  refresh: null,
} as const

const STILL: ReadonlySet<HoldReason> = new Set(['paused', 'alert-resolved', 'condition-false'])

/** The decision on a request: pure, and the same for any order of the input. `now` is on the API's clock. */
export function planRequest(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const decided = decide(fleet, policy, request, now)
  // What holds whatever is asked writes nothing.
  const isStill = decided.changes.length === 0 && decided.hold !== null && STILL.has(decided.hold.reason)
  const plan = isStill ? decided : payPlaces(fleet, policy, decided, now)
  return { ...plan, guards: plan.guards.map(explained) }
}

function decide(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const held = planPaused(fleet, policy, request, now) ?? planUntriggered(fleet, policy, request, now)
  if (held !== null) return held
  if (isByLoad(request) && isSized(policy)) {
    const byLoad = PLAN_BY_LOAD[request.action]
    if (byLoad !== null) return byLoad(fleet, policy, request, now)
  }
  switch (request.action) {
    case 'scale-out':
      return planScaleOut(fleet, policy, request, now)
    case 'scale-in':
      return planScaleIn(fleet, policy, request, now)
    case 'refresh':
      return planRefresh(fleet, policy, request, now)
    case 'reconcile':
    // Without a load to follow it keeps a fleet legal.
    case 'follow':
      return planReconcile(fleet, policy, request, now)
  }
}
