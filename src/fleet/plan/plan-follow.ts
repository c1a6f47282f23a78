import type { Fleet, Instant } from '../model/fleet.ts'
import { takeCensus } from '../sight/census.ts'
import { planInByLoad, planOutByLoad, type LoadRequest, type SizedPolicy } from './plan-by-load.ts'
import { planReconcile } from './plan-reconcile.ts'
import { removal } from './plan-scale-in.ts'
import { comingCount } from './coming-count.ts'
import type { Change, Plan } from './plan.ts'

/** Plans one turn in both directions: growth comes first, then shrinking, then what is above max; repairs are in each. */
export function planFollow(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Plan {
  const out = planOutByLoad(fleet, policy, { ...request, action: 'scale-out' }, now)
  if (changesSize(out)) return { ...out, request }
  const shrink = planInByLoad(fleet, policy, { ...request, action: 'scale-in' }, now)
  if (changesSize(shrink)) return { ...shrink, request }
  const buried = removeDead(fleet, policy, { ...request, action: 'scale-in' }, now)
  if (buried !== null) return { ...shrink, request, hold: null, changes: [...shrink.changes, buried] }
  const { load, ...plain } = request
  // A place that growth wants is not taken for a renewal.
  const legal = planReconcile(fleet, policy, { ...plain, measured: load, renews: !isShort(out) }, now)
  const told = shrink.load === undefined ? {} : { load: shrink.load }
  if (changesSize(legal)) return { ...legal, ...told, request }
  const retags = legal.changes.filter((c) => c.kind === 'retag')
  return {
    ...shrink,
    request,
    guards: [...shrink.guards, ...legal.guards.filter((g) => RENEWALS.has(g.guard))],
    hold: isShort(out) ? out.hold : (heldRenewal(legal) ?? shrink.hold),
    changes: [...shrink.changes, ...retags],
  }
}

/** Why somebody is not renewed says more than that no other size is wanted. */
function heldRenewal({ hold }: Plan): Plan['hold'] {
  return hold !== null && RENEWALS.has(hold.reason) ? hold : null
}

/** What holds a renewal and nothing else. */
const RENEWALS: ReadonlySet<string> = new Set(['too-small', 'work-unknown', 'two-specs'])

function changesSize({ changes }: Plan): boolean {
  return changes.some((c) => c.kind === 'add' || c.kind === 'remove' || c.kind === 'put-back')
}

/** More are wanted than are in service, or nobody knows. */
function isShort({ load, size }: Plan): boolean {
  return load === undefined || load.wanted === null || load.wanted > size.serving
}

/**
 * One that was watched being dead: growth makes up for it as for any work that nobody does, so only its removal is left, once nobody
 * is on the way; at max, where nothing can be made up for, at once.
 */
function removeDead(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Change | null {
  const census = takeCensus(fleet, policy, now)
  const { total, min, max } = census.size
  const isFull = total >= max
  if (census.mostDown || total <= min || (!isFull && comingCount(census) > 0)) return null
  const [dead] = census.all
    .filter(
      (c) => c.state === 'out-of-service' && c.seemsDead && request.dead?.has(c.member.instance.id) === true,
    )
    .sort((a, b) => a.member.instance.id - b.member.instance.id)
  return dead === undefined ? null : removal(dead)
}
