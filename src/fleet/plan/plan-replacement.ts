import { takeCensus, type Census, type Counted } from '../sight/census.ts'
import type { Fleet, Instant, Member } from '../model/fleet.ts'
import { planPaused } from './plan-paused.ts'
import { removal } from './plan-scale-in.ts'
import { addsOf } from './adds-of.ts'
import { comingCount } from './coming-count.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import { failedSubstitutes } from './refresh-candidates.ts'
import type { Request } from './request.ts'
import { checkMostDown, checkNewFail, firstHold, type Verdict } from './verdict.ts'

/** Members that a health check calls DOWN, and none UP, although they run and have had their time: only watching tells whether they are dead. */
export function suspects(fleet: Fleet, policy: Policy, now: Instant): readonly Member[] {
  return broken(fleet, takeCensus(fleet, policy, now)).map((c) => c.member)
}

/** Whoever was made to take the place of one that serves is needed by nobody: a refresh, or a scale-in, takes it away. */
function broken(fleet: Fleet, census: Census): readonly Counted[] {
  const failed = failedSubstitutes(fleet, census)
  return census.all.filter((c) => c.state === 'out-of-service' && c.seemsDead && !failed.includes(c))
}

/**
 * Plans the replacement of one member that this very run has watched being dead: the one with the lowest id, one a run,
 * not under the brake, not while others are on their way, and not when new members keep failing.
 */
export function planReplacement(
  fleet: Fleet,
  policy: Policy,
  request: Request,
  dead: ReadonlySet<Member['instance']['id']>,
): Plan {
  const now: Instant = fleet.observedAt
  const paused = planPaused(fleet, policy, request, now)
  if (paused !== null) return paused
  const census = takeCensus(fleet, policy, now)
  const [victim] = broken(fleet, census)
    .filter((c) => dead.has(c.member.instance.id))
    .sort((a, b) => a.member.instance.id - b.member.instance.id)
  const wanted = victim === undefined ? 0 : 1
  const question = { fleet, policy, now, wanted, exempt: 0, force: request.force }
  const verdicts = [
    checkMostDown(census, { wanted, allowed: 0, consequence: 'replaces nobody' }),
    checkNewFail(question, census),
    checkOthersComing(census, wanted),
  ]
  const go = victim !== undefined && Math.min(...verdicts.map((v) => v.allowed)) > 0
  return {
    request: { ...request, force: true, pausable: !request.force, dead },
    size: census.size,
    guards: verdicts.map((v) => v.guard),
    hold: go ? null : firstHold(verdicts),
    changes: go ? exchange(victim, census, addsOf(fleet, policy, now, 1)) : [],
  }
}

/** At max it goes before there is another in its place, which is kept until then. */
function exchange(victim: Counted, { size }: Census, adds: readonly Change[]): readonly Change[] {
  const gone = removal(victim)
  if (size.total < size.max) return [gone, ...adds]
  const { id, label } = victim.member.instance
  const placed = adds.map((c) =>
    c.kind === 'add' ? { ...c, replaces: { id, label, isGone: true } as const } : c,
  )
  return [gone.kind === 'remove' ? { ...gone, isFirst: true } : gone, ...placed]
}

function checkOthersComing(census: Census, wanted: number): Verdict {
  const coming = comingCount(census)
  return {
    guard: { guard: 'on-the-way', value: coming, limit: 0, passed: coming === 0 },
    allowed: coming === 0 ? Infinity : 0,
    holds: coming > 0 && wanted > 0,
    detail: `${coming} members are on their way already: a dead one is replaced after that`,
    until: null,
  }
}
