import { checkHalfPause } from './check-half-pause.ts'
import { fillUp } from './fill-up.ts'
import { takeCensus, type Census, type Counted } from '../sight/census.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { staleBecause, upOn } from '../sight/member-state.ts'
import { owedPlaces } from '../sight/owed-places.ts'
import { renewalReason } from '../sight/renewal.ts'
import { planRepairs } from './plan-repairs.ts'
import { checkCandidates, checkMin, choosable, putBack, removal } from './plan-scale-in.ts'
import { addsOf } from './adds-of.ts'
import { planRetags } from './plan-retags.ts'
import { planRenewal, type Renewal } from './plan-renewal.ts'
import type { Change, Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'
import { less, roomFor, take, takeLeaving, type Room } from './room.ts'
import { checkCooldown, firstHold, type Question, type Verdict } from './verdict.ts'

/**
 * Plans what keeps a fleet legal, whatever the load: what leaves is finished, what lacks a backend node is attached,
 * min is filled at once (it is counted in members: a broken one is replaced after it was watched), and what is above max is trimmed by at most a step a run, under the cooldown: a max that was
 * mistyped must not delete a fleet. Without a cooldown goes what has never served: two runs made it for one load.
 */
export function planReconcile(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, request.wait)
  const paused = pausedTrims(fleet, policy, request, now)
  const room = paused ? NONE : roomFor(census, repairs.leaving)
  const isOver = (c: Counted): boolean =>
    isDead(c, request, fleet) || (!paused && isEnded(c, request) && isRoomless(c, census, policy, now))
  const isLeft = (c: Counted): boolean => isOwn(c, request) || !leavesPlace(c, census, fleet, policy)
  const leaving = repairs.leaving.filter((c) => isOver(c) || (!hasRecovered(c, request, fleet) && isLeft(c)))
  const finish = census.mostDown ? [] : takeLeaving(leaving, isOver, room)
  const question = { fleet, policy, now, wanted: 0, exempt: 0, force: request.force }
  // What was allowed within the last day and is not any more, by the clock, is for scale-in.
  const over = Math.max(0, census.size.total - finish.length - census.bounds.trimAbove)
  const fill = fillUp(question, census, { over, finished: finish.length, request })
  const cut = trim(question, census, { over, finished: finish.length, room: less(room, finish), request })
  const isIdle = fill.creates + cut.chosen.length + finish.length + over === 0 && !paused
  const renewal =
    request.renews !== false && isIdle ? planRenewal({ fleet, policy, request, now }, census) : NO_RENEWAL
  const all = [...verdictsOf(cut, fill), ...renewal.verdicts]
  return {
    request,
    size: census.size,
    guards: all.map((v) => v.guard),
    hold:
      fill.creates + cut.chosen.length + finish.length + renewal.changes.length > 0 ? null : firstHold(all),
    changes: [
      ...repairs.tidy,
      ...repairs.giveBack,
      ...repairs.leaving
        .filter((c) => !finish.includes(c))
        .map((c) => putBack(c, census, whyAlive(c, request, fleet))),
      ...repairs.attach.filter(staysBeside(cut.chosen)),
      ...planRetags(fleet, census, policy).filter(staysBeside(cut.chosen)),
      ...addsOf(fleet, policy, now, fill.creates),
      ...finish.map((c) => finished(c, { census, fleet, policy, now })),
      ...cut.chosen.map(removal),
      ...renewal.changes,
    ],
  }
}

/** In the order in which holds are told. */
function verdictsOf(cut: Trimmed, fill: ReturnType<typeof fillUp>): readonly Verdict[] {
  return [
    ...cut.paused,
    fill.brake,
    fill.newFail,
    cut.cooldown,
    ...fill.strangers,
    ...fill.cost,
    ...cut.bounds,
  ]
}

const NO_RENEWAL: Renewal = { changes: [], verdicts: [] }

/** At min = max a member that is to be renewed goes before there is another: it is finished as a dead one is. */
function isRoomless({ member }: Counted, { size }: Census, policy: Policy, now: Instant): boolean {
  return size.min === size.max && renewalReason(member.instance, policy, now) !== null
}

/** Its renewal goes on where it was begun: in the same run, or in a later turn. What a run has left of one that died is put back. */
function isEnded(c: Counted, request: Request): boolean {
  return request.action === 'follow' || isOwn(c, request)
}

/** This very run has drained it, before there is another. */
function isOwn({ member }: Counted, { goFirst }: Request): boolean {
  return goFirst?.has(member.instance.id) === true
}

