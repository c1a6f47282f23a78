import { goneByHand } from '../sight/gone-by-hand.ts'
import { heldBecause } from '../sight/member-state.ts'
import type { Hold } from '../model/hold.ts'
import type { Fleet, Member } from '../model/fleet.ts'
import type { Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'

/** Two looks at one fleet, and what is planned after the second. */
export interface LookedAgain {
  readonly first: Fleet
  readonly again: Fleet
  readonly next: Plan
}

/**
 * Why a member that was to be removed is not, by a second look: in the name of what keeps it. Who took what is gone is known only
 * where the account tells; else it was another run, as far as anybody knows.
 */
export function whyKept(
  looked: LookedAgain,
  member: Member,
  { policy, otherwise }: { readonly policy: Policy; readonly otherwise: string },
): Hold {
  const reason = whoTook(looked, policy)
  const hold = saidToKeep(looked, member, policy) ?? { reason, detail: otherwise, until: null }
  return { ...hold, detail: `${calledNow(looked, member)}${hold.detail}` }
}

/** What a person, or the plan after the second look, says of it; null where neither does. */
export function saidToKeep(looked: LookedAgain, { instance }: Member, policy: Policy): Hold | null {
  const { again, next } = looked
  const now = again.members.find((m) => m.instance.id === instance.id)
  const held = now === undefined ? null : heldBecause(now, policy)
  if (held !== null) return { reason: 'taken-by-a-person', detail: held, until: null }
  const change = next.changes.find((c) => c.kind === 'put-back' && c.of.instance.id === instance.id)
  const back = change?.kind === 'put-back' ? change : null
  const detail = back?.because ?? next.hold?.detail
  if (detail === undefined) return null
  const reason = back?.hold ?? next.hold?.reason ?? whoTook(looked, policy)
  return { reason, detail, until: reason === next.hold?.reason ? next.hold.until : null }
}

/** Somebody may have given it another number meanwhile. */
function calledNow({ first, again }: LookedAgain, { instance: { id } }: Member): string {
  const [before, now] = [first, again].map((fleet) => fleet.members.find((m) => m.instance.id === id)?.label)
  return before === undefined || now === undefined || before === now ? '' : `it is called ${now} now: `
}

/** Why a member that was to be removed is none any more, when its instance is `there` and when it is not. */
export function whyLost(
  { first, again }: Pick<LookedAgain, 'first' | 'again'>,
  { instance: { id } }: Member,
  { there, policy }: { readonly there: boolean; readonly policy: Policy },
): Hold {
  if (there) {
    const detail = `instance ${id} is no member any more: its label or its fleet tag was changed`
    return { reason: 'taken-by-a-person', detail, until: null }
  }
  const byHand = goneByHand(first, again, policy).some((m) => m.instance.id === id)
  return {
    reason: byHand ? 'taken-by-a-person' : 'taken-by-another-run',
    detail: byHand ? 'somebody deleted it during its drain' : 'removed by another run',
    until: null,
  }
}

function whoTook({ first, again }: LookedAgain, policy: Policy): Hold['reason'] {
  return goneByHand(first, again, policy).length > 0 ? 'taken-by-a-person' : 'taken-by-another-run'
}
