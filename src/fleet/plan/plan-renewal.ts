import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { servingNow, type Census, type Counted } from '../sight/census.ts'
import { staleBecause } from '../sight/member-state.ts'
import { pairsOf } from '../sight/pairs.ts'
import { isToRenew, maintenanceAt, renewalReason } from '../sight/renewal.ts'
import { checkHalfPause } from './check-half-pause.ts'
import { checkSmaller, isKnown } from './check-smaller.ts'
import { checkSpecs } from './check-specs.ts'
import { comingCount } from './coming-count.ts'
import type { Change } from './plan.ts'
import { failedSubstitutes, isTaken } from './refresh-candidates.ts'
import { costRoomWithout, refreshRoom, strangersBeside } from './refresh-verdicts.ts'
import { replacements } from './replacements.ts'
import type { Request } from './request.ts'
import { checkNewFail, type Verdict } from './verdict.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** From its create on: a boot and some time in service. */
const BAKED = 3 * MINUTE

/** What is renewed, and what the rules say of it. */
export interface Renewal {
  readonly changes: readonly Change[]
  readonly verdicts: readonly Verdict[]
}

/**
 * The renewal that is due in a fleet at rest, one member at a time: a new one beside the one that has been there too long, or the end of a pair
 * whose new half has proved itself. A new one that fails stops it for a day, or until the profile makes another; a smaller one, as long as the
 * work there is would be too much.
 */
export function planRenewal(asked: RenewalQuestion, census: Census): Renewal {
  const { fleet, policy, request, now } = asked
  const { changes, victims, heldBy = [], ends } = dueRenewal(asked, census)
  if (ends === 'what-failed' || changes.length === 0) return { changes, verdicts: heldBy }
  const all = checkSmaller({ fleet, census, policy, now, victims }, request)
  // Of two halves that both serve one goes, unless it is known that the work would be too much: unknown keeps no second machine.
  const verdicts = ends === 'a-pair' ? all.filter(isKnown) : all
  return { changes: verdicts.some((v) => v.holds) ? [] : changes, verdicts }
}

interface Due {
  readonly changes: readonly Change[]
  /** In whose place others are made. */
  readonly victims: readonly Counted[]
  /** Why somebody who is due is not renewed. */
  readonly heldBy?: readonly Verdict[]
  /** What is taken away, where nobody is made. */
  readonly ends?: 'what-failed' | 'a-pair'
}

const NOBODY: Due = { changes: [], victims: [] }

function dueRenewal({ fleet, policy, request, now }: RenewalQuestion, census: Census): Due {
  const question = { fleet, policy, now, wanted: 1, exempt: 0, force: request.force }
  if (census.mostDown || checkNewFail(question, census).allowed === 0) return NOBODY
  const failed = failedSubstitutes(fleet, census)
  if (failed.length > 0) return { ...NOBODY, changes: buried(failed, policy, now), ends: 'what-failed' }
  const pairs = pairsOf(fleet, policy, now)
  if (pairs.some(({ fresh }) => !isTaken(census, fresh)))
    return { ...NOBODY, changes: finished({ fleet, policy, request, now }, census), ends: 'a-pair' }
  const isBusy = comingCount(census) > 0 || census.all.some((c) => c.state === 'leaving')
  const isPaused = checkHalfPause('scale-out', question, request).length > 0
  if (isBusy || isPaused) return NOBODY
  const [victim] = census.all
    .filter((c) => c.state === 'in-service' && staleBecause(c.member) === null)
    .filter((c) => pairs.every(({ old }) => old !== c.member))
    .filter((c) => isToRenew(c.member.instance, policy, now))
    .toSorted(
      (a, b) => urgency(a, policy, now) - urgency(b, policy, now) || a.member.number - b.member.number,
    )
  if (victim === undefined) return NOBODY
  const specs = checkSpecs(fleet, policy, question)
  if (specs.allowed === 0) return { ...NOBODY, heldBy: [specs] }
  const victims = [victim]
  const { total, serving, min, max } = census.size
  const strangers = strangersBeside({ fleet, policy, census, wanted: 1 })
  if (strangers.some((v) => v.holds)) return { ...NOBODY, heldBy: strangers }
  if (refreshRoom({ fleet, policy, request, census, now }) > 0)
    return { changes: replacements(fleet, policy, now, victims), victims }
  const mayFollow = costRoomWithout(fleet, policy, request, victim.member.instance.id) > 0
  const isFixed = min === max && total === max && serving >= min
  return isFixed && mayFollow ? { changes: [{ ...going(victim), isFirst: true }], victims } : NOBODY
}

/** What a renewal is planned for. */
export interface RenewalQuestion {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly request: Request
  readonly now: Instant
}

/** What is interrupted soonest comes first, then what is oldest: it was made before anything is planned for. */
function urgency({ member: { instance } }: Counted, policy: Policy, now: Instant): number {
  const at = maintenanceAt(instance, policy, now)
  return at === null ? instance.created : at - LONG
}

/** Older than any instance. */
const LONG = 100 * 365 * DAY

function going({ member }: Counted): Extract<Change, { kind: 'remove' }> {
  return { kind: 'remove', member: member.label, of: member, isRefresh: true }
}

/** A machine that failed is left to be looked at for a day. */
function buried(failed: readonly Counted[], policy: Policy, now: Instant): readonly Change[] {
  const isOver = ({ member: { instance } }: Counted): boolean =>
    now - instance.created > DAY || renewalReason(instance, policy, now) !== null
  return failed.filter(isOver).slice(0, 1).map(going)
}

/** A refresh that lives ends its pairs itself: what it may have left waits longer. None ends while min needs both its halves. */
function finished({ fleet, policy, now }: RenewalQuestion, census: Census): readonly Change[] {
  if (servingNow(census) <= census.size.min) return []
  const abandoned = policy.scaleOut.healthyWithin + MINUTE
  const ready = pairsOf(fleet, policy, now).filter(({ old, fresh }) => {
    const age = now - fresh.instance.created
    return age >= (isToRenew(old.instance, policy, now) ? BAKED : abandoned)
  })
  return census.all
    .filter((c) => c.replaced === true && c.state === 'in-service' && ready.some((p) => p.old === c.member))
    .slice(0, 1)
    .map(going)
}
