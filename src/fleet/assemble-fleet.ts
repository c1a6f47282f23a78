import { backendAddress } from './address.ts'
import type { Backend, Fleet, Instance, Leftover, Member, Sighting } from './fleet.ts'
import { memberNumber, unmarkedLabel } from './label.ts'
import type { Policy } from './policy.ts'

/** Whether an instance is a member: it carries the fleet tag and a label `<name>-<n>`, both, from birth. */
export function isOwned(instance: Instance, policy: Policy): boolean {
  return instance.tags.includes(policy.fleetTag) && memberNumber(policy.name, instance.label) !== null
}

/** Sorts out what was seen: members with their backend nodes, foreign backends, leftovers and strangers. */
export function assembleFleet(sighting: Sighting, policy: Policy): Fleet {
  const sorted = [...sighting.instances].sort((a, b) => a.id - b.id)
  const numbered = sorted.filter((i) => memberNumber(policy.name, i.label) !== null)
  const owned = numbered.filter((i) => isOwned(i, policy))
  const claims = claimBackends(sighting.backends, owned, policy)
  const locks = locksOnBackends(sighting)
  const members = owned.map((i) => toMember(i, claims, policy, locks)).sort((a, b) => a.number - b.number)
  const strangers = numbered.filter((i) => !isOwned(i, policy))
  const kept = new Set(members.flatMap((m) => m.backends))
  const loose = sighting.backends.filter((b) => !kept.has(b)).sort((a, b) => a.id - b.id)
  const labels = { owned: labelsOf(owned), strangers: labelsOf(strangers) }
  const claimed = new Set([...claims.values()].flat())
  const judged = loose.map((b) => ({
    backend: b,
    why: claimed.has(b) ? ('second' as const) : whyLeftover(b, labels, policy),
  }))
  const leftovers = judged.flatMap(({ backend, why }): Leftover[] => (why === null ? [] : [{ backend, why }]))
  const foreign = judged.filter((l) => l.why === null).map((l) => l.backend)
  return { ...sighting, members, foreign, leftovers, strangers, attachments: policy.attachments }
}

/** The backend nodes of each instance: by their address, or by label while the instance has no address yet. */
type Claims = ReadonlyMap<Instance, readonly Backend[]>

function claimBackends(backends: readonly Backend[], owned: readonly Instance[], policy: Policy): Claims {
  const byAddress = new Map(owned.flatMap((i) => addressKeys(i, policy).map((key) => [key, i] as const)))
  const addressless = new Map(owned.filter((i) => i.address === null).map((i) => [i.label, i]))
  const claims = new Map<Instance, Backend[]>()
  for (const backend of backends) {
    const owner =
      byAddress.get(`${backend.config} ${backend.address}`) ?? addressless.get(unmarkedLabel(backend.label))
    if (owner !== undefined) claims.set(owner, [...(claims.get(owner) ?? []), backend])
  }
  return claims
}

function addressKeys(instance: Instance, policy: Policy): string[] {
  const { address } = instance
  if (address === null) return []
  return policy.attachments.map((at) => `${at.config} ${backendAddress(address, at.port)}`)
}

/** A NodeBalancer so locked refuses the removal of its backend nodes, and so of every member. */
function locksOnBackends({ nodeBalancers }: Sighting): readonly string[] {
  return nodeBalancers
    .filter((nb) => nb.locks.includes('cannot_delete_with_subresources'))
    .map((nb) => `cannot_delete_with_subresources on NodeBalancer ${nb.id}`)
}

function toMember(
  instance: Instance,
  claims: Claims,
  policy: Policy,
  nodeBalancerLocks: readonly string[],
): Member {
  const mine = claims.get(instance) ?? []
  const first = policy.attachments.map((at) => lowest(mine.filter((b) => b.config === at.config)))
  return {
    label: instance.label,
    number: memberNumber(policy.name, instance.label) ?? 0,
    instance,
    backends: first.flatMap((b) => (b === null ? [] : [b])),
    missing: policy.attachments.filter((_, i) => first[i] === null),
    locks: [...instance.locks, ...nodeBalancerLocks],
  }
}

function lowest(backends: readonly Backend[]): Backend | null {
  return backends.reduce<Backend | null>((low, b) => (low === null || b.id < low.id ? b : low), null)
}

function labelsOf(instances: readonly Instance[]): ReadonlySet<string> {
  return new Set(instances.map((i) => i.label))
}

/** Null for a foreign backend: its label is nobody's, or that of a stranger. */
function whyLeftover(
  backend: Backend,
  labels: { readonly owned: ReadonlySet<string>; readonly strangers: ReadonlySet<string> },
  policy: Policy,
): Leftover['why'] | null {
  const label = unmarkedLabel(backend.label)
  if (memberNumber(policy.name, label) === null || labels.strangers.has(label)) return null
  return labels.owned.has(label) ? 'second' : 'no-instance'
}
