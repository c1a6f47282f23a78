import type { Backend, Doubt, Instance, Member, Sighting } from '../model/fleet.ts'
import { unmarkedLabel } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import { isDrained, isOpen } from './member-state.ts'

/** What is at members' places and no member's: for any run to remove, but for what takes connections while the member's own does not. */
export function secondsOf(
  claimed: ReadonlyMap<Instance['id'], readonly Backend[]>,
  members: readonly Member[],
  { sighting, policy }: { readonly sighting: Sighting; readonly policy: Policy },
): { readonly seconds: readonly Backend[]; readonly spared: readonly Doubt[] } {
  // As it almost always is: there may be thousands.
  if (count(claimed.values()) === count(members.map((m) => m.backends))) return { seconds: [], spared: [] }
  const own = new Map(members.flatMap((m) => m.backends.map((b) => [`${b.config} ${b.address}`, b] as const)))
  const kept = new Set(own.values())
  const others = [...claimed.values()].flat().filter((b) => !kept.has(b))
  const spared = others.flatMap((backend): readonly Doubt[] => {
    const first = own.get(`${backend.config} ${backend.address}`)
    const stays = first !== undefined && takesConnections(backend, sighting, policy)
    if (!stays || takesConnections(first, sighting, policy)) return []
    const why = `it takes connections, and a person has set backend node ${first.id} beside it to ${first.mode}`
    return [{ backend, why, blind: false, second: true }]
  })
  return { seconds: others.filter((b) => !spared.some((d) => d.backend === b)), spared }
}

function count(lists: Iterable<readonly Backend[]>): number {
  let sum = 0
  for (const list of lists) sum += list.length
  return sum
}

/** Whether a backend node is open, and UP where that is checked. */
export function takesConnections(
  backend: Backend,
  { configs }: Pick<Sighting, 'configs'>,
  policy: Policy,
): boolean {
  const isChecked = configs.some((c) => c.id === backend.config && c.checked)
  return isOpen(backend, policy) && (backend.health === 'up' || !isChecked)
}

/**
 * Of several backend nodes in one place the member's: under its own label before any other, then the lowest id; but one that takes connections
 * before one that does not, unless a person has set the mode of that.
 */
export function ownOf(
  backends: readonly Backend[],
  label: string,
  takes: (backend: Backend) => boolean,
): Backend | null {
  const rank = (b: Backend): number => (b.label === label ? 0 : unmarkedLabel(b.label) === label ? 1 : 2)
  const [first = null, ...others] =
    backends.length < 2 ? backends : backends.toSorted((a, b) => rank(a) - rank(b) || a.id - b.id)
  if (first === null || takes(first) || (first.mode !== 'accept' && !isDrained(first))) return first
  return others.find(takes) ?? first
}
