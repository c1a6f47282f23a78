import { lackingTags } from '../sight/drift.ts'
import type { Census } from '../sight/census.ts'
import type { Change } from './plan.ts'
import type { Policy } from '../model/policy.ts'

/**
 * Tags of the profile that members lack are put on them, without a new machine. None is taken off: what the profile does not name may be a
 * person's. Who is held is a person's in whole, and who leaves needs none.
 */
export function planRetags({ all }: Census, { spec }: Policy): readonly Change[] {
  if (spec === undefined) return []
  return all
    .filter((c) => c.state !== 'held' && c.state !== 'leaving')
    .flatMap(({ member }): readonly Change[] => {
      const on = lackingTags(member.instance, spec)
      return on.length === 0 ? [] : [{ kind: 'retag', member: member.label, of: member, on, off: [] }]
    })
}
