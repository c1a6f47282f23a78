import { backendAddress } from '../model/address.ts'
import type { Backend, Fleet, Instance, Leftover, Member, Sighting } from '../model/fleet.ts'
import type { ConfigId } from '../model/ids.ts'
import { memberNumber, unmarkedLabel } from '../model/label.ts'
import type { Policy } from '../model/policy.ts'

/** Whether an instance is a member: it carries the fleet tag and a label `<name>-<n>`, both, from birth. */
export function isOwned(instance: Instance, policy: Policy): boolean {
  return instance.tags.includes(policy.fleetTag) && memberNumber(policy.name, instance.label) !== null
}

/** Sorts out what was seen: members with their backend nodes, foreign backends, leftovers and strangers. */
export function assembleFleet(sighting: Sighting, policy: Policy): Fleet {
  const numbered = numberedInstances(sighting.instances, policy)
  const isOurs = ({ instance }: Numbered): boolean => instance.tags.includes(policy.fleetTag)
  const ours = numbered.filter(isOurs)
  const owned = ours.map((n) => n.instance)
  const claims = claimBackends(sighting.backends, owned, policy)
  const locks = locksOnBackends(sighting)
  const members = ours.map((n) => toMember(n, claims, policy, locks)).sort((a, b) => a.number - b.number)
  const strangers = numbered.filter((n) => !isOurs(n)).map((n) => n.instance)
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

interface Numbered {
  readonly instance: Instance
  readonly number: number
}

/** The instances labelled `<name>-<n>`, by id. Each label is read once: there may be thousands. */
function numberedInstances(instances: readonly Instance[], policy: Policy): readonly Numbered[] {
  const numbered = instances.flatMap((instance) => {
    const number = memberNumber(policy.name, instance.label)
    return number === null ? [] : [{ instance, number }]
  })
  return numbered.sort((a, b) => a.instance.id - b.instance.id)
}

/** The backend nodes of each instance: by their address, or by label while the instance has no address yet. */
type Claims = ReadonlyMap<Instance, readonly Backend[]>

function claimBackends(backends: readonly Backend[], owned: readonly Instance[], policy: Policy): Claims {
  const byAddress = ownersByAddress(owned, policy)
  const addressless = new Map(owned.filter((i) => i.address === null).map((i) => [i.label, i]))
  const claims = new Map<Instance, Backend[]>()
  for (const backend of backends) {
    const owner =
      byAddress.get(backend.config)?.get(backend.address) ?? addressless.get(unmarkedLabel(backend.label))
    if (owner === undefined) continue
    const claimed = claims.get(owner)
    if (claimed === undefined) claims.set(owner, [backend])
    else claimed.push(backend)
  }
  return claims
}

/** Who owns an address on a config. */
function ownersByAddress(
  owned: readonly Instance[],
  policy: Policy,
): ReadonlyMap<ConfigId, ReadonlyMap<string, Instance>> {
  const byConfig = new Map<ConfigId, Map<string, Instance>>()
  for (const { config, port } of policy.attachments) {
    const byAddress = byConfig.get(config) ?? new Map<string, Instance>()
    for (const i of owned) if (i.address !== null) byAddress.set(backendAddress(i.address, port), i)
    byConfig.set(config, byAddress)
  }
  return byConfig
}

/** A NodeBalancer so locked refuses the removal of its backend nodes, and so of every member. */
function locksOnBackends({ nodeBalancers }: Sighting): readonly string[] {
  return nodeBalancers
    .filter((nb) => nb.locks.includes('cannot_delete_with_subresources'))
    .map((nb) => `cannot_delete_with_subresources on NodeBalancer ${nb.id}`)
}

function toMember(
  { instance, number }: Numbered,
  claims: Claims,
  policy: Policy,
  nodeBalancerLocks: readonly string[],
): Member {
  const mine = claims.get(instance) ?? []
  const first = policy.attachments.map((at) => lowest(mine.filter((b) => b.config === at.config)))
  return {
    label: instance.label,
    number,
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
