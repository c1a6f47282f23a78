import type { Instance } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isOwned } from '../fleet/sight/assemble-fleet.ts'

/**
 * Null while an instance, as read just now, is the member that was begun: ours, and under the label by which it is attached. Else a person
 * has taken it meanwhile, with every backend node at its address.
 */
export function whyTaken(now: Instance, label: string, policy: Policy): Hold | null {
  if (!isOwned(now, policy))
    return taken(`instance ${now.id} is no longer ours: its label or fleet tag was changed`)
  return now.label === label ? null : taken(`instance ${now.id} is called ${now.label} by now`)
}

function taken(detail: string): Hold {
  return { reason: 'taken-by-a-person', detail, until: null }
}
