import { sizeByLoad } from '../load/size-by-load.ts'
import type { Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { coresOfType } from '../model/type-cores.ts'
import type { Census, Counted } from '../sight/census.ts'
import { renewalReason } from '../sight/renewal.ts'
import { isByLoad, isSized } from './plan-by-load.ts'
import type { Request } from './request.ts'
import type { Verdict } from './verdict.ts'

interface Sight {
  readonly census: Census
  readonly policy: Policy
  readonly now: Instant
}

/** The work that there is, in processors that it keeps fully busy, and the busy ratio that the profile allows. Null is not known. */
interface Work {
  readonly work: number | null
  readonly limit: number | null
  readonly key: string
  readonly trouble: string | null
}

/**
 * A refresh to a smaller type: the work that there is now is projected on as many members of the new one, and nobody is replaced where they
 * would be busier than the profile allows. What is not known holds as well: unknown is never zero. None where nobody becomes smaller.
 */
export function checkSmaller(sight: Sight, request: Request): readonly Verdict[] {
  const { census, policy, now } = sight
  const types = policy.spec?.shown.types ?? []
  const serving = census.all.filter((c) => c.inService && c.replaced !== true)
  const changed = serving.filter((c) => isToChange(c, types, policy, now))
  const least = leastOf(types.map(coresOfType))
  const isSmaller = ({ member: { instance } }: Counted): boolean => {
    const cores = coresOfType(instance.type)
    return cores === null || least === null || cores > least
  }
  if (request.force || !changed.some(isSmaller)) return []
  const known = leastOf([least, ...serving.map((c) => coresOfType(c.member.instance.type))])
  const all = { serving, changed, types, least: least ?? 0 }
  return [known === null ? typeUnknown(all) : judged(all, workOf(sight, request, least ?? 0))]
}

interface All {
  readonly serving: readonly Counted[]
  readonly changed: readonly Counted[]
  readonly types: readonly string[]
  readonly least: number
}

/** One that a refresh would make anew, of another type than any that the profile has. */
function isToChange(
  { member: { instance } }: Counted,
  types: readonly string[],
  policy: Policy,
  now: Instant,
): boolean {
  return types.length > 0 && !types.includes(instance.type) && renewalReason(instance, policy, now) !== null
}

/** A create may come to the smallest of a list. */
function leastOf(cores: readonly (number | null)[]): number | null {
  return cores.reduce(
    (least, n) => (least === null || n === null ? null : Math.min(least, n)),
    cores[0] ?? null,
  )
}

function coresOf(some: readonly Counted[]): number {
  return some.reduce((sum, c) => sum + (coresOfType(c.member.instance.type) ?? 0), 0)
}

function workOf({ census, policy, now }: Sight, request: Request, least: number): Work {
  if (isSized(policy) && isByLoad(request)) {
    const { work } = sizeByLoad({ census, policy: policy.load, now }, request.load)
    const { target, cores } = policy.load
    const { trouble } = request.load
    return {
      work: work === null ? null : work * (cores ?? least),
      limit: target,
      key: 'load.target',
      trouble,
    }
  }
  const { busy } = request
  if (busy === undefined)
    return { work: null, limit: null, key: '', trouble: 'the profile does not say who measures it' }
  const { value, high, trouble } = busy
  const there = coresOf(census.all.filter((c) => c.inService))
  return { work: value === null ? null : value * there, limit: high, key: 'load.high', trouble }
}

function judged({ serving, changed, types, least }: All, { work, limit, key, trouble }: Work): Verdict {
  const becomes = types.join(' or ')
  if (work === null || limit === null)
    return held('work-unknown', 'not known', 'known', {
      holds: true,
      detail: `members would become ${becomes}, which is smaller, and nobody knows how much work there is${trouble === null ? '' : `: ${trouble}`}; --force passes this`,
    })
  const stays = serving.filter((c) => !changed.includes(c))
  const busy = work / (coresOf(stays) + changed.length * least)
  const from = [...new Set(changed.map((c) => c.member.instance.type))].join(' and ')
  return held('too-small', percent(busy), percent(limit), {
    holds: busy > limit,
    detail: `${serving.length} members are in service; with ${changed.length} of them ${becomes} instead of ${from} the work there is now would keep them ${percent(busy)} busy, and ${key} is ${percent(limit)}: scale out first, or --force passes this`,
  })
}

function typeUnknown({ changed, types }: All): Verdict {
  const from = [...new Set(changed.map((c) => c.member.instance.type))].join(' and ')
  return held('too-small', 'not known', 'known', {
    holds: true,
    detail: `members would become ${types.join(' or ')} instead of ${from}, and their names do not tell how many processors they have; --force passes this`,
  })
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
