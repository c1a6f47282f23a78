import { backendAddress } from '../model/address.ts'
import type { Fleet, Instance, Instant, Member } from '../model/fleet.ts'
import { isFleetTag } from '../model/label.ts'
import { unmarkedLabel } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import type { SizeChange } from './last-changes.ts'
import { isInService, isOpen, isRunningOrComing } from './member-state.ts'

/** Strangers that may be members whose tag was lost: they run, or are about to, and bear the tag of no fleet at all. */
export interface Untagged {
  /** By id. */
  readonly all: readonly Instance[]
  /** Those of them that are in service on every config. */
  readonly serving: readonly Instance[]
}

/** Finds the instances labelled `<name>-<n>` that run and bear no fleet tag. */
export function untaggedStrangers(fleet: Fleet): Untagged {
  const all = fleet.strangers.filter((i) => !i.tags.some(isFleetTag) && isRunningOrComing({ instance: i }))
  return { all, serving: all.filter((i) => isInService(asMember(i, fleet), fleet)) }
}

/** Those that were created after `from`. */
export function untaggedSince({ all }: Untagged, from: Instant): readonly Instance[] {
  return all.filter((i) => i.created > from)
}

/**
 * Of creations those that are this fleet's. Where another fleet of the same name is seen, its label alone makes none ours: it is of a member, or of one
 * that has left a backend node behind ours.
 */
export function oursOf(
  made: readonly SizeChange[],
  { members, strangers, leftovers, doubts }: Fleet,
  { name }: Policy,
): readonly SizeChange[] {
  const isNamesake = (tag: string): boolean => tag.startsWith(`fleet:${name}:`)
  if (!strangers.some((i) => i.tags.some(isNamesake))) return made
  const ids = new Set(members.map((m) => m.instance.id))
  const left = new Set([...leftovers, ...doubts].map(({ backend }) => unmarkedLabel(backend.label)))
  return made.filter(({ instance, label }) => ids.has(instance) || left.has(label))
}

/** A stranger with the backend nodes at its address; where that is not known, those under its label. */
function asMember(instance: Instance, { attachments, backends: unordered }: Fleet): Member {
  const backends = [...unordered].sort((a, b) => a.id - b.id)
  const { label, address, locks } = instance
  const first = attachments.map((at) => {
    const place = address === null ? null : backendAddress(address, at.port)
    const there = backends.filter(
      (b) =>
        b.config === at.config &&
        (b.address === place || (place === null && unmarkedLabel(b.label) === label)),
    )
    return there.find((b) => isOpen(b, { attachments })) ?? there[0]
  })
  return {
    label,
    number: 0,
    instance,
    backends: first.filter((b) => b !== undefined),
    former: [],
    missing: attachments.filter((_, i) => first[i] === undefined),
    locks,
  }
}
