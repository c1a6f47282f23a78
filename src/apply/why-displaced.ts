import type { Fleet, Instance } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { isFleetTag } from '../fleet/model/label.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { hasComeAs } from '../fleet/plan/surplus.ts'
import { isOwned } from '../fleet/sight/assemble-fleet.ts'

/** Why a label went to what nobody made for this load: what was asked for is still to be made. Null for what came for it, a renewal among it. */
export function whyDisplaced(by: Instance, fleet: Fleet, policy: Policy): Hold | null {
  if (!isOwned(by, policy)) return strangersLabel(by)
  if (hasComeAs(by, fleet, policy)) return null
  const before = fleet.instances.find((i) => i.id === by.id && i.label !== by.label)
  const which = before === undefined ? 'was made before this run looked' : `was ${before.label} until then`
  return labelWent(by, 'taken-by-a-person', `which ${which}: somebody has given it that label`)
}

/** Who made it is known only where it bears another fleet's tag. */
function strangersLabel(by: Instance): Hold {
  const fleet = by.tags.find(isFleetTag)
  return fleet === undefined
    ? labelWent(by, 'taken-by-a-person', 'which has no fleet tag')
    : labelWent(by, 'taken-by-another-run', `which is of another fleet (${fleet})`)
}

function labelWent({ id }: Instance, reason: Hold['reason'], whose: string): Hold {
  return { reason, detail: `the label went to instance ${id}, ${whose}`, until: null }
}
