import { hostOf } from '../model/address.ts'
import type { Backend, Instance, Member, Sighting } from '../model/fleet.ts'
import { isFleetTag, memberNumber } from '../model/label.ts'
import { ageOf, formerOf, markOf } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import { memberLabelOf } from './whose-host.ts'
import { isDeletedSince, lastMade } from './witnesses.ts'

/** What was seen, and what decides. */
interface By {
  readonly sighting: Pick<Sighting, 'instances' | 'backends' | 'activity' | 'observedAt'>
  readonly policy: Policy
}

/** Whether a backend node carries the mark of one of our members and is in drain, however old the mark is. */
export function isDrainOfOurs(backend: Backend, policy: Policy): boolean {
  return backend.mode === 'drain' && markOf(backend.label) !== null && memberLabelOf(backend, policy) !== null
}

/** Whether a backend node of a port that the profile has left is in a drain of ours. */
export function isFormerDrain(backend: Backend, policy: Policy): boolean {
  return (
    backend.mode === 'drain' && formerOf(backend.label) !== null && memberLabelOf(backend, policy) !== null
  )
}

/** What a drain of ours has left at living instances that were the members it drained, and are none any more: any run gives it back. */
export function strayedMembers(
  foreign: readonly Backend[],
  at: ReadonlyMap<string, Instance>,
  by: By,
): readonly Member[] {
  return foreign.flatMap((backend): readonly Member[] => {
    if (!isDrainOfOurs(backend, by.policy)) return []
    const instance = at.get(hostOf(backend.address))
    const label = memberLabelOf(backend, by.policy)
    if (instance === undefined || label === null || whyNobodys(backend, instance, by) !== null) return []
    return [{ label, number: 0, instance, backends: [backend], former: [], missing: [], locks: [] }]
  })
}

/**
 * Why the instance at the address of a drain of ours is not taken for the member that was drained; null where it is. Addresses are used again and
 * backend nodes are pointed elsewhere, so what speaks against it is asked first, and then something must speak for it.
 */
export function whyNobodys(backend: Backend, instance: Instance, { sighting, policy }: By): string | null {
  if (formerOf(backend.label) !== null) return 'it is of a port that the profile has left'
  const mark = markOf(backend.label)
  if (mark === null || mark.since === null || backend.old === true)
    return 'the drain is too old to be a run’s'
  const { label } = mark
  const since = sighting.observedAt - ageOf(mark.since, sighting.observedAt)
  const other = instance.tags.find((tag) => isFleetTag(tag) && tag !== policy.fleetTag)
  if (other !== undefined) return `it carries the tag ${other}`
  if (instance.created > since) return 'it was created after that drain'
  const namesake = sighting.instances.find((i) => i.id !== instance.id && i.label === label)
  if (namesake !== undefined && namesake.created <= since) return `${label} is instance ${namesake.id}`
  if (isDeletedSince(sighting.activity, label, since)) return `${label} was deleted since`
  const by = sighting.backends.find((b) => isAttachedBy(b, backend, policy))
  if (by !== undefined) return `somebody has attached it there as ${by.label} (${by.id})`
  return wasMember(label, instance, { sighting, policy }) ? null : `nothing shows that it was ${label}`
}

/** A backend node that a person gave the machine, on the same config: with it nobody waits for a drain of ours. */
function isAttachedBy(b: Backend, { config, address }: Backend, policy: Policy): boolean {
  const isBeside = b.config === config && hostOf(b.address) === hostOf(address)
  return isBeside && memberLabelOf(b, policy) === null
}

/** By our tag under another label, or without any fleet tag by the label that was drained or by its creation under it. */
function wasMember(label: string, { id, label: now, tags }: Instance, { sighting, policy }: By): boolean {
  const made = lastMade(sighting.activity, label)
  if (!tags.includes(policy.fleetTag)) return now === label || made === id
  // A tag is given to anything: who was made under the label and lives has a better claim, whatever it is called by now.
  const isAnother = made !== id && sighting.instances.some((i) => i.id === made)
  return memberNumber(policy.name, now) === null && !isAnother
}
