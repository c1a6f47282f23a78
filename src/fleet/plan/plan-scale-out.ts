import { checkCost } from './check-cost.ts'
import { checkHalfPause } from './check-half-pause.ts'
import { checkStrangers, fillTo } from './check-strangers.ts'
import { takeCensus, type Census } from '../sight/census.ts'
import { byText } from '../bounds/by-text.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { membersExist } from '../model/members-exist.ts'
import { addsOf } from './adds-of.ts'
import { comingCount } from './coming-count.ts'
import { planRepairs, type Repairs } from './plan-repairs.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'
import { takesPlace } from './room.ts'
import { checkCooldown, checkMostDown, checkNewFail, firstHold, type Verdict } from './verdict.ts'

/** Plans more capacity: what is on its way counts first, and only the rest is created. */
export function planScaleOut(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const braked = request.isOverload === true ? withoutDown(census) : census
  const repairs = planRepairs(fleet, census, policy, request.wait)
  const asked = weighNeed(fleet, census, repairs, request)
  const wanted = asked.target - census.size.serving
  const paused = checkHalfPause('scale-out', { fleet, policy, now, wanted }, request)
  // What is lacking to min is a repair.
  const need = paused.length === 0 ? asked : weighNeed(fleet, census, repairs, TO_MIN)
  const question = { fleet, policy, now, wanted: need.creates, exempt: need.toMin, force: request.force }
  const verdicts = [
    ...paused.map((v) => ({ ...v, allowed: Infinity })),
    checkProbe(braked, need),
    checkNewFail(question, braked),
    checkOnTheWay(census, need),
    checkCooldown('scale-out', question),
    ...checkStrangers(fleet, policy, census, { wanted: need.short, creates: need.creates }),
    checkMax(census, need),
    ...checkCost(fleet, policy, request, need.creates),
    checkOutSize(census, need, request),
  ]
  const creates = Math.min(need.creates, ...verdicts.map((v) => v.allowed))
  const putBack = need.putBack.map((member): Change => ({
    kind: 'put-back',
    member: member.label,
    of: member,
    because: 'its capacity is wanted again',
    wait: request.wait,
  }))
  const adds = addsOf(fleet, policy, now, creates)
  return {
    request,
    size: census.size,
    guards: verdicts.map((v) => v.guard),
    hold: creates + putBack.length > 0 ? null : firstHold(verdicts),
    changes: [...repairs.tidy, ...repairs.giveBack, ...putBack, ...repairs.attach, ...adds],
  }
}

const TO_MIN = { size: { kind: 'to', n: 0 } } as const

/** In an overload those that are DOWN say nothing against the machines, nor against new ones. */
function withoutDown(census: Census): Census {
  return { ...census, mostDown: false, all: census.all.map((c) => ({ ...c, down: false })) }
}

/** What a request comes to, before any guard has spoken. */
interface Need {
  /** Members in service that are wanted. */
  readonly target: number
  /** Members to put back: instant capacity. */
  readonly putBack: readonly Repairs['leaving'][number]['member'][]
  /** Members that will be in service without another create. */
  readonly coming: number
  readonly creates: number
  /** The creates if no stranger counted. */
  readonly short: number
  /** How many of the creates only fill up to min, which no cooldown holds. */
  readonly toMin: number
}

function weighNeed(fleet: Fleet, census: Census, repairs: Repairs, request: Pick<Request, 'size'>): Need {
  const { serving, min, max } = census.size
  const { kind, n } = request.size
  const asked = Math.min(max, kind === 'to' ? n : serving + n)
  const target = Math.max(min, asked)
  // The highest ids go back first: scale-in keeps the lowest ones marked, so two runs do not undo each other.
  // What is DOWN is no capacity.
  const alive = repairs.leaving.filter(takesPlace)
  const putBack = alive.slice(Math.max(0, alive.length - Math.max(0, target - serving)))
  const coming = comingCount(census)
  const have = serving + putBack.length + coming
  const floor = fillTo(fleet, census.size, have)
  return {
    target,
    putBack: putBack.map((c) => c.member),
    coming,
    creates: Math.max(0, Math.max(floor, asked) - have),
    short: Math.max(0, target - have),
    toMin: Math.max(0, floor - have),
  }
}

/** Under the brake one probe may be created, when none is on its way: if it gets in service, the machines were the fault. */
function checkProbe(census: Census, need: Need): Verdict {
  return checkMostDown(census, {
    wanted: need.target - census.size.serving,
    allowed: need.coming === 0 ? 1 : 0,
    consequence: 'creates at most one probe',
  })
}

function checkOnTheWay(census: Census, need: Need): Verdict {
  const covered = need.coming > 0 && need.creates === 0 && need.target > census.size.serving
  return {
    guard: {
      guard: 'on-the-way',
      value: need.coming,
      limit: need.target - census.size.serving,
      passed: !covered,
    },
    allowed: Infinity,
    holds: covered,
    detail: `${need.coming} of ${census.size.total} members are on their way already${onceAttached(census)}; ${need.target} in service are wanted`,
    until: null,
  }
}

/** They count however long that takes: each run attaches them, and says why where it is refused. */
function onceAttached({ all }: Census): string {
  const labels = all.flatMap((c) => (c.coming && c.unkept === 'unattached' ? [c.member.label] : []))
  if (labels.length === 0) return ''
  return ` (${labels.join(', ')} once attached everywhere)`
}

function checkMax(census: Census, need: Need): Verdict {
  const { serving, total, max } = census.size
  const { maxBy, next } = census.bounds
  const room = Math.max(0, max - total)
  const full = need.creates > 0 ? room === 0 : serving >= max
  return {
    guard: {
      guard: 'at-max',
      value: total + need.creates,
      limit: max,
      passed: total + need.creates <= max && !full,
    },
    allowed: room,
    holds: full,
    detail: `${membersExist(total)}, ${serving} of them in service, and max is ${max}${byText(maxBy)}`,
    until: next !== null && next.max > max ? next.at : null,
  }
}

function checkOutSize(census: Census, need: Need, request: Request): Verdict {
  const { serving } = census.size
  const met = request.size.kind === 'to' && serving >= request.size.n
  return {
    guard: { guard: 'at-size', value: serving, limit: need.target, passed: !met },
    allowed: Infinity,
    holds: met,
    detail: `${serving} members are in service and ${request.size.n} are wanted${serving > request.size.n ? ': a scale-out removes nobody' : ''}`,
    until: null,
  }
}