/** Who makes room for another in its own place stays until somebody sees to both; above max there is no such place. */
function leavesPlace({ member }: Counted, { size }: Census, fleet: Fleet, policy: Policy): boolean {
  return size.total <= size.max && owedPlaces(fleet, policy).going.includes(member.instance.id)
}

interface Seen {
  readonly census: Census
  readonly fleet: Fleet
  readonly policy: Policy
  readonly now: Instant
}

/** Where its place is kept for another, whoever finishes it makes that one, too. */
function finished(c: Counted, { census, fleet, policy, now }: Seen): Change {
  const change = removal(c)
  if (change.kind !== 'remove') return change
  return {
    ...change,
    ...(isRoomless(c, census, policy, now) ? { isRefresh: true } : {}),
    ...(leavesPlace(c, census, fleet, policy) ? { isFirst: true } : {}),
  }
}

/** A pause of scale-in leaves what is dead to be replaced, and nothing else to be removed. */
const NONE: Room = { members: 0, serving: 0, halves: 0, on: new Map() }

function pausedTrims(fleet: Fleet, policy: Policy, request: Request, now: Instant): boolean {
  return checkHalfPause('scale-in', { fleet, policy, now, wanted: 0 }, request).length > 0
}

/** DOWN and UP nowhere at this look; or watched being dead, and no check has found it UP since its drain began. */
function isDead({ member, seemsDead }: Counted, { dead }: Request, fleet: Fleet): boolean {
  return seemsDead || (dead?.has(member.instance.id) === true && upOn(member, fleet).length === 0)
}

/** It was watched being dead, and is UP on some config by now. */
function hasRecovered({ member }: Counted, { dead }: Request, fleet: Fleet): boolean {
  return dead?.has(member.instance.id) === true && upOn(member, fleet).length > 0
}

function whyAlive(c: Counted, request: Request, fleet: Fleet): string | undefined {
  const on = upOn(c.member, fleet).join(', ')
  return hasRecovered(c, request, fleet) ? `it is UP on config ${on} by now: it is not dead` : undefined
}

/** Nobody is attached, or tagged, to be removed. */
function staysBeside(chosen: readonly Counted[]): (change: Change) => boolean {
  return (change) => !chosen.some(({ member }) => member.label === change.member)
}

interface Trimmed {
  readonly chosen: readonly Counted[]
  readonly paused: readonly Verdict[]
  readonly cooldown: Verdict
  readonly bounds: readonly Verdict[]
}

function trim(
  q: Question,
  census: Census,
  of: {
    readonly over: number
    readonly finished: number
    readonly room: Room
    readonly request: Request
  },
): Trimmed {
  const { over, finished, room } = of
  const paused = checkHalfPause('scale-in', { ...q, wanted: over }, of.request)
  const isHeld = census.mostDown || paused.length > 0
  const candidates = trimmable(census, q)
  const surplus = neverInService(census).slice(0, over)
  const cooldown = checkCooldown('reconcile', { ...q, wanted: over, exempt: surplus.length })
  const first = isHeld ? [] : surplus.slice(0, room.members)
  const step = Math.max(0, q.policy.scaleIn.step - finished)
  const most = isHeld ? 0 : Math.min(over - first.length, step, cooldown.allowed - first.length)
  // What has never served takes no serving place.
  const rest = take(candidates, most, { ...room, members: room.members - first.length })
  const bounds = [
    checkMin(census, { wanted: over, room, candidates }),
    checkCandidates([...surplus, ...candidates], over),
  ]
  return { chosen: [...first, ...rest], paused, cooldown, bounds: over === 0 ? [] : bounds }
}

/** Members that start, newest first, and take no connections anywhere. */
function neverInService(census: Census): readonly Counted[] {
  return young(census).filter((c) => c.servesOn.length === 0)
}

/** Who may go under step and cooldown: of those that start the ones that take connections already, before who is in service. */
function trimmable(census: Census, { policy, now }: Question): readonly Counted[] {
  const partly = young(census).filter((c) => c.servesOn.length > 0 && staleBecause(c.member) === null)
  const usual = choosable(census, policy, now)
  return [...usual.filter((c) => !isInItsPlace(c)), ...partly, ...usual.filter(isInItsPlace)]
}

function isInItsPlace({ inService, replaced }: Counted): boolean {
  return inService && replaced !== true
}

function young(census: Census): readonly Counted[] {
  const starting = census.all.filter((c) => c.state === 'starting')
  return starting.sort((a, b) => b.member.instance.id - a.member.instance.id)
}
