import { backendAddress, hostOf } from '../model/address.ts'
import type { Backend, Fleet, Instance, Leftover, Member, Sighting } from '../model/fleet.ts'
import { memberNumber } from '../model/label.ts'
import { ageOf, formerOf, markOf, newcomerOf, unmarkedLabel } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import { judgeLeftover, type Loose } from './judge-leftover.ts'
import { ownOf, secondsOf, takesConnections } from './own-backend.ts'
import { strayedMembers } from './strayed.ts'
import { memberLabelOf, whoseHost } from './whose-host.ts'

/** Whether an instance is a member: it carries the fleet tag and a label `<name>-<n>`, both, from birth. */
export function isOwned(instance: Instance, policy: Policy): boolean {
  return instance.tags.includes(policy.fleetTag) && memberNumber(policy.name, instance.label) !== null
}

/** Whether an instance is in the list that a look goes by: what carries the fleet tag, or a label like a member's. */
export function isListed({ tags, label }: Instance, policy: Policy): boolean {
  return tags.includes(policy.fleetTag) || memberNumber(policy.name, label) !== null
}

/**
 * Sorts out what was seen. An address decides whose a backend node is: that of the instance at it, ours or not. Its label only tells
 * what it may be where no instance is.
 */
export function assembleFleet(seen: Sighting, policy: Policy): Fleet {
  const sighting = withFound(seen, policy)
  const numbered = numberedInstances(sighting.instances, policy)
  const isOurs = ({ instance }: Numbered): boolean => instance.tags.includes(policy.fleetTag)
  const ours = numbered.filter(isOurs)
  const at = whoseHost(sighting)
  const claims = claimBackends({ sighting, at }, ours, policy)
  const locks = locksOnBackends(sighting)
  const members = ours.map((n) => toMember(n, claims, { sighting, policy, locks }))
  const formers = new Set<Backend>()
  for (const m of members) for (const b of m.former) formers.add(b)
  const foreign = claims.foreign.filter((b) => !formers.has(b))
  const { seconds, spared } = secondsOf(claims.members, members, { sighting, policy })
  const judged = claims.loose.map((loose) => judgeLeftover(loose, sighting, policy))
  const leftovers = [
    ...seconds.map((backend): Leftover => ({ backend, why: 'second' })),
    ...judged.flatMap((j) => (j.kind === 'leftover' ? [j.leftover] : [])),
  ]
  const stray = strayedMembers(foreign, at, { sighting, policy })
  const tagged = sighting.instances.filter((i) => i.tags.includes(policy.fleetTag))
  return {
    ...sighting,
    members: members.sort((a, b) => a.number - b.number),
    foreign: foreign.filter((b) => !stray.some((m) => m.backends.includes(b))).sort(byId),
    strayed: stray,
    leftovers: leftovers.sort((a, b) => byId(a.backend, b.backend)),
    doubts: [...spared, ...judged.flatMap((j) => (j.kind === 'doubt' ? [j.doubt] : []))].sort((a, b) =>
      byId(a.backend, b.backend),
    ),
    strangers: numbered.filter((n) => !isOurs(n)).map((n) => n.instance),
    renamed: tagged.filter((i) => memberNumber(policy.name, i.label) === null).sort(byId),
    attachments: policy.attachments,
  }
}

/** The list of instances may be older than that of the backend nodes: what was found by its address, and would be listed, is as good. */
function withFound(seen: Sighting, policy: Policy): Sighting {
  const found = seen.hosts?.found ?? []
  if (found.length === 0) return seen
  const known = new Set(seen.instances.map((i) => i.id))
  const missed = found.filter((i) => !known.has(i.id) && isListed(i, policy))
  return missed.length === 0 ? seen : { ...seen, instances: [...seen.instances, ...missed] }
}

function byId(a: { readonly id: number }, b: { readonly id: number }): number {
  return a.id - b.id
}

interface Numbered {
  readonly instance: Instance
  readonly number: number
}

/** The instances labelled `<name>-<n>`, by id. Each label is read once: there may be thousands. */
function numberedInstances(instances: readonly Instance[], policy: Policy): readonly Numbered[] {
  const numbered: Numbered[] = []
  for (const instance of instances) {
    const number = memberNumber(policy.name, instance.label)
    if (number !== null) numbered.push({ instance, number })
  }
  return numbered.sort((a, b) => a.instance.id - b.instance.id)
}

