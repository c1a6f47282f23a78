import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { coresIn } from '../model/type-cores.ts'
import type { Counted } from '../sight/census.ts'
import { pairsOf } from '../sight/pairs.ts'
import { leastCores, projectWork, typesOf, type Projection, type ProjectionSight } from './project-work.ts'
import { failedSubstitutes } from './refresh-candidates.ts'
import type { Request } from './request.ts'
import type { Verdict } from './verdict.ts'

/** A fleet, and whom a plan would make anew in it. */
export interface SmallerSight extends ProjectionSight {
  readonly fleet: Fleet
  readonly victims: readonly Counted[]
}

/** A member in service, and the types that the one in its place has, or may have. */
interface Becoming {
  readonly is: string
  readonly becomes: readonly string[]
}

/**
 * Renewal to a smaller type, by a refresh, by age or before a maintenance: the work that there is now is projected on as many members of the new
 * one, those that stand beside an old half among them, and nobody is replaced where they would be busier than the profile allows. What is not
 * known holds as well: unknown is never zero. None where nobody becomes smaller.
 */
export function checkSmaller(sight: SmallerSight, request: Request): readonly Verdict[] {
  const { policy } = sight
  const all = becoming(sight)
  const changed = all.filter(({ is, becomes }) => becomes.some((type) => type !== is))
  const isSmaller = ({ is, becomes }: Becoming): boolean => {
    const [before, after] = [coresIn(policy, is), leastCores(policy, becomes)]
    return before === null || after === null || before > after
  }
  if (request.force || !changed.some(isSmaller)) return []
  const projection = projectWork(
    sight,
    request,
    all.map((b) => b.becomes),
  )
  return [judged(projection, { serving: all.length, changed })]
}

/** Whether a verdict is about work and types that are known. */
export function isKnown({ guard }: Verdict): boolean {
  return guard.value !== UNKNOWN
}

/** Who serves, and what of; a pair is one member, which has become what its new half is. */
function becoming({ census, fleet, policy, now, victims }: SmallerSight): readonly Becoming[] {
  const failed = failedSubstitutes(fleet, census)
  const pairs = pairsOf(fleet, policy, now).filter((p) => failed.every((c) => c.member !== p.fresh))
  const serving = census.all.filter((c) => c.inService && c.replaced !== true)
  return serving.map((c): Becoming => {
    const { type } = c.member.instance
    const pair = pairs.find((p) => p.old === c.member || p.fresh === c.member)
    if (pair !== undefined) return { is: pair.old.instance.type, becomes: [pair.fresh.instance.type] }
    return { is: type, becomes: victims.includes(c) ? becomesOf(type, policy) : [type] }
  })
}

/** Types are tried in their order: one of a type that is in the list comes to that or to one before it. */
function becomesOf(type: string, policy: Policy): readonly string[] {
  const types = typesOf(policy)
  const last = types.indexOf(type)
  if (types.length === 0) return [type]
  return last === -1 ? types : types.slice(0, last + 1)
}

const UNKNOWN = 'not known'

interface Told {
  readonly serving: number
  readonly changed: readonly Becoming[]
}

function judged(projection: Projection, { serving, changed }: Told): Verdict {
  const from = [...new Set(changed.map((b) => b.is))].join(' and ')
  const to = [...new Set(changed.flatMap((b) => b.becomes))].join(' or ')
  switch (projection.kind) {
    case 'work-unknown': {
      const { trouble } = projection
      return held('work-unknown', UNKNOWN, 'known', {
        holds: true,
        detail: `members would become ${to}, which is smaller, and nobody knows how much work there is${trouble === null ? '' : `: ${trouble}`}; --force passes this`,
      })
    }
    case 'types-unknown':
      return held('too-small', UNKNOWN, 'known', {
        holds: true,
        detail: `members would become ${to} instead of ${from}, and nobody tells how many processors they have, neither Linode nor their names; --force passes this`,
      })
    case 'known': {
      const { busy, limit, key, signal } = projection
      const by = signal === null ? '' : `, by the signal ${signal}`
      return held('too-small', percent(busy), percent(limit), {
        holds: busy > limit,
        detail: `${serving} members are in service; with ${changed.length} of them ${to} instead of ${from} the work there is now would keep them ${percent(busy)} busy${by}, and ${key} is ${percent(limit)}: scale out first, or --force passes this`,
      })
    }
  }
}

function held(
  guard: 'too-small' | 'work-unknown',
  value: string,
  limit: string,
  { holds, detail }: Pick<Verdict, 'holds' | 'detail'>,
): Verdict {
  const allowed = holds ? 0 : Infinity
  return { guard: { guard, value, limit, passed: !holds }, allowed, holds, detail, until: null }
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)}%`
}
