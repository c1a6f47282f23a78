import { takeCensus } from './census.ts'
import type { Fleet, Instant } from './fleet.ts'
import { isoInstant } from './instant.ts'
import { pauseHold, pauseOf } from './pause.ts'
import type { Plan } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Request } from './request.ts'

/** The plan of a paused fleet: a hold, and nothing is written, repairs neither. Null when no pause holds this request. */
export function planPaused(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan | null {
  const pause = pauseOf(fleet, policy, now)
  if (pause === null || (request.force && request.pausable !== true)) return null
  const value = pause.until === null ? 'without an end' : `until ${isoInstant(pause.until)}`
  return {
    request,
    size: takeCensus(fleet, policy, now).size,
    guards: [{ guard: 'paused', value, limit: 'over', passed: false }],
    hold: pauseHold(pause, policy.name),
    changes: [],
  }
}
