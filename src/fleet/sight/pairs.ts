import type { Fleet, Instant, Member } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import type { Policy } from '../model/policy.ts'
import { isAlways, replacedBy } from '../model/replaces.ts'
import { renewalReason } from './renewal.ts'

/** A member and the one that was made to take its place: one member for the size of a fleet. */
export interface Pair {
  readonly old: Member
  readonly fresh: Member
}

/**
 * The pairs that stand: the old half lives, and is still one that the profile would make anew. A profile that has gone back to what the old
 * half was made from ends its pair. Of several that are to take one place the lowest id does.
 */
export function pairsOf({ members }: Pick<Fleet, 'members'>, policy: Policy, now: Instant): readonly Pair[] {
  const marked = members.filter((m) => replacedBy(m.instance.tags) !== null)
  if (marked.length === 0) return []
  const byId = new Map(members.map((m) => [m.instance.id, m]))
  const taken = new Set<InstanceId>()
  return [...marked]
    .sort((a, b) => a.instance.id - b.instance.id)
    .flatMap((fresh): readonly Pair[] => {
      const old = byId.get(replacedBy(fresh.instance.tags) ?? fresh.instance.id)
      if (old === undefined || old === fresh || taken.has(old.instance.id)) return []
      if (!isAlways(fresh.instance.tags) && renewalReason(old.instance, policy, now) === null) return []
      taken.add(old.instance.id)
      return [{ old, fresh }]
    })
}

/** Members that were made to take the place of one that still lives, whether their pair stands or not. */
export function substitutesIn({ members }: Pick<Fleet, 'members'>): ReadonlyMap<InstanceId, Member> {
  const marked = members.filter((m) => replacedBy(m.instance.tags) !== null)
  if (marked.length === 0) return new Map()
  const byId = new Map(members.map((m) => [m.instance.id, m]))
  return new Map(
    marked.flatMap((m) => {
      const old = byId.get(replacedBy(m.instance.tags) ?? m.instance.id)
      return old === undefined || old === m ? [] : [[m.instance.id, old] as const]
    }),
  )
}
