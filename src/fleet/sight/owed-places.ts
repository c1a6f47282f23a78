import type { Fleet } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import { placesIn } from '../model/place-tag.ts'
import type { Policy } from '../model/policy.ts'
import { replacedBy } from '../model/replaces.ts'
import { isLeaving, nodesOf } from './member-state.ts'

/** Places that are kept for members who went before there was another in their place. */
export interface OwedPlaces {
  /** Whoever left them is gone, and nobody was made for them. */
  readonly owed: readonly InstanceId[]
  /** Whoever is to leave them is in its drain. */
  readonly going: readonly InstanceId[]
  /** Somebody was made for them, or whoever was to leave them stays: nothing is to be kept any more. */
  readonly settled: readonly InstanceId[]
}

const NONE: OwedPlaces = { owed: [], going: [], settled: [] }

/**
 * What the first NodeBalancer's tags say of places, held against the instances there are. The tag is set before its member is drained, and looked
 * at again before the deletion; whoever is made for a place is born with a tag that says so: whoever reads both knows.
 */
export function owedPlaces(fleet: Fleet, policy: Policy): OwedPlaces {
  const [first] = policy.attachments
  const tags = fleet.nodeBalancers.find((nb) => nb.id === first?.nodeBalancer)?.tags ?? []
  const places = placesIn(tags, policy.name)
  if (places.length === 0) return NONE
  const there = new Set(fleet.instances.map((i) => i.id))
  const taken = new Set(fleet.instances.map((i) => replacedBy(i.tags)))
  const going = new Set(
    fleet.members.filter((m) => nodesOf(m).some((b) => isLeaving(b, m))).map((m) => m.instance.id),
  )
  // Without any backend node it may be that a list shows what another run has deleted a moment ago.
  const bare = new Set(fleet.members.filter((m) => nodesOf(m).length === 0).map((m) => m.instance.id))
  const stays = (id: InstanceId): boolean => there.has(id) && !going.has(id) && !bare.has(id)
  return {
    going: places.filter((id) => going.has(id)),
    owed: places.filter((id) => !there.has(id) && !taken.has(id)),
    settled: places.filter((id) => taken.has(id) || stays(id)),
  }
}
