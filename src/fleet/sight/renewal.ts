import type { Instance, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { driftOf } from './drift.ts'

/** Why a member is to be renewed. */
export type RenewalReason = 'drift' | 'age' | 'maintenance'

/** How long before it a member is replaced: a day leaves room for a second try. */
const AHEAD = 86_400_000

/** Why a member is to make room for one that is made anew; null when it is not. */
export function renewalReason(instance: Instance, policy: Policy, now: Instant): RenewalReason | null {
  if (isAnnounced(instance, policy, now)) return 'maintenance'
  if (isPastAge(instance, policy, now)) return 'age'
  return policy.spec !== undefined && driftOf(instance, policy.spec).state === 'drifted' ? 'drift' : null
}

/** Whether a member is renewed without anybody asking for it. */
export function isToRenew(instance: Instance, policy: Policy, now: Instant): boolean {
  const at = maintenanceAt(instance, policy)
  // Once it has begun it is too late.
  if (at !== null && at > now && at - now <= AHEAD) return true
  return isPastAge(instance, policy, now)
}

/** When Linode interrupts an instance next; null where nothing with a time is planned. */
export function maintenanceAt(
  { id }: Instance,
  { maintenance = [], ignoresMaintenance }: Policy,
): Instant | null {
  if (ignoresMaintenance === true) return null
  const times = maintenance.flatMap((m) => (m.instance === id && m.at !== null ? [m.at] : []))
  return times.length === 0 ? null : Math.min(...times)
}

/** It stays so until it is over, so that a pair ends also when its old half has been interrupted meanwhile. */
function isAnnounced(instance: Instance, policy: Policy, now: Instant): boolean {
  const at = maintenanceAt(instance, policy)
  return at !== null && at - now <= AHEAD
}

/** Whether a member is older than the profile lets members be. */
export function isPastAge({ created }: Instance, { maxAge = Infinity }: Policy, now: Instant): boolean {
  return now - created > maxAge
}
