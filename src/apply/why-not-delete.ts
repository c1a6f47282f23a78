import { isOwned } from '../fleet/sight/assemble-fleet.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { protectedBy } from '../fleet/sight/protected-by.ts'

/** Null when the instance is ours to delete, as read just now, and still the one that was seen: a mark speaks for one label, and not for what it is called by now. */
export function whyNotDelete(now: Instance, seen: Pick<Instance, 'label'>, policy: Policy): string | null {
  const tag = protectedBy(now, policy)
  if (!isOwned(now, policy)) return `instance ${now.id} is no longer ours: its label or fleet tag was changed`
  if (now.label !== seen.label)
    return `instance ${now.id} is called ${now.label} by now, and not ${seen.label}`
  if (tag !== null) return `it carries the tag ${tag} by now`
  if (now.locks.length > 0) return `it is locked by now (${now.locks.join(', ')})`
  return null
}
