import { isUndated } from '../../apply/tidy-leftovers.ts'
import type { Backend } from '../../fleet/model/fleet.ts'
import type { Change, Plan } from '../../fleet/plan/plan.ts'
import { LISTS_LAG } from '../../fleet/sight/judge-leftover.ts'

/** Since when, on the monotonic clock in milliseconds, each backend node that nothing dates has been seen without an instance. */
export type SeenSince = ReadonlyMap<Backend['id'], number>

/**
 * What a resident follow does about backend nodes that nothing dates: nothing until it has seen each of them for longer than a list may lag, and then what
 * is done about any leftover.
 */
export function dateLeftovers(plan: Plan, since: SeenSince, now: number): Plan {
  if (!plan.changes.some((c) => c.kind === 'tidy' && isUndated(c))) return plan
  return { ...plan, changes: plan.changes.flatMap((change) => dated(change, since, now)) }
}

function dated(change: Change, since: SeenSince, now: number): readonly Change[] {
  if (change.kind !== 'tidy' || !isUndated(change)) return [change]
  const isOld = ({ id }: Backend): boolean => now - (since.get(id) ?? now) >= LISTS_LAG
  if (!change.leftovers.every((l) => l.undated !== true || isOld(l.backend))) return []
  return [{ ...change, leftovers: change.leftovers.map(({ backend, why }) => ({ backend, why })) }]
}
