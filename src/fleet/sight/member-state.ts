import type { Backend, Fleet, Instant, Member } from '../model/fleet.ts'
import type { ConfigId } from '../model/ids.ts'
import { canBeMarked, formerOf, isMarked, markOf, unmarkedLabel } from '../model/mark.ts'
import { isoInstant } from '../model/instant.ts'
import type { Attachment, Policy } from '../model/policy.ts'
import { protectedBy } from './protected-by.ts'

/** Every state that a member may be in. */
export const MEMBER_STATES = [
  'in-service',
  'starting',
  'leaving',
  'held',
  'unattached',
  'out-of-service',
  'not-running',
] as const

/** The state of a member; each is in exactly one, and the state decides who may touch it. */
export type MemberState = (typeof MEMBER_STATES)[number]

/** Statuses of an instance that is on its way to running. */
const COMING = new Set(['provisioning', 'booting', 'rebooting'])

/**
 * A backend node that we drain: the mark and `mode: drain` were set in one call. A mark speaks only for the member whose label it
 * bears: addresses are used again.
 */
export function isLeaving(backend: Backend, { label }: Pick<Member, 'label'>): boolean {
  return isDrained(backend) && unmarkedLabel(backend.label) === label
}

/** A backend node that carries a mark of ours and is in drain, whosever drain it was. */
export function isDrained(backend: Backend): boolean {
  return isMarked(backend.label) && backend.mode === 'drain' && backend.old !== true
}

/** A backend node of a member that takes no connections any more by a drain of ours. */
export function isOut(backend: Backend, member: Pick<Member, 'label'>): boolean {
  return isLeaving(backend, member) || (formerOf(backend.label) !== null && backend.mode === 'drain')
}

/** Where every member is attached: a fleet and a policy both know it. */
interface Places {
  readonly attachments: readonly Attachment[]
}

/** The mode in which a config's backend nodes serve: `accept`, unless the profile says `backup`. */
export function servingMode(
  { config }: Pick<Backend, 'config'>,
  { attachments }: Places,
): 'accept' | 'backup' {
  return attachments.find((at) => at.config === config)?.mode ?? 'accept'
}

/** Whether a backend node is in the mode that its config's backend nodes serve in. */
export function isOpen(backend: Backend, places: Places): boolean {
  return backend.mode === servingMode(backend, places)
}

/** The mode that putting a member back gives its backend node: a mode that a person has set over our mark is theirs. */
export function modeAfter(backend: Backend, places: Places): string {
  const isOurs = isDrained(backend) || (formerOf(backend.label) !== null && backend.mode === 'drain')
  return isOurs ? servingMode(backend, places) : backend.mode
}

/** The backend nodes that putting a member back is about: those of the profile's ports, and others that a drain of ours has marked. */
export function markable({
  backends,
  former = [],
}: Pick<Member, 'backends'> & Partial<Pick<Member, 'former'>>) {
  return [...backends, ...former.filter((b) => isMarked(b.label))]
}

/** The backend nodes that carry our mark, in the order in which it is taken off: a stale mark last, so that it is not lost on the way. */
export function putBackOrder(backends: readonly Backend[]): readonly Backend[] {
  const marked = backends.filter((b) => (isMarked(b.label) && b.old !== true) || formerOf(b.label) !== null)
  return [...marked.filter(isDrained), ...marked.filter((b) => !isDrained(b))]
}

/** Every backend node is open and UP; on a config without a check: open and the instance running. */
export function isInService(member: Member, fleet: Fleet): boolean {
  return fleet.attachments.every(({ config }) =>
    nodesOf(member).some((b) => b.config === config && serves(b, member, fleet)),
  )
}

/** Every backend node a member serves by or served by. */
export function nodesOf({ backends, former }: Pick<Member, 'backends' | 'former'>): readonly Backend[] {
  return former.length === 0 ? backends : [...backends, ...former]
}

/** Whether the port of the profile serves everywhere, whatever serves beside it. */
export function servesByOwn(member: Member, fleet: Fleet): boolean {
  return isInService({ ...member, former: [] }, fleet)
}

function serves(backend: Backend, member: Member, fleet: Fleet): boolean {
  if (!isOpen(backend, fleet)) return false
  return isChecked(backend, fleet) ? backend.health === 'up' : member.instance.status === 'running'
}

function isChecked(backend: Backend, fleet: Fleet): boolean {
  return fleet.configs.some((c) => c.id === backend.config && c.checked)
}

/** Some health check says DOWN, or where nothing is checked the instance does not run. `Unknown` is never DOWN. */
export function isDown(member: Member, fleet: Fleet): boolean {
  const isDownNode = (b: Backend): boolean =>
    isChecked(b, fleet) ? b.health === 'down' : !isRunningOrComing(member)
  return fleet.attachments.some(({ config }) => {
    const nodes = nodesOf(member).filter((b) => b.config === config)
    return nodes.some(isDownNode) && !nodes.some((b) => serves(b, member, fleet))
  })
}

/** The configs on which a member takes connections: a backend node of it is open and UP there; without a check: open, and the instance runs. */
export function servesOn(member: Member, fleet: Fleet): readonly ConfigId[] {
  return configsOf(fleet, (config) =>
    nodesOf(member).some((b) => b.config === config && serves(b, member, fleet)),
  )
}

/** The configs on which a member takes connections, or would if a drain of ours were given back. */
export function upOn(member: Member, fleet: Fleet): readonly ConfigId[] {
  const isUp = (b: Backend): boolean =>
    serves(isOut(b, member) ? { ...b, mode: modeAfter(b, fleet) } : b, member, fleet)
  return configsOf(fleet, (config) => nodesOf(member).some((b) => b.config === config && isUp(b)))
}

