import { hostOf } from '../model/address.ts'
import type { Backend, Doubt, Instance, Leftover, Sighting } from '../model/fleet.ts'
import { ageOf, isMarked, markOf } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import { SOONEST_REUSE } from './last-changes.ts'
import { whyUnseen } from './why-unseen.ts'
import { deletedAt, isDeleted, newbornOf } from './witnesses.ts'

/** A backend node that bears the label of a member, at a host where no instance was seen. */
export interface Loose {
  readonly backend: Backend
  /** The member's label that it bears. */
  readonly label: string
}

/** What a backend node without an instance is: for any run to remove, or for nobody yet. */
export type Judgement =
  | { readonly kind: 'leftover'; readonly leftover: Leftover }
  | { readonly kind: 'doubt'; readonly doubt: Doubt }

/**
 * A leftover needs two witnesses: the account says that no living instance has its address, to a user who sees every Linode, and it is not in
 * service. Everything else is told and not removed.
 */
export function judgeLeftover(loose: Loose, seen: Sighting, policy: Policy): Judgement {
  const { backend, label } = loose
  const doubt = (why: string, blind = false): Judgement => ({ kind: 'doubt', doubt: { backend, why, blind } })
  const namesake = seen.instances.find((i) => mayBeBehind(i, label, policy))
  if (namesake !== undefined)
    return doubt(`instance ${namesake.id} is called ${label}, and its address is not known yet`)
  if (!isOutOfService(backend, label, seen)) return doubt(...whyInDoubt(backend, label, seen))
  const newborn = newbornOf(seen.activity, label, seen.observedAt)
  if (newborn !== null && !seen.instances.some((i) => i.id === newborn)) {
    return doubt(`${label} was created less than ten minutes ago, and may not be listed yet`)
  }
  const host = hostOf(backend.address)
  const isBlind = isBlindTo(label, seen, policy)
  if (seen.hosts?.asked.includes(host) !== true) {
    return doubt(`whether an instance has ${host} could not be asked`, isBlind)
  }
  if (!seen.hosts.trusted) {
    const why = `no member was seen in the answer that shows no instance at ${host}, so it proves nothing`
    return doubt(why, isBlind)
  }
  const unseen = whyUnseen(seen.hosts.sees)
  if (unseen !== null) {
    const ends = 'with the token of one who does, any run removes it if no instance has its address'
    return doubt(`${unseen}; ${ends}`, isBlind)
  }
  const undated = isDated(loose, seen) ? {} : { undated: true as const }
  return { kind: 'leftover', leftover: { backend, why: 'no-instance', ...undated } }
}

/** Nobody of the fleet is seen by a user who may not see everybody, and no deletion explains it: the whole of it may be there. */
function isBlindTo(label: string, { instances, hosts, activity }: Sighting, { fleetTag }: Policy): boolean {
  const isSomebodySeen = instances.some((i) => i.tags.includes(fleetTag))
  return !isSomebodySeen && hosts?.sees !== 'all' && !isDeleted(activity, label)
}

/** Lists were seen to lag by up to a minute, in milliseconds: what is older than that is in each of them. */
export const LISTS_LAG = 60_000

/**
 * Whether something tells that a backend node is older than a list may lag: its instance was deleted, so recently that nobody has its number again, or
 * our mark on it says so. No backend node has a date of its own, and one that was made after it may be a new one of an old instance.
 */
function isDated({ backend, label }: Loose, { activity, observedAt }: Sighting): boolean {
  const since = markOf(backend.label)?.since ?? null
  if (since !== null && ageOf(since, observedAt) >= LISTS_LAG) return true
  const gone = deletedAt(activity, label)
  return gone !== null && observedAt - gone < SOONEST_REUSE
}

/** Of that label, without an address yet, and no other fleet's: then nobody knows whose the backend node is. */
function mayBeBehind(i: Instance, label: string, { fleetTag }: Policy): boolean {
  if (i.label !== label || i.address !== null) return false
  return i.tags.includes(fleetTag) || !i.tags.some((tag) => tag.startsWith('fleet:'))
}

/** The second witness: DOWN, drained by us, or, where no check has spoken, its instance was deleted. */
function isOutOfService(backend: Backend, label: string, seen: Sighting): boolean {
  if (isMarked(backend.label) && backend.mode === 'drain') return true
  const health = isChecked(backend, seen) ? backend.health : 'unknown'
  return health === 'down' || (health === 'unknown' && isDeleted(seen.activity, label))
}

/** Something answers there, or may: unless a deletion explains it, a machine is there that the token does not show. */
function whyInDoubt(backend: Backend, label: string, seen: Sighting): [why: string, blind: boolean] {
  const up = isChecked(backend, seen) && backend.health === 'up'
  if (isDeleted(seen.activity, label))
    return [`${label} was deleted, and its check does not say DOWN yet`, false]
  if (up) return ['its check says UP, and no instance was found at its address', true]
  const { trusted, sees } = seen.hosts ?? { trusted: false, sees: null }
  if (trusted && sees === 'all') return ['no instance has its address, and no check says DOWN', false]
  return ['no instance was found at its address, and nothing says that there is none', true]
}

function isChecked({ config }: Backend, { configs }: Sighting): boolean {
  return configs.some((c) => c.id === config && c.checked)
}
