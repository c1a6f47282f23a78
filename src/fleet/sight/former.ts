import type { Fleet, Member } from '../model/fleet.ts'
import { formerOf, shortSpec, type Former } from '../model/former-tag.ts'
import type { Policy } from '../model/policy.ts'
import { specOf, type KnownSpec, type Spec } from '../model/spec.ts'

/** What whoever takes a place is to tell of those before it: of the old half, or where that is gone, of those that are like it. */
export function formerFor(
  { members }: Pick<Fleet, 'members'>,
  { spec }: Policy,
  old: Member | null,
): Former | null {
  if (spec === undefined) return null
  if (old !== null) return after(old, spec)
  const newestFirst = members.toSorted((a, b) => b.instance.created - a.instance.created)
  const told = newestFirst.map((member) => ({ member, former: after(member, spec) }))
  const drifted = told.find(
    ({ member, former }) => former !== null && !isOwn(specOf(member.instance.tags), spec),
  )
  return (drifted ?? told.find(({ former }) => former !== null))?.former ?? null
}

/** One of the same spec has the same before it. */
function after({ instance: { tags, created } }: Member, known: KnownSpec): Former | null {
  const spec = specOf(tags)
  const own = formerOf(tags)
  if (spec === null || isOwn(spec, known)) return own
  return { last: shortSpec(spec), since: created, before: own?.last ?? null }
}

/** Whether something was made from what the profile is now. */
export function isOwn(spec: Spec | null, { hashes }: KnownSpec): boolean {
  return spec !== null && hashes.get(spec.version) === spec.hash
}

/** What of a drifted member's history makes it one of two that take turns: the profile's spec was before it, and its own before that. */
export function turnsOf({ instance: { tags } }: Member, known: KnownSpec): Former | null {
  const [spec, former] = [specOf(tags), formerOf(tags)]
  if (spec === null || former === null || isOwn(spec, known)) return null
  const own = [...known.hashes].map(([version, hash]) => shortSpec({ version, hash }))
  return own.includes(former.last) && former.before === shortSpec(spec) ? former : null
}
