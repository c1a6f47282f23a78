import type { Fleet, Instant, Member } from '../model/fleet.ts'
import { drainTime } from '../model/drain-time.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import { takeCensus, type Census, type Counted } from '../sight/census.ts'
import { markedAt } from '../sight/marked-at.ts'
import { spoiledBecause, upOn } from '../sight/member-state.ts'
import { owedPlaces } from '../sight/owed-places.ts'
import { checkCost } from './check-cost.ts'
import type { Change, Guard, Plan } from './plan.ts'
import { planReconcile } from './plan-reconcile.ts'
import { planReplacement, suspects } from './plan-replacement.ts'
import { strangersBeside } from './refresh-verdicts.ts'
import type { Request } from './request.ts'
import { firstHold, type Verdict } from './verdict.ts'

/** What the rules say of taking away one that was watched being dead, where there is no room for another and none may be missing. */
export interface Burial {
  readonly change: Change | null
  readonly guards: readonly Guard[]
  /** What keeps one who was watched being dead. */
  readonly hold: Hold | null
}

/** There is no room beside anybody, and nobody may be removed without another: growth makes up for nothing, and a place has to be kept. */
export function isFixed({ size, bounds }: Census): boolean {
  return size.total === size.max && size.total <= bounds.leaves
}

/**
 * Takes one away that was watched being dead, as a reconcile replaces it: its place is kept, and a later turn makes another in it. Nobody
 * goes for whom no other could be made.
 */
export function planBurial(fleet: Fleet, policy: Policy, request: Request, now: Instant): Burial {
  const { changes, guards, hold } = planReplacement(fleet, policy, request, request.dead ?? new Set())
  const change = changes.find((c) => c.kind === 'remove')
  if (change === undefined) return { change: null, guards, hold }
  const census = takeCensus(fleet, policy, now)
  const others = [
    ...strangersBeside({ fleet, policy, census, wanted: 1 }),
    ...costWithout(fleet, policy, request, change.of),
  ]
  const held = firstHold(others)
  return {
    change: held === null ? change : null,
    guards: [...guards, ...others.map((v) => v.guard)],
    hold: held,
  }
}

/** What a dead one costs is there for another. */
function costWithout(
  fleet: Fleet,
  policy: Policy,
  request: Request,
  { label, instance }: Member,
): readonly Verdict[] {
  const members = fleet.members.filter((m) => m.instance.id !== instance.id)
  const verdicts = checkCost({ ...fleet, members }, policy, request, 1)
  return verdicts.map((v) => ({ ...v, detail: `without ${label}, which is dead, ${v.detail}` }))
}

/**
 * Goes on with a dead one that is in its drain and leaves a place that is kept, or that this run has watched: whatever the load asks for,
 * giving it back would serve nobody. Null where there is no such one.
 */
export function planGoing(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan | null {
  // Where the tag was refused, whoever has watched it goes on.
  const kept = new Set([...owedPlaces(fleet, policy).going, ...(request.dead ?? [])])
  if (kept.size === 0) return null
  const census = takeCensus(fleet, policy, now)
  if (census.mostDown || !isFixed(census)) return null
  const dead = census.all
    .filter((c) => kept.has(c.member.instance.id) && isDying(c, { fleet, policy, request, now }))
    .map((c) => c.member.instance.id)
  if (dead.length === 0) return null
  return planReconcile(fleet, policy, { ...request, dead: new Set([...(request.dead ?? []), ...dead]) }, now)
}

interface Seen {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly request: Request
  readonly now: Instant
}

/** A drain makes its health Unknown until the next check: until the drain may end nobody says that it is well. */
function isDying(c: Counted, { fleet, policy, request, now }: Seen): boolean {
  const { member, state, seemsDead } = c
  if (state !== 'leaving' || spoiledBecause(member, policy) !== null) return false
  if (upOn(member, fleet).length > 0) return false
  return seemsDead || request.dead?.has(member.instance.id) === true || isJustDrained(member, { policy, now })
}

function isJustDrained(member: Member, { policy, now }: Pick<Seen, 'policy' | 'now'>): boolean {
  const marked = markedAt(member, now)
  return marked !== null && now - marked < drainTime(policy)
}

/** At max a hold names who is DOWN, and who would see to it: a single turn has watched nobody. */
export function withSuspects(hold: Hold | null, fleet: Fleet, policy: Policy, now: Instant): Hold | null {
  if (hold?.reason !== 'at-max') return hold
  const labels = suspects(fleet, policy, now).map((m) => m.label)
  if (labels.length === 0) return hold
  const [are, they] = labels.length === 1 ? ['is', 'it'] : ['are', 'each of them']
  const who = `a follow that stays, or a reconcile that waits, replaces ${they} when it has been DOWN at every look for scale_out.healthy_within`
  return { ...hold, detail: `${hold.detail}; ${labels.join(', ')} ${are} DOWN: ${who}` }
}
