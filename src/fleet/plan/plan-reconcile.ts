import { takeCensus, type Counted } from '../sight/census.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { planRepairs } from './plan-repairs.ts'
import { checkCandidates, checkMin, choosable, putBack, removal } from './plan-scale-in.ts'
import { addsOf, comingCount } from './plan-scale-out.ts'
import type { Plan } from './plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'
import { less, roomFor, take, takeLeaving } from './room.ts'
import { checkCooldown, checkMostDown, checkNewFail, firstHold } from './verdict.ts'

/**
 * Plans what keeps a fleet legal, whatever the load: what leaves is finished, what lacks a backend node is attached,
 * min is filled at once (it is counted in members: a broken one is replaced after it was watched), and what is above max is trimmed by at most a step a run, under the cooldown: a max that was
 * mistyped must not delete a fleet.
 */
export function planReconcile(fleet: Fleet, policy: Policy, request: Request, now: Instant): Plan {
  const census = takeCensus(fleet, policy, now)
  const repairs = planRepairs(fleet, census, policy, request.wait)
  const room = roomFor(census, repairs.leaving)
  const finish = census.mostDown ? [] : takeLeaving(repairs.leaving, (c) => isDead(c, request), room)
  const stay = repairs.leaving.filter((c) => !finish.includes(c))
  const { total, min, max } = census.size
  const short = Math.min(Math.max(0, min - (total - finish.length)), Math.max(0, max - total))
  const over = Math.max(0, total - finish.length - max)
  const question = { fleet, policy, now, force: request.force }
  const candidates = choosable(census, policy, now)
  const verdicts = {
    brake: checkMostDown(census, {
      wanted: short + over,
      allowed: comingCount(census) === 0 ? 1 : 0,
      consequence: 'creates at most one probe and removes nobody',
    }),
    newFail: checkNewFail({ ...question, wanted: short, exempt: 0 }, census),
    cooldown: checkCooldown('reconcile', { ...question, wanted: over, exempt: 0 }),
  }
  const creates = Math.min(short, verdicts.brake.allowed, verdicts.newFail.allowed)
  const step = Math.max(0, policy.scaleIn.step - finish.length)
  const trims = census.mostDown ? 0 : Math.min(over, step, verdicts.cooldown.allowed)
  const chosen = take(candidates, trims, less(room, finish))
  const trimming =
    over === 0
      ? []
      : [checkMin(census, { wanted: over, room, candidates }), checkCandidates(candidates, over)]
  const all = [...Object.values(verdicts), ...trimming]
  return {
    request,
    size: census.size,
    guards: all.map((v) => v.guard),
    hold: creates + chosen.length + finish.length > 0 ? null : firstHold(all),
    changes: [
      ...repairs.tidy,
      ...repairs.giveBack,
      ...stay.map((c) => putBack(c, census)),
      ...repairs.attach,
      ...addsOf(fleet, policy, now, creates),
      ...[...finish, ...chosen].map(removal),
    ],
  }
}

/** DOWN at this look; or watched being dead, and no check has found it UP since its drain began. */
function isDead({ member, down }: Counted, { dead }: Request): boolean {
  const recovered = member.backends.every((b) => b.health === 'up')
  return down || (dead?.has(member.instance.id) === true && !recovered)
}
