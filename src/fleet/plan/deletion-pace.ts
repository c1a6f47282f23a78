import { paidUntil } from '../load/paid-hour.ts'
import type { Instant, Member } from '../model/fleet.ts'
import type { Change } from './plan.ts'

/**
 * So many members a follow deletes in a minute: before each its NodeBalancers and their configs are listed, and beside four looks or six that leaves
 * it under sixty lists a minute, where a token may ask for 200 (Linode API, rate limits).
 */
export const DELETED_A_MINUTE = 10
const MINUTE = 60_000

/** When deletions of the last minute were begun, on a clock of one's own. */
export type Begun = readonly number[]

/** Whose drains end now, and what has been begun then. */
interface Paced {
  readonly now: ReadonlySet<Member['instance']['id']>
  readonly begun: Begun
}

/**
 * Of many who leave at once the drains end one after the other: those first whose paid hour ends soonest. Who is chosen counts, whatever becomes of it.
 */
export function paceDeletions(
  changes: readonly Change[],
  isDrained: (member: Member) => boolean,
  of: { readonly begun: Begun; readonly clock: number; readonly at: Instant; readonly most?: number },
): Paced {
  const recent = of.begun.filter((then) => of.clock - then < MINUTE)
  const due = changes.flatMap((c) => (c.kind === 'remove' && isDrained(c.of) ? [c.of.instance] : []))
  const chosen = due
    .map((instance) => ({ id: instance.id, ends: paidUntil(instance, of.at) }))
    .sort((a, b) => a.ends - b.ends || a.id - b.id)
    .slice(0, Math.max(0, (of.most ?? DELETED_A_MINUTE) - recent.length))
  return {
    now: new Set(chosen.map((c) => c.id)),
    begun: [...recent, ...chosen.map(() => of.clock)],
  }
}
