import { Refusal, refused } from '../wire/refusal.ts'
import type { NewInstance } from './instance-life.ts'
import type { State } from '../state/state.ts'

// The first two texts have been seen of the real API, the third has not.
const NO_ROOM =
  'The Linode plan you chose is not currently available in the selected region. Please select another region or plan type, or contact Support for assistance.'
const ACCOUNT_FULL = 'Account Limit reached. Please open a support ticket.'

/** Refuses a create for which the region, the account or the placement group has no room, as the switches say. */
export function refuseWithoutRoom(state: State, spec: NewInstance): void {
  const { noCapacity, instanceLimit, placementGroupLimit } = state.switches
  const rows = state.instances.all()
  if (instanceLimit !== null && rows.length >= instanceLimit) throw refused(ACCOUNT_FULL)
  if (noCapacity.includes(spec.type)) throw new Refusal(403, [{ reason: NO_ROOM }])
  const { placementGroup = null } = spec
  if (placementGroup === null) return
  if (rows.filter((row) => row.placementGroup === placementGroup).length >= placementGroupLimit)
    throw refused(
      `Placement group ${placementGroup} has reached its limit of ${placementGroupLimit} Linodes.`,
    )
}
