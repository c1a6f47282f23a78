import { takeCensus } from '../sight/census.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import type { Guard, Plan } from './plan.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'
import { falseHold, resolvedHold } from './trigger.ts'

/**
 * The plan of a run whose alert is over or whose condition is false: a hold, and nothing is written, repairs neither. Null when the run is
 * wanted. A reconcile is wanted whatever started it.
 */
export function planUntriggered(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan | null {
  const hold = request.action === 'reconcile' || request.action === 'follow' ? null : holdOf(request)
  if (hold === null) return null
  return {
    request,
    size: takeCensus(fleet, policy, now).size,
    guards: [guardOf(hold, request)],
    hold,
    changes: [],
  }
}

function holdOf({ trigger }: Request): Hold | null {
  const group = trigger?.group ?? null
  const condition = trigger?.condition ?? null
  return (group && resolvedHold(group)) ?? (condition && falseHold(condition))
}

function guardOf({ reason }: Hold, { trigger }: Request): Guard {
  if (reason === 'condition-false')
    return { guard: reason, value: 'no result', limit: 'any result', passed: false }
  const alerts = trigger?.group?.alerts ?? []
  const firing = alerts.filter((a) => a.isFiring).length
  return { guard: reason, value: `${firing} of ${alerts.length} fire`, limit: 'one fires', passed: false }
}
