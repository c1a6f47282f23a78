import { takeCensus, type Census, type Counted } from './census.ts'
import type { Fleet, Instant } from './fleet.ts'
import { planRepairs } from './plan-repairs.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Request } from './request.ts'
import { checkCooldown, checkMostDown, firstHold, type Verdict } from './verdict.ts'
import { victimOrder } from './victim-order.ts'

/** Plans fewer members: what leaves already is finished first and counts; then victims are chosen. */
export function planScaleIn(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, false)
  const wanted = wantedRemovals(census, repairs.leaving, request)
  const room = roomFor(census, repairs.leaving)
  const finish = census.mostDown ? [] : take(repairs.leaving, wanted, room)
  const stay = repairs.leaving.filter((c) => !finish.includes(c))
  const rest = wanted - finish.length
  const candidates = choosable(census, policy, now)
  const verdicts = [
    checkMostDown(census, { wanted, allowed: 0, consequence: 'removes nobody' }),
    checkCooldown('scale-in', { fleet, policy, now, wanted: rest, exempt: 0, force: request.force }),
    checkMin(census, { wanted, room, candidates }),
    checkInSize(census, wanted, request),
    checkCandidates(candidates, rest),
  ]
  const allowed = Math.min(rest, ...verdicts.map((v) => v.allowed))
  const chosen = take(candidates, allowed, less(room, finish))
  return {
    request,
    size: census.size,
    guards: verdicts.map((v) => v.guard),
    hold: finish.length + chosen.length > 0 ? null : firstHold(verdicts),
    changes: [
      ...repairs.tidy,
      ...repairs.giveBack,
      ...stay.map((c) => putBack(c, census)),
      ...repairs.attach,
      ...[...finish, ...chosen].map((c): Change => ({
        kind: 'remove',
        member: c.member.label,
        of: c.member,
      })),
    ],
  }
}

function putBack({ member }: Counted, census: Census): Change {
  const because = census.mostDown ? 'most members are down' : 'no more removals are wanted'
  return { kind: 'put-back', member: member.label, of: member, because, wait: false }
}

/** `by N` removes N members; `to N` leaves N in service, counting those that leave as if they still served. */
function wantedRemovals(census: Census, leaving: readonly Counted[], request: Request): number {
  const { kind, n } = request.size
  if (kind === 'by') return n
  return Math.max(0, census.size.serving + leaving.filter((c) => !c.down).length - n)
}

/** How many removals the bounds leave: of members at all, and of members that serve or would if put back. */
interface Room {
  readonly members: number
  readonly serving: number
}

function roomFor(census: Census, leaving: readonly Counted[]): Room {
  const { serving, total, min } = census.size
  const serves = serving + leaving.filter((c) => !c.down).length
  return { members: Math.max(0, total - min), serving: Math.max(0, serves - min) }
}

/** The first of the line that fit: each takes a place, and a serving place unless it is DOWN. */
function take(line: readonly Counted[], most: number, room: Room): readonly Counted[] {
  const taken: Counted[] = []
  for (const counted of line) {
    const left = less(room, taken)
    if (taken.length >= most || left.members === 0) break
    if (counted.down || left.serving > 0) taken.push(counted)
  }
  return taken
}

function less(room: Room, taken: readonly Counted[]): Room {
  const serving = taken.filter((c) => !c.down).length
  return { members: room.members - taken.length, serving: room.serving - serving }
}

/** Members that are DOWN first, then those in service by the profile's `victim`; nobody else may be chosen. */
function choosable(census: Census, policy: Policy, now: Instant): readonly Counted[] {
  const order = victimOrder(policy.scaleIn.victim, now)
  const down = census.all.filter((c) => c.state === 'out-of-service' && c.down).sort(order)
  return [...down, ...census.all.filter((c) => c.state === 'in-service').sort(order)]
}

function checkMin(
  census: Census,
  { wanted, room, candidates }: { wanted: number; room: Room; candidates: readonly Counted[] },
): Verdict {
  const { serving, total, min } = census.size
  const full = wanted > 0 && (room.members === 0 || (room.serving === 0 && !candidates.some((c) => c.down)))
  return {
    guard: { guard: 'at-min', value: total - wanted, limit: min, passed: !full && total - wanted >= min },
    allowed: Infinity,
    holds: full,
    detail: `${total} members exist, ${serving} of them in service, and min is ${min}`,
    until: null,
  }
}

function checkInSize(census: Census, wanted: number, request: Request): Verdict {
  const { serving } = census.size
  const met = request.size.kind === 'to' && wanted === 0
  return {
    guard: { guard: 'at-size', value: serving, limit: serving - wanted, passed: !met },
    allowed: Infinity,
    holds: met,
    detail: `${serving} members are in service and ${request.size.n} are wanted`,
    until: null,
  }
}

function checkCandidates(candidates: readonly Counted[], rest: number): Verdict {
  return {
    guard: {
      guard: 'no-candidate',
      value: candidates.length,
      limit: rest,
      passed: candidates.length >= rest,
    },
    allowed: Infinity,
    holds: rest > 0 && candidates.length === 0,
    detail: 'every member is held, starting or not running: none may be chosen',
    until: null,
  }
}
