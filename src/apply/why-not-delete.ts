import { isOwned } from '../fleet/sight/assemble-fleet.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'

/** Null when the instance is ours to delete, as read just now. */
export function whyNotDelete(now: Instance, policy: Policy): string | null {
  const { protectTag } = policy.scaleIn
  if (!isOwned(now, policy)) return `instance ${now.id} is no longer ours: its label or fleet tag was changed`
  if (protectTag !== null && now.tags.includes(protectTag)) return `it carries the tag ${protectTag} by now`
  if (now.locks.length > 0) return `it is locked by now (${now.locks.join(', ')})`
  return null
}
