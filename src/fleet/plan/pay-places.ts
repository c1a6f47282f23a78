import type { Fleet, Instant } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import type { Policy } from '../model/policy.ts'
import { takeCensus } from '../sight/census.ts'
import { nodesOf } from '../sight/member-state.ts'
import { owedPlaces } from '../sight/owed-places.ts'
import { formerFor } from '../sight/former.ts'
import { addsOf } from './adds-of.ts'
import type { Change, Plan } from './plan.ts'
import { withFormer } from './replacements.ts'
import { refreshRoom } from './refresh-verdicts.ts'
import { checkNewFail } from './verdict.ts'

/**
 * What a run owes that had no room beside anybody, and died between a deletion and the create after it: any run fills that place first. Whoever
 * makes the fleet smaller needs it no more, and removes so many fewer. What is settled is taken off with the tag of whoever was made for it.
 */
export function payPlaces(fleet: Fleet, policy: Policy, plan: Plan, now: Instant): Plan {
  const places = owedPlaces(fleet, policy)
  const { going } = places
  if (places.owed.length + going.length + places.settled.length === 0) return plan
  // Where there are as many as may be, somebody came in such a place who was not made for it.
  const room = Math.max(0, plan.size.max - plan.size.total)
  const owed = places.owed.slice(0, room)
  const over = [...places.settled, ...places.owed.slice(room)]
  const removals = plan.changes.filter((c) => c.kind === 'remove')
  const smaller = removals.filter((c) => c.isRefresh !== true && c.isFirst !== true)
  // Who is removed for another reason leaves no place.
  const settled = [...over, ...going.filter((id) => smaller.some((c) => c.of.instance.id === id))]
  if (isMet(plan)) return withSettled(fleet, plan, [...settled, ...owed])
  if (smaller.length > 0) {
    const { size, load } = plan.request
    // What the load asks for was reckoned without the places, and whoever leaves already was asked for before.
    const asked = size.kind === 'by' && size.n > 0 && load === undefined ? size.n : freshOf(smaller).length
    const forgiven = owed.slice(0, asked)
    const left = withFewer(plan, smaller, smaller.length - (asked - forgiven.length))
    return withSettled(fleet, left, [...settled, ...forgiven])
  }
  const paid = removals.length > 0 ? plan : withAdds(fleet, policy, plan, { owed, now })
  return withSettled(fleet, paid, settled)
}

/** A person asks for so many as there are now. */
function isMet({ request: { action, size, load }, hold }: Plan): boolean {
  return action === 'scale-in' && size.kind === 'to' && load === undefined && hold?.reason === 'at-size'
}

/** Whoever went for want of room counts as removed: of those in service so many stay. What is above max goes all the same. */
function withFewer(plan: Plan, smaller: readonly Removal[], n: number): Plan {
  if (plan.size.total > plan.size.max) return plan
  const stay = new Set<Change>(n <= 0 ? [] : freshOf(smaller).slice(-n))
  return { ...plan, changes: plan.changes.filter((c) => !stay.has(c)) }
}

type Removal = Extract<Change, { kind: 'remove' }>

/** Those that neither leave already nor are DOWN. */
function freshOf(smaller: readonly Removal[]): readonly Removal[] {
  return smaller.filter(({ of }) => nodesOf(of).every((b) => b.mode !== 'drain' && b.health !== 'down'))
}

function withAdds(
  fleet: Fleet,
  policy: Policy,
  plan: Plan,
  { owed, now }: { readonly owed: readonly InstanceId[]; readonly now: Instant },
): Plan {
  const census = takeCensus(fleet, policy, now)
  const { request } = plan
  const question = { fleet, policy, now, wanted: owed.length, exempt: 0, force: request.force }
  // A renewal waits for the place that is owed: it would take the room.
  const growth = plan.changes.filter((c) => c.kind === 'add' && c.replaces === undefined)
  const planned = growth.length
  const room = Math.min(
    refreshRoom({ fleet, policy, request, census, now }),
    checkNewFail(question, census).allowed,
  )
  const count = census.mostDown ? planned : Math.max(planned, Math.min(owed.length, room))
  if (count === 0) return plan
  const adds = planned === count ? growth : addsOf(fleet, policy, now, count)
  const former = withFormer(formerFor(fleet, policy, null))
  const placed = adds.map((add, i): Change => {
    const id = owed[i]
    return add.kind !== 'add' || id === undefined
      ? add
      : { ...add, replaces: { id, label: `instance ${id}`, isGone: true, ...former } }
  })
  return { ...plan, hold: null, changes: [...plan.changes.filter((c) => c.kind !== 'add'), ...placed] }
}

/** The NodeBalancer's tags are changed beside those of a member: of the one that was made for the place, where there is one. */
function withSettled(fleet: Fleet, plan: Plan, settles: readonly InstanceId[]): Plan {
  const first = plan.changes.find((c) => c.kind === 'retag')
  const [member] = fleet.members
  if (settles.length === 0 || member === undefined) return plan
  const own: Change = first ?? { kind: 'retag', member: member.label, of: member, on: [], off: [] }
  const changed: Change = { ...own, settles }
  const rest = plan.changes.filter((c) => c !== first)
  return { ...plan, changes: [changed, ...rest] }
}