function configsOf({ attachments }: Places, isOne: (config: ConfigId) => boolean): readonly ConfigId[] {
  return attachments.map((at) => at.config).filter(isOne)
}

/** DOWN, and UP nowhere: who takes connections on any config is not dead. Only watching tells whether this one is. */
export function seemsDead(member: Member, fleet: Fleet): boolean {
  return isDown(member, fleet) && upOn(member, fleet).length === 0
}

/** The instance runs or is about to. */
export function isRunningOrComing(member: Pick<Member, 'instance'>): boolean {
  return member.instance.status === 'running' || COMING.has(member.instance.status)
}

/** Created so recently that nobody may expect it to be in service yet. */
export function isYoung(member: Member, policy: Policy, now: Instant): boolean {
  return now - member.instance.created <= policy.scaleOut.healthyWithin
}

/** Why a person keeps this member from us, or null. A mark of ours that a person has undone no longer counts as ours. */
export function heldBecause(member: Member, policy: Policy): string | null {
  return setByHand(member, policy) ?? keptBecause(member, policy)
}

function setByHand(member: Member, places: Places): string | null {
  // One that served before a change of port is drained without our mark.
  const named = nodesOf(member).filter((b) => formerOf(b.label) === null || b.mode !== 'drain')
  const set = named.find((b) => !isOpen(b, places) && !isDrained(b))
  if (set === undefined) return null
  return set.old === true ? oldDrain(set) : `mode ${set.mode} on config ${set.config}, not set by us`
}

function oldDrain({ label, config }: Backend): string {
  const since = markOf(label)?.since ?? null
  const from = since === null ? 'at a time that its mark does not tell' : `since ${isoInstant(since)}`
  return `in drain on config ${config} ${from}: too long for a run to finish it; set it back to accept, or delete the instance`
}

function keptBecause(member: Member, policy: Policy): string | null {
  const tag = protectedBy(member.instance, policy)
  if (tag !== null) return `tag ${tag}`
  if (member.locks.length > 0) return `locked (${member.locks.join(', ')})`
  // Its drain would be refused; it was renamed, for no run makes one.
  return canBeMarked(member.label)
    ? null
    : 'no room for our mark beside its label; rename it to a lower number'
}

/**
 * Why a member that carries our mark must not be finished but put back: it has become a person's,
 * or a person has undone the drain on one of its configs.
 */
export function spoiledBecause(member: Member, policy: Policy): string | null {
  return staleBecause(member) ?? heldBecause(member, policy)
}

/** Why a mark on a member is no drain of it: half of it is gone, or it is another member's; null when there is no such mark. */
export function staleBecause(member: Member): string | null {
  const other = member.backends.find((b) => isDrained(b) && !isLeaving(b, member))
  if (other !== undefined) {
    return `backend node ${other.id} at its address carries the mark of ${unmarkedLabel(other.label)}`
  }
  if (member.backends.some((b) => formerOf(b.label) !== null)) return 'its port is the profile’s again'
  const undone = member.backends.find((b) => isMarked(b.label) && b.mode !== 'drain')
  return undone === undefined
    ? halfDrained(member)
    : `the drain was undone by hand on config ${undone.config}`
}

/**
 * A drain that was begun, or given back, on some of its configs only: where it is open it serves, whoever opened it, or attached it there since.
 * What nobody has drained tells nothing of a removal.
 */
function halfDrained(member: Member): string | null {
  const nodes = nodesOf(member)
  const drained = nodes.find(isDrained)
  const open = nodes.find((b) => !isMarked(b.label) && b.mode !== 'drain')
  return drained === undefined || open === undefined
    ? null
    : `it takes connections on config ${open.config}, and our drain of it stands on config ${drained.config} alone`
}

/** The state of one member, of what it would be without protect tag, locks and a label that has no room for our mark. */
export function memberState(member: Member, unkept: MemberState, policy: Policy): MemberState {
  return unkept === 'leaving' || keptBecause(member, policy) === null ? unkept : 'held'
}

/**
 * The state a member would have without protect tag and locks: they keep it from us, but it boots, comes into service
 * or fails like any other.
 */
export function unkeptState(member: Member, fleet: Fleet, policy: Policy, now: Instant): MemberState {
  if (nodesOf(member).some(isDrained)) return 'leaving'
  if (setByHand(member, policy) !== null) return 'held'
  if (isInService(member, fleet)) return 'in-service'
  if (isYoung(member, policy, now)) return 'starting'
  if (!isRunningOrComing(member)) return 'not-running'
  return member.missing.length > 0 ? 'unattached' : 'out-of-service'
}

/**
 * Whether a member will be in service without another create: it starts, it is attached by this very run, or a drain of
 * it is given back. So is one that settles: running, attached everywhere, past starting, and no check says DOWN. It was
 * put back or its NodeBalancer has just been changed, and the next check decides. Unknown is never zero. `unkept` is its
 * state without protect tag and locks.
 */
export function isComing(member: Member, unkept: MemberState, fleet: Fleet, policy: Policy): boolean {
  switch (unkept) {
    case 'starting':
    case 'unattached':
      return true
    case 'out-of-service':
      return !isDown(member, fleet)
    case 'leaving':
      return isGivenBack(member, policy) && isRunningOrComing(member) && !isDown(member, fleet)
    case 'in-service':
    case 'held':
    case 'not-running':
      return false
  }
}

/** Any run takes our marks off it, and then a person's mode is left nowhere. */
function isGivenBack(member: Member, policy: Policy): boolean {
  const opens = (b: Backend): boolean => modeAfter(b, policy) === servingMode(b, policy)
  return spoiledBecause(member, policy) !== null && member.backends.every(opens)
}
