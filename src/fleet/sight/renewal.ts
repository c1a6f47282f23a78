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
  return isAnnounced(instance, policy, now) || isPastAge(instance, policy, now)
}

/** When Linode interrupts an instance next; null where nothing that has yet to begin has a time. */
export function maintenanceAt(
  { id }: Pick<Instance, 'id'>,
  { maintenance = [], ignoresMaintenance }: Pick<Policy, 'maintenance' | 'ignoresMaintenance'>,
  now: Instant,
): Instant | null {
  if (ignoresMaintenance === true) return null
  const times = maintenance.flatMap(({ instance, at }) =>
    instance === id && at !== null && at > now ? [at] : [],
  )
  return times.length === 0 ? null : Math.min(...times)
}

/** Once it has begun it is too late: the new half of a pair that stands then tells by its tag that it does so whatever becomes of the old one. */
function isAnnounced(instance: Instance, policy: Policy, now: Instant): boolean {
  const at = maintenanceAt(instance, policy, now)
  return at !== null && at - now <= AHEAD
}

/** Whether a member is older than the profile lets members be. */
export function isPastAge({ created }: Instance, { maxAge = Infinity }: Policy, now: Instant): boolean {
  return now - created > maxAge
}
