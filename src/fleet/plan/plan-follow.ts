import type { Fleet, Instant } from '../model/fleet.ts'
import { planInByLoad, planOutByLoad, type LoadRequest, type SizedPolicy } from './plan-by-load.ts'
import { planReconcile } from './plan-reconcile.ts'
import type { Plan } from './plan.ts'

/** Plans one turn in both directions: growth comes first, then shrinking, then what is above max; repairs are in each. */
export function planFollow(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Plan {
  const out = planOutByLoad(fleet, policy, { ...request, action: 'scale-out' }, now)
  if (changesSize(out)) return { ...out, request }
  const shrink = planInByLoad(fleet, policy, { ...request, action: 'scale-in' }, now)
  if (changesSize(shrink)) return { ...shrink, request }
  const { load: _, ...plain } = request
  const legal = planReconcile(fleet, policy, plain, now)
  const told = shrink.load === undefined ? {} : { load: shrink.load }
  if (changesSize(legal)) return { ...legal, ...told, request }
  return { ...shrink, request, hold: isShort(out) ? out.hold : shrink.hold }
}

function changesSize({ changes }: Plan): boolean {
  return changes.some((c) => c.kind === 'add' || c.kind === 'remove' || c.kind === 'put-back')
}

/** More are wanted than are in service, or nobody knows. */
function isShort({ load, size }: Plan): boolean {
  return load === undefined || load.wanted === null || load.wanted > size.serving
}
