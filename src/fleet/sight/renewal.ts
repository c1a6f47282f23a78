import type { Instance, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { driftOf } from './drift.ts'

/** Why a member is to be renewed. */
export type RenewalReason = 'drift' | 'age'

/** Why a member is to make room for one that is made anew; null when it is not. */
export function renewalReason(instance: Instance, policy: Policy, now: Instant): RenewalReason | null {
  if (isPastAge(instance, policy, now)) return 'age'
  return policy.spec !== undefined && driftOf(instance, policy.spec).state === 'drifted' ? 'drift' : null
}

/** Whether a member is renewed without anybody asking for it. */
export function isToRenew(instance: Instance, policy: Policy, now: Instant): boolean {
  return isPastAge(instance, policy, now)
}

/** Whether a member is older than the profile lets members be. */
export function isPastAge({ created }: Instance, { maxAge }: Policy, now: Instant): boolean {
  return maxAge !== undefined && now - created > maxAge
}
