import { cooldownOf } from '../sight/cooldown.ts'
import type { Fleet, Instant, Member } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import { isoInstant } from '../model/instant.ts'
import { isLeaving, isOut, nodesOf, isYoung } from '../sight/member-state.ts'
import { substitutesIn } from '../sight/pairs.ts'
import { isByLoad, isSized, pacedByLoad } from './plan-by-load.ts'
import { planRequest } from './plan-request.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'

/** A plan and the fleet it was made for. */
export interface Planned {
  readonly fleet: Fleet
  readonly plan: Plan
}

/**
 * Decides once more, after the drain, who is really removed. Members that are gone since the first look count as removed,
 * whoever did it. Events may come late: a drain that the cooldown would have held, had the first look known what
 * the second one knows, is not finished. Nor is one beside which somebody has added a member: whichever of the two runs looked first, the
 * load that was to be met has come.
 */
export function planRemovalAgain(first: Planned, again: Fleet, policy: Policy): Plan {
  const { request } = first.plan
  const there = new Set(again.members.map((m) => m.instance.id))
  const gone = first.fleet.members.filter((m) => !there.has(m.instance.id)).length
  const { size } = request
  const rest = size.kind === 'by' ? { ...size, n: Math.max(0, size.n - gone) } : size
  const goFirst = new Set(
    first.plan.changes.flatMap((c) => (c.kind === 'remove' && c.isFirst === true ? [c.of.instance.id] : [])),
  )
  const next = planRequest(again, policy, { ...request, size: rest, goFirst }, again.observedAt)
  const why =
    request.force || request.action === 'refresh'
      ? null
      : (heldInHindsight(first.fleet.observedAt, again, pacedAs(request, policy)) ?? grownSince(first, again))
  const ownDrain = new Set(
    first.fleet.members.filter((m) => !m.backends.some((b) => isLeaving(b, m))).map((m) => m.instance.id),
  )
  /** What is above max and has never served goes without a cooldown. */
  const isSurplus = (of: Member): boolean =>
    request.action === 'reconcile' && isYoung(of, policy, first.fleet.observedAt)
  return {
    ...next,
    changes: next.changes.flatMap((change): readonly Change[] => {
      if (change.kind !== 'remove') return [change]
      // The new plan may want somebody else, or a member that was put back meanwhile: a removal needs its drain first.
      const nodes = nodesOf(change.of)
      const isDrained = nodes.every((b) => isOut(b, change.of))
      if (!isDrained || (nodes.length === 0 && !isSurplus(change.of))) return []
      const isKept = change.isRefresh !== true && !isSurplus(change.of)
      const held = why !== null && ownDrain.has(change.of.instance.id) && isKept
      return [held ? callOff(change, why) : change]
    }),
  }
}

function callOff({ member, of }: Extract<Change, { kind: 'remove' }>, because: string): Change {
  return { kind: 'put-back', member, of, because, hold: 'cooldown', wait: false }
}

/** By a load another cooldown holds than without one. */
function pacedAs(request: Request, policy: Policy): Policy {
  return isByLoad(request) && request.action === 'scale-in' && isSized(policy) ? pacedByLoad(policy) : policy
}

/** What the cooldown would have said at the first look. */
function heldInHindsight(at: Instant, again: Fleet, policy: Policy): string | null {
  const known = {
    ...again,
    activity: (again.activity ?? []).filter((a) => a.at <= at),
    members: again.members.filter((m) => m.instance.created <= at),
  }
  const { since, until } = cooldownOf('scale-in', known, policy, at)
  if (since === null || until === null) return null
  return `cooldown: ${since.change.label} was ${since.action} at ${isoInstant(since.change.at)}, which was not to be seen at first`
}

/** `created` is told in whole seconds. */
const SECOND = 1_000

/** Who was added since the first look, by whomever, and is not visibly somebody else's; a scale-in adds nobody. */
function grownSince({ fleet, plan }: Planned, again: Fleet): string | null {
  if (plan.request.action !== 'scale-in') return null
  // Who is to take another one's place is no growth.
  const before = new Set([
    ...fleet.members.map((m) => m.instance.id),
    ...substitutesIn(again).keys(),
    ...again.strangers.map((i) => i.id),
  ])
  const isNew = (id: InstanceId, at: Instant): boolean => at + SECOND > fleet.observedAt && !before.has(id)
  const [came] = [
    ...again.members.filter((m) => isNew(m.instance.id, m.instance.created)),
    ...(again.activity ?? []).filter((a) => a.action === 'create' && !a.failed && isNew(a.instance, a.at)),
  ]
  return came === undefined ? null : `${came.label} was added meanwhile: its capacity is wanted again`
}
