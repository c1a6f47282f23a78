import type { Fleet, Instant } from '../model/fleet.ts'
import { membersExist } from '../model/members-exist.ts'
import type { Policy } from '../model/policy.ts'
import type { Size } from '../model/size.ts'
import { servingNow, type Census } from '../sight/census.ts'
import { untaggedStrangers } from '../sight/strangers.ts'
import { unseenCreates } from '../sight/unseen-creates.ts'
import { checkCost } from './check-cost.ts'
import { checkHalfPause } from './check-half-pause.ts'
import { checkSmaller } from './check-smaller.ts'
import { checkSpecs } from './check-specs.ts'
import { checkStrangers } from './check-strangers.ts'
import type { Candidates } from './refresh-candidates.ts'
import type { Request } from './request.ts'
import { checkMostDown, checkNewFail, type Verdict } from './verdict.ts'

/** What a round of a refresh is judged by. */
export interface RefreshSight {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly request: Request
  readonly now: Instant
  readonly census: Census
  readonly found: Candidates
  /** How many are to stay in service. */
  readonly wanted: number
}

/** What the rules say of a round. */
export interface RefreshVerdicts {
  /** What stops it whole: neither half of a pair is touched. */
  readonly halted: readonly Verdict[]
  /** What only keeps new members from being made. */
  readonly others: readonly Verdict[]
}

/** Asks every rule that a refresh goes by, in the order in which holds are told. */
export function refreshVerdicts(sight: RefreshSight): RefreshVerdicts {
  const { fleet, policy, request, now, census, found } = sight
  const due = [...found.victims, ...found.ready, ...found.failed].length
  const wanted = found.victims.length
  const question = { fleet, policy, now, wanted, exempt: 0, force: request.force }
  return {
    halted: [
      ...checkHalfPause('scale-in', { ...question, wanted: due }, request),
      checkMostDown(census, { wanted: due, allowed: 0, consequence: 'replaces nobody' }),
      checkSpecs(fleet, policy, { ...question, wanted: due }),
      ...checkSmaller({ fleet, census, policy, now, victims: found.victims }, request),
    ],
    others: [
      ...checkHalfPause('scale-out', question, request),
      checkNewFail({ ...question, hasFailed: request.refresh?.hasFailed === true }, census),
      ...found.verdicts,
      checkWanted(census, found, sight.wanted),
      ...strangersBeside({ fleet, policy, census, wanted: found.pairs > 0 ? 0 : wanted }),
      checkRoom(sight),
      ...costVerdicts(sight),
    ],
  }
}

/** Nobody is made beside whom the money is not enough for; where one goes first, what it cost is there. */
function costVerdicts({ fleet, policy, request, found, census, wanted }: RefreshSight): readonly Verdict[] {
  const victims = found.victims.length
  return checkCost(fleet, policy, request, Math.min(1, victims)).map((verdict) => {
    const full = verdict.allowed === 0
    const [first] = found.victims
    const freed = first === undefined ? 0 : costRoomWithout(fleet, policy, request, first.member.instance.id)
    const holds = verdict.holds && found.pairs === 0 && !(freed > 0 && mayGoFirst(census, wanted))
    return { ...verdict, holds, allowed: full && freed === 0 ? 0 : Infinity }
  })
}

/** How many could be created, by what they may cost, if one were gone. */
export function costRoomWithout(fleet: Fleet, policy: Policy, request: Request, id: number): number {
  const members = fleet.members.filter((m) => m.instance.id !== id)
  return Math.min(Infinity, ...checkCost({ ...fleet, members }, policy, request, 1).map((v) => v.allowed))
}

/** How many more may exist: by max, which what no list shows yet and running strangers count against, and by what they may cost. */
export function refreshRoom({
  fleet,
  policy,
  request,
  census,
  now,
}: Omit<RefreshSight, 'found' | 'wanted'>): number {
  const { total, max } = census.size
  const beside = untaggedStrangers(fleet).all.length + unseenCreates(fleet, policy, now).length
  const paid = checkCost(fleet, policy, request, 1).map((v) => v.allowed)
  return Math.max(0, Math.min(max - total - beside, ...paid))
}

/** What may be a member that lost its tag takes its place below max: nobody is made beside it, and nobody goes first for want of room. */
export function strangersBeside({
  fleet,
  policy,
  census,
  wanted,
}: Pick<RefreshSight, 'fleet' | 'policy' | 'census' | 'wanted'>): readonly Verdict[] {
  return checkStrangers(fleet, policy, census, { wanted, creates: wanted }).map((v) => {
    const holds = wanted > 0 && v.allowed === 0
    return { ...v, holds, guard: { ...v.guard, passed: !holds } }
  })
}

/** One may go first where nobody has room beside it, and what stays is enough; at min = max there is never room. */
export function mayGoFirst({ size }: Census, wanted: number): boolean {
  return size.serving - 1 >= leastServing(size, wanted)
}

/** The same once it leaves. */
export function mayStayGone({ size }: Census, wanted: number): boolean {
  return size.serving >= leastServing(size, wanted)
}

function leastServing({ min, max }: Size, wanted: number): number {
  return min === max ? min - 1 : Math.max(min, wanted)
}

function checkWanted(census: Census, { ready, failed }: Candidates, wanted: number): Verdict {
  const serving = servingNow(census)
  const holds = ready.length > 0 && failed.length === 0 && serving - 1 < wanted
  return {
    guard: { guard: 'at-wanted', value: serving - 1, limit: wanted, passed: !holds },
    allowed: Infinity,
    holds,
    detail: `${serving} members are in service and ${wanted} are wanted: nobody is removed beside the new one yet`,
    until: null,
  }
}

function checkRoom({ fleet, policy, now, census, found, wanted }: RefreshSight): Verdict {
  const { total, max, serving, min } = census.size
  const unseen = unseenCreates(fleet, policy, now)
  const exist = total + unseen.length
  const full = found.victims.length > 0 && found.pairs === 0 && exist >= max && !mayGoFirst(census, wanted)
  const more =
    unseen.length === 0 ? '' : `, ${unseen.join(', ')} ${unseen.length === 1 ? 'is' : 'are'} on the way`
  return {
    guard: { guard: 'at-max', value: exist + 1, limit: max, passed: exist < max },
    allowed: Infinity,
    holds: full,
    detail: `${membersExist(total)}, ${serving} of them in service${more}, and max is ${max}: there is no room beside anybody, and ${Math.max(min, wanted)} are to stay in service`,
    until: null,
  }
}
