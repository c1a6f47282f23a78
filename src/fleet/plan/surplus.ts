import { isOwned } from '../sight/assemble-fleet.ts'
import type { Fleet, Instance } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import type { Policy } from '../model/policy.ts'

/** How old an instance may be that a list which lags did not show: an older one was adopted, not created. */
const LONGEST_LAG = 120_000

/** The members in `list` that a plan made on `fleet` did not know of and that were created meanwhile, oldest id first. */
export function cameSince(fleet: Fleet, list: readonly Instance[], policy: Policy): readonly Instance[] {
  const known = new Set(fleet.instances.map((i) => i.id))
  return list
    .filter((i) => isOwned(i, policy) && !known.has(i.id) && i.created > fleet.observedAt - LONGEST_LAG)
    .sort((a, b) => a.id - b.id)
}

/**
 * Whether who bears a label that a plan made on `fleet` took to be free came for the same load. What was seen under another label, or is older than that look
 * and whatever a list may have missed then, was there before: somebody has given it this one.
 */
export function hasComeAs(by: Instance, fleet: Fleet, policy: Policy): boolean {
  const known = fleet.instances.find((i) => i.id === by.id)
  if (known !== undefined && known.label !== by.label) return false
  // Seen under this very label: the number was chosen before that look, by as much as a removal that came first may take.
  const since = known === undefined ? 0 : policy.scaleIn.drain + policy.scaleOut.healthyWithin
  return by.created > fleet.observedAt - LONGEST_LAG - since
}

/**
 * What a run has to give up of what it made, when more came than it wanted: of all that came the lowest ids stay, so that
 * runs which see the same instances never give up the same ones, and never all of them.
 */
export function surplusOf(
  came: readonly Instance[],
  made: ReadonlySet<InstanceId>,
  wanted: number,
): readonly Instance[] {
  return came.slice(wanted).filter((i) => made.has(i.id))
}
