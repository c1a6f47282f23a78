import type { Hold, HoldReason } from '../model/hold.ts'
import type { Fleet, Member } from '../model/fleet.ts'
import { replacedBy, replacesTag } from '../model/replaces.ts'
import type { Policy } from '../model/policy.ts'
import { heldBecause, isInService } from '../sight/member-state.ts'
import { substitutesIn } from '../sight/pairs.ts'
import type { LookedAgain } from './why-kept.ts'

/**
 * Why a member whose place was taken stays after all: what a second look shows of whoever was to take it. Null where nobody was, or nothing speaks
 * against it.
 */
export function whyUnpaired(
  { first, again }: Pick<LookedAgain, 'first' | 'again'>,
  { instance: { id: old } }: Pick<Member, 'instance'>,
  policy: Policy,
): Hold | null {
  const id = [...substitutesIn(first)].find(([, its]) => its.instance.id === old)?.[0]
  const before = first.members.find((m) => m.instance.id === id)
  if (before === undefined) return null
  const now = again.members.find((m) => m.instance.id === before.instance.id)
  const found = now === undefined ? whyNoMember(before, again) : whyNot(now, old, again, policy)
  if (found === null) return null
  const [reason, why] = found
  const name = `${before.label} (instance ${before.instance.id})`
  return { reason, detail: `${name}, which was to take its place, ${why}`, until: null }
}

type Why = readonly [reason: HoldReason, why: string]

/** Who has taken its name or tag off was a person; where nobody finds it, nobody knows. */
function whyNoMember({ instance: { id } }: Member, again: Fleet): Why {
  return again.instances.some((i) => i.id === id)
    ? ['taken-by-a-person', 'is no member any more: its label or its fleet tag was changed']
    : ['taken-by-another-run', 'was not found any more']
}

function whyNot(fresh: Member, old: Member['instance']['id'], again: Fleet, policy: Policy): Why | null {
  if (replacedBy(fresh.instance.tags) !== old)
    return ['taken-by-another-run', `is not to take it any more: the tag ${replacesTag(old)} was taken off`]
  if (isInService(fresh, again)) return null
  const held = heldBecause(fresh, policy)
  return held === null
    ? ['on-the-way', 'is not in service any more']
    : ['taken-by-a-person', `is held (${held})`]
}
