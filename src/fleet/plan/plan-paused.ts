import { takeCensus } from '../sight/census.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import { pauseHold, pauseOf } from '../sight/pause.ts'
import type { Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
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
