import { shrinkRoom, type ShrinkRoom } from '../load/shrink-room.ts'
import { sizeByLoad } from '../load/size-by-load.ts'
import type { Sized } from '../load/sized.ts'
import type { Reading } from '../load/reading.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import type { LoadPolicy } from '../model/load-policy.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import { takeCensus, type Census } from '../sight/census.ts'
import { unseenCreates } from '../sight/unseen-creates.ts'
import { planScaleIn } from './plan-scale-in.ts'
import { takesPlace } from './room.ts'
import { planScaleOut } from './plan-scale-out.ts'
import type { Plan } from './plan.ts'
import type { Request } from './request.ts'

/** A request whose size the load decides. */
export interface LoadRequest extends Request {
  readonly load: Reading
}

/** A policy that has its fleet sized by its load. */
export interface SizedPolicy extends Policy {
  readonly load: LoadPolicy
}

/** Whether the load decides about a request. */
export function isByLoad(request: Request): request is LoadRequest {
  return request.load !== undefined
}

/** Whether a policy has its fleet sized by its load. */
export function isSized(policy: Policy): policy is SizedPolicy {
  return policy.load !== undefined
}

/** Plans growth to what is wanted now, at once. What is not known grows by a step where an alert asks for it, and else holds. */
export function planOutByLoad(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const sized = sizeByLoad({ census, policy: policy.load, now }, request.load)
  const unseen = unseenCreates(fleet, policy, now)
  const { min, max } = census.size
  // What was created and is in no list yet is on its way as well, and has its place below max.
  const listed = sized.wanted === null ? null : Math.min(sized.wanted, max) - unseen.length
  const plan = planScaleOut(fleet, policy, outRequest(request, { sized, listed, min }), now)
  // What is lacking to min is made without regard to them.
  const counts = listed !== null && listed >= min
  return told({ ...plan, ...(counts ? { counted: unseen } : {}) }, request, sized)
}

function outRequest(
  request: LoadRequest,
  { sized, listed, min }: { readonly sized: Sized; readonly listed: number | null; readonly min: number },
): Request {
  const more = { isOverload: sized.isOverload }
  if (listed !== null) return { ...request, ...more, size: { kind: 'to', n: Math.max(0, listed) } }
  return isAsked(request) ? { ...request, ...more } : { ...request, size: { kind: 'to', n: min } }
}

/** An alert that still fires asks for more. */
function isAsked({ trigger }: Request): boolean {
  return trigger?.group?.status === 'firing' || trigger?.condition?.isMet === true
}

/** The policy of a shrinking by load, which has no cooldown unless one is written for it: the window of its pace is in its place. */
export function pacedByLoad(policy: SizedPolicy): SizedPolicy {
  return { ...policy, scaleIn: { ...policy.scaleIn, cooldown: policy.load.cooldownIn ?? 0 } }
}

/** Plans shrinking to the peak of the window: at most half of the fleet a window, and nobody whose paid hour is not nearly used up. */
export function planInByLoad(fleet: Fleet, policy: SizedPolicy, request: LoadRequest, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const sized = sizeByLoad({ census, policy: policy.load, now }, request.load)
  const paced = pacedByLoad(policy)
  const { n, room } = removals(fleet, policy, census, { sized, now })
  const there = census.size.serving + leavingUp(census)
  // Who leaves and is DOWN is no capacity to put back.
  const down = census.all.filter((c) => c.state === 'leaving' && c.down && c.replaced !== true).length
  const plan = planScaleIn(fleet, paced, { ...request, size: { kind: 'to', n: there - n - down } }, now)
  const hold = plan.hold?.reason === 'at-size' ? (paceHold(room, sized, there) ?? plan.hold) : plan.hold
  return told({ ...plan, hold }, request, sized)
}

function leavingUp(census: Census): number {
  return census.all.filter((c) => c.state === 'leaving' && takesPlace(c)).length
}

/** How many go: what is over the peak, as far as the pace and what is known leave it. */
function removals(
  fleet: Fleet,
  policy: SizedPolicy,
  census: Census,
  { sized, now }: { readonly sized: Sized; readonly now: Instant },
): { readonly n: number; readonly room: ShrinkRoom } {
  const { serving, total } = census.size
  const leaving = leavingUp(census)
  // Who leaves for what is above max goes on leaving, whatever the load asks for.
  const trimmed = Math.min(leaving, Math.max(0, total - census.bounds.trimAbove))
  const room = shrinkRoom(fleet, policy.load, now, { serving, leaving, isOutage: sized.isOutage })
  if (sized.unknown !== null || sized.peak === null) return { n: trimmed, room }
  const over = Math.max(0, serving + leaving - Math.max(census.bounds.leaves, sized.peak))
  return { n: Math.max(trimmed, Math.min(over, leaving + room.left)), room }
}

/** More than the pace allows would go. */
function paceHold(room: ShrinkRoom, { peak, unknown, isOutage }: Sized, there: number): Hold | null {
  if (unknown !== null || peak === null || there <= peak || room.left > 0) return null
  const why = isOutage
    ? 'there is hardly any work, as in an outage: one goes in a window'
    : 'at most half of the members go in a window'
  return { reason: 'cooldown', detail: `${why}, and ${room.gone} went`, until: room.until }
}

/** The plan in the words of a load: what is wanted instead of what was asked for. */
function told(plan: Plan, request: Request, load: Sized): Plan {
  const guards = plan.guards.map((g) => (g.guard === 'at-size' ? { ...g, guard: 'at-wanted' as const } : g))
  const hold = plan.hold?.reason === 'at-size' ? restHold(plan, request, load) : plan.hold
  return { ...plan, request, guards, hold, load }
}

function restHold({ size }: Plan, { action }: Request, load: Sized): Hold {
  const isUnknown = action === 'scale-in' ? load.unknown !== null : load.wanted === null
  if (isUnknown) return unknownHold(load)
  const n = action === 'scale-in' ? load.peak : load.wanted
  const detail =
    action === 'scale-in'
      ? `${size.serving} members are in service, and ${n} were wanted within the window`
      : `${size.serving} members are in service and ${n} are wanted`
  const known = load.trouble === null ? detail : `${detail}; ${load.trouble}`
  return { reason: 'at-wanted', detail: known, until: null }
}

function unknownHold({ unknown, trouble }: Sized): Hold {
  const what =
    unknown === 'peak-unknown'
      ? 'there are no samples of the whole window yet: nobody knows the most that was wanted in it'
      : 'nobody knows how much work there is'
  return {
    reason: unknown ?? 'work-unknown',
    detail: trouble === null ? what : `${what}: ${trouble}`,
    until: null,
  }
}
