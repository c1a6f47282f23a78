import type { Fleet } from '../model/fleet.ts'
import { placeTagsOf } from '../model/replaces.ts'
import { lackingTags } from '../sight/drift.ts'
import type { Census, Counted } from '../sight/census.ts'
import { pairsOf } from '../sight/pairs.ts'
import type { Change } from './plan.ts'
import type { Policy } from '../model/policy.ts'

/**
 * Tags of the profile that members lack are put on them, without a new machine. Of others only our own comes off: a place that is taken, and one
 * that is not to be taken any more. What the profile does not name may be a person's. Who is held is a person's in whole, and who leaves needs none.
 */
export function planRetags(fleet: Fleet, { all }: Census, policy: Policy): readonly Change[] {
  const { spec } = policy
  const fresh = new Set(pairsOf(fleet, policy, fleet.observedAt).map((p) => p.fresh))
  return all
    .filter((c) => c.state !== 'held' && c.state !== 'leaving')
    .flatMap((c): readonly Change[] => {
      const { member } = c
      const on = spec === undefined ? [] : lackingTags(member.instance, spec)
      const off = fresh.has(member) ? [] : outlived(c)
      return on.length + off.length === 0
        ? []
        : [{ kind: 'retag', member: member.label, of: member, on, off }]
    })
}

/** One that never came into service keeps it: it tells that nobody needs it. */
function outlived({ member: { instance }, inService }: Counted): readonly string[] {
  return inService ? placeTagsOf(instance.tags) : []
}
