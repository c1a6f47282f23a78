import type { Fleet, Instant, Member } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import { isLeaving, isOut, isYoung, nodesOf, upOn } from '../sight/member-state.ts'
import { substitutesIn } from '../sight/pairs.ts'
import { begunTooEarly, heldInHindsight } from './hindsight.ts'
import { isByLoad, isSized, pacedByLoad } from './plan-by-load.ts'
import { planRequest } from './plan-request.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'

/** `created` is told in whole seconds. */
const SECOND = 1_000

/** A plan and the fleet it was made for. */
export interface Planned {
  readonly fleet: Fleet
  readonly plan: Plan
}

/**
 * Decides once more, after the drain, who is really removed. Members that are gone since the first look count as removed,
 * whoever did it. Events may come late: a drain that the cooldown would have held, had the first look known what
 * the second one knows, is not finished, whoever began it. Nor is one beside which somebody has added a member: whichever of the
 * two runs looked first, the load that was to be met has come.
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
  const why = whyNot(first, again, policy)
  const ownDrain = new Set(
    first.fleet.members.filter((m) => !m.backends.some((b) => isLeaving(b, m))).map((m) => m.instance.id),
  )
  /** What is above max and has never served goes without a cooldown: it took no connections when it was chosen. */
  const isSurplus = (of: Member): boolean =>
    request.action === 'reconcile' &&
    isYoung(of, policy, first.fleet.observedAt) &&
    !first.fleet.members.some((m) => m.instance.id === of.instance.id && upOn(m, first.fleet).length > 0)
  return {
    ...next,
    changes: next.changes.flatMap((change): readonly Change[] => {
      if (change.kind !== 'remove') return [change]
      // The new plan may want somebody else, or a member that was put back meanwhile: a removal needs its drain first.
      const nodes = nodesOf(change.of)
      const isDrained = nodes.every((b) => isOut(b, change.of))
      if (!isDrained || (nodes.length === 0 && !isSurplus(change.of))) return []
      const isKept = change.isRefresh !== true && !isSurplus(change.of)
      const because = why(change.of, ownDrain.has(change.of.instance.id))
      return [because !== null && isKept ? callOff(change, because) : change]
    }),
  }
}

/** Why the drain of a member is not finished: what the cooldown would have said, or who came meanwhile. */
function whyNot(
  first: Planned,
  again: Fleet,
  policy: Policy,
): (of: Member, isOwnDrain: boolean) => string | null {
  const { request } = first.plan
  if (request.force || request.action === 'refresh') return () => null
  const paced = pacedAs(request, policy)
  const own = heldInHindsight(first.fleet.observedAt, again, paced) ?? grownSince(first, again)
  return (of, isOwnDrain) => (isOwnDrain ? own : begunTooEarly(of, { first: first.fleet, again }, paced))
}

function callOff({ member, of }: Extract<Change, { kind: 'remove' }>, because: string): Change {
  return { kind: 'put-back', member, of, because, hold: 'cooldown', wait: false }
}

/** By a load another cooldown holds than without one. */
function pacedAs(request: Request, policy: Policy): Policy {
  return isByLoad(request) && request.action === 'scale-in' && isSized(policy) ? pacedByLoad(policy) : policy
}

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