/** Whose every backend node is. */
interface Claims {
  /** At a member's own address and port, in the order of ids. */
  readonly members: ReadonlyMap<Instance['id'], readonly Backend[]>
  /** With a member's label, where no instance was seen. */
  readonly loose: readonly Loose[]
  readonly foreign: readonly Backend[]
  /** Of them, those at a member's address and on another port. */
  readonly beside: ReadonlyMap<Instance['id'], readonly Backend[]>
}

/** What was seen, and whose each host is. */
interface Seen {
  readonly sighting: Sighting
  readonly at: ReadonlyMap<string, Instance>
}

function claimBackends({ sighting, at }: Seen, ours: readonly Numbered[], policy: Policy): Claims {
  const owned = new Map(ours.map(({ instance }) => [instance.id, instance]))
  const addressless = new Map(
    ours.flatMap(({ instance }) => (instance.address === null ? [[instance.label, instance] as const] : [])),
  )
  const members = new Map<Instance['id'], Backend[]>()
  const loose: Loose[] = []
  const foreign: Backend[] = []
  const beside = new Map<Instance['id'], Backend[]>()
  for (const backend of sighting.backends.map((b) => dated(b, sighting, policy)).sort(byId)) {
    const living = at.get(hostOf(backend.address))
    const label = living === undefined ? memberLabelOf(backend, policy) : null
    const owner = living ?? addressless.get(label ?? '')
    const member = owner === undefined ? undefined : owned.get(owner.id)
    if (member !== undefined && isPlaceOf(backend, member, policy)) add(members, member.id, backend)
    else if (owner === undefined && label !== null) loose.push({ backend, label })
    else {
      foreign.push(backend)
      if (member !== undefined) add(beside, member.id, backend)
    }
  }
  return { members, loose, foreign, beside }
}

/** A drain is finished by a run that waits for it, or by the next one; what is much older is a person's by now. */
function dated(backend: Backend, { observedAt }: Sighting, { scaleIn, scaleOut }: Policy): Backend {
  const mark = backend.mode === 'drain' ? markOf(backend.label) : null
  if (mark === null) return backend
  const limit = scaleIn.drain + scaleOut.healthyWithin + HOUR
  const isOld = mark.since === null || ageOf(mark.since, observedAt) > limit
  return isOld ? { ...backend, old: true } : backend
}

const HOUR = 3_600_000

/** Where a member is attached; one whose address is not known yet is taken at its label's word. */
function isPlaceOf(backend: Backend, { address }: Instance, { attachments }: Policy): boolean {
  return attachments.some(
    ({ config, port }) =>
      config === backend.config && (address === null || backend.address === backendAddress(address, port)),
  )
}

function add(to: Map<Instance['id'], Backend[]>, id: Instance['id'], backend: Backend): void {
  const there = to.get(id)
  if (there === undefined) to.set(id, [backend])
  else there.push(backend)
}

/** A NodeBalancer so locked refuses the removal of its backend nodes, and so of every member. */
function locksOnBackends({ nodeBalancers }: Sighting): readonly string[] {
  return nodeBalancers
    .filter((nb) => nb.locks.includes('cannot_delete_with_subresources'))
    .map((nb) => `cannot_delete_with_subresources on NodeBalancer ${nb.id}`)
}

const NONE: readonly Backend[] = []

function toMember(
  { instance, number }: Numbered,
  claims: Claims,
  of: { readonly sighting: Sighting; readonly policy: Policy; readonly locks: readonly string[] },
): Member {
  const { sighting, policy, locks } = of
  const mine = claims.members.get(instance.id) ?? NONE
  const first = policy.attachments.map((at) =>
    ownOf(
      mine.filter((b) => b.config === at.config),
      instance.label,
      (b) => takesConnections(b, sighting, policy),
    ),
  )
  return {
    label: instance.label,
    number,
    instance,
    backends: first.flatMap((b) => (b === null ? [] : [b])),
    former:
      claims.beside
        .get(instance.id)
        ?.filter((b) => isFormer(b, first.find((own) => own?.config === b.config) ?? null, instance.label)) ??
      NONE,
    missing: policy.attachments.filter((_, i) => first[i] === null),
    locks: locks.length === 0 ? instance.locks : [...instance.locks, ...locks],
  }
}

/** On another port it is ours by `.was` or a drain of ours; by the plain label only until the port of the profile has taken over. */
function isFormer(backend: Backend, own: Backend | null, label: string): boolean {
  if (unmarkedLabel(backend.label) !== label) return false
  const isPlain = backend.label === label
  return !isPlain || own === null || formerOf(own.label) !== null || newcomerOf(own.label) !== null
}
