import type { Fleet, Instant } from '../model/fleet.ts'
import { takeCensus } from '../sight/census.ts'
import { isFixed, planBurial, planGoing, withSuspects, type Burial } from './plan-burial.ts'
import { planInByLoad, planOutByLoad, type LoadRequest, type SizedPolicy } from './plan-by-load.ts'
import { planReconcile } from './plan-reconcile.ts'
import { removal } from './plan-scale-in.ts'
import { comingCount } from './coming-count.ts'
import type { Plan } from './plan.ts'

/**
 * Plans one turn in both directions: growth comes first, then shrinking, then what is above max; repairs are in each. Where there is room for
 * neither, one that was watched being dead is replaced as by a reconcile.
 */
export function planFollow(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Plan {
  const { load, ...plain } = request
  const out = planOutByLoad(fleet, policy, { ...request, action: 'scale-out' }, now)
  const going = planGoing(fleet, policy, plain, now)
  if (going !== null) return { ...going, ...loadOf(out), request }
  if (changesSize(out)) return { ...out, request }
  const shrink = planInByLoad(fleet, policy, { ...request, action: 'scale-in' }, now)
  if (changesSize(shrink)) return { ...shrink, request }
  const burial = removeDead(fleet, policy, request, now)
  const guards = [...shrink.guards, ...burial.guards.filter(isNotIn(shrink.guards))]
  if (burial.change !== null)
    return { ...shrink, request, guards, hold: null, changes: [...shrink.changes, burial.change] }
  // A place that growth wants is not taken for a renewal.
  const legal = planReconcile(fleet, policy, { ...plain, measured: load, renews: !isShort(out) }, now)
  if (changesSize(legal)) return { ...legal, ...loadOf(shrink), request }
  const retags = legal.changes.filter((c) => c.kind === 'retag')
  const short = isShort(out) ? withSuspects(out.hold, fleet, policy, now) : null
  return {
    ...shrink,
    request,
    guards: [...guards, ...legal.guards.filter((g) => RENEWALS.has(g.guard))],
    hold: burial.hold ?? (isShort(out) ? short : (heldRenewal(legal) ?? shrink.hold)),
    changes: [...shrink.changes, ...retags],
  }
}

function loadOf({ load }: Plan): Pick<Plan, 'load'> {
  return load === undefined ? {} : { load }
}

function isNotIn(guards: Plan['guards']): (guard: Plan['guards'][number]) => boolean {
  return ({ guard }) => guards.every((g) => g.guard !== guard)
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

/** More are wanted than are in service, by the load or by min, or nobody knows. */
function isShort({ load, size }: Plan): boolean {
  if (load === undefined || load.wanted === null) return true
  return Math.max(load.wanted, size.min) > size.serving
}

const NOTHING: Burial = { change: null, guards: [], hold: null }

/**
 * One that was watched being dead: growth makes up for it as for any work that nobody does, so only its removal is left, once nobody
 * is on the way; at max, where nothing can be made up for, at once, and where none may be missing its place is kept for another.
 */
function removeDead(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Burial {
  const census = takeCensus(fleet, policy, now)
  if (isFixed(census)) return planBurial(fleet, policy, request, now)
  const { total, min, max } = census.size
  const isFull = total >= max
  if (census.mostDown || total <= min || (!isFull && comingCount(census) > 0)) return NOTHING
  const [dead] = census.all
    .filter(
      (c) => c.state === 'out-of-service' && c.seemsDead && request.dead?.has(c.member.instance.id) === true,
    )
    .sort((a, b) => a.member.instance.id - b.member.instance.id)
  return dead === undefined ? NOTHING : { ...NOTHING, change: removal(dead) }
}
