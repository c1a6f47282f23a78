import type { Sized } from '../fleet/load/sized.ts'
import type { LoadPolicy } from '../fleet/model/load-policy.ts'
import type { PlanByLoad } from '../fleet/plan/plan.ts'
import { whyNotWanted } from '../fleet/plan/why-not-wanted.ts'

/** What a load asks for, in one line: `work 2.70, 5 wanted, peak 6`. */
export function sizedText({ work, wanted, peak, isHint, trouble, unknown }: Sized): string {
  const source = isHint ? ' (as the alert says)' : trouble === null ? '' : ` (${trouble})`
  const why = trouble === null ? '' : `: ${trouble}`
  return [
    work === null ? 'work not known' : `work ${work.toFixed(2)}`,
    wanted === null ? `wanted not known${why}` : `${wanted} wanted${source}`,
    peak === null ? (unknown === 'peak-unknown' ? 'peak not known yet' : 'peak not known') : `peak ${peak}`,
  ].join(', ')
}

/** The same of a plan, and why it leads to another size: `work 2.70, 5 wanted, peak 7; size.max is 4`. */
export function plannedLoadText(plan: PlanByLoad): string {
  return [sizedText(plan.load), ...whyNotWanted(plan)].join('; ')
}

/** The work by each source, where there are several: `busy 2.70, arrivals 3.10`. */
export function sourcesText({ sources }: Sized, { signals }: Pick<LoadPolicy, 'signals'>): string {
  const all = [
    ['busy', sources.busyWork] as const,
    ...signals.map(({ name }, i) => [name, sources.signalWork[i] ?? null] as const),
  ]
  return all.map(([name, work]) => `${name} ${work === null ? 'silent' : work.toFixed(2)}`).join(', ')
}

/** Where processors and a signal tell different stories, which is right is for a person: `per_member` may be wrong. */
export function disagreement(
  { sources }: Sized,
  { signals }: Pick<LoadPolicy, 'signals'>,
): readonly string[] {
  const { busyWork: busy } = sources
  if (busy === null || busy < 0.1) return []
  return signals.flatMap(({ name, perMember }, i) => {
    const work = sources.signalWork[i] ?? null
    if (work === null || Math.abs(work - busy) <= busy / 2) return []
    return [
      `the work is ${busy.toFixed(2)} by busy processors and ${work.toFixed(2)} by ${name}: is per_member (${perMember}) what one member does when it is fully busy?`,
    ]
  })
}

/** What a plan by load goes by as JSON, in members, with why it leads to another size than is wanted. */
export function plannedLoadJson(plan: PlanByLoad): object {
  const why = whyNotWanted(plan)
  return { ...sizedJson(plan.load), ...(why.length === 0 ? {} : { why }) }
}

function sizedJson({
  work,
  wanted,
  peak,
  unknown,
  trouble,
  isHint,
  isOutage,
  isOverload,
  sources,
}: Sized): object {
  return {
    work,
    wanted,
    peak,
    busy: sources.meanBusy,
    work_by: { busy: sources.busyWork, signals: sources.signalWork },
    ...(unknown === null ? {} : { unknown }),
    ...(trouble === null ? {} : { trouble }),
    ...(isHint ? { from_alert: true } : {}),
    ...(isOutage ? { outage: true } : {}),
    ...(isOverload ? { overload: true } : {}),
  }
}
