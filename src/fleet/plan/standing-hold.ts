import type { Fleet, Instant } from '../model/fleet.ts'
import { planRequest } from './plan-request.ts'
import type { Hold, HoldReason } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'

/** The holds that stay until somebody does something; the others end by themselves or with the load. */
export const STANDING_HOLDS = [
  'paused',
  'most-members-down',
  'new-members-fail',
  'strangers',
  'at-max',
  'no-candidate',
] as const satisfies readonly HoldReason[]

/** What a scale-out or scale-in by one step would be held by now, once its cooldown is over; null when by nothing that stands. */
export function standingHold(
  action: 'scale-out' | 'scale-in',
  fleet: Fleet,
  policy: Policy,
  now: Instant,
): Hold | null {
  const { step } = action === 'scale-out' ? policy.scaleOut : policy.scaleIn
  const request = { action, size: { kind: 'by', n: step }, force: false, wait: false } as const
  const { hold } = planRequest(fleet, withoutCooldowns(policy), request, now)
  return hold !== null && STANDING_HOLDS.some((reason) => reason === hold.reason) ? hold : null
}

/** `--force` passes more than a cooldown: a pause, and hours that are paid for. */
function withoutCooldowns(policy: Policy): Policy {
  const { scaleOut, scaleIn } = policy
  return { ...policy, scaleOut: { ...scaleOut, cooldown: 0 }, scaleIn: { ...scaleIn, cooldown: 0 } }
}
