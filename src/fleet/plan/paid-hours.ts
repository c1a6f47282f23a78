import { endsInTime, isNearlyUsedUp, removableFrom } from '../load/paid-hour.ts'
import type { Instant } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import type { Policy } from '../model/policy.ts'
import type { Counted } from '../sight/census.ts'
import { markedAt } from '../sight/marked-at.ts'
import type { Request } from './request.ts'
import type { Verdict } from './verdict.ts'

/** Why a member that leaves is put back when its removal would come too late. */
export const HOUR_HAS_BEGUN = 'its removal would end in an hour that has just begun and is paid for'

/** What hours that are paid for mean to a scale-in. */
export interface PaidHours {
  /** Whether the removal of this member may begin. */
  readonly mayGo: (counted: Counted) => boolean
  /** Whether the removal of one that leaves already may still be finished. */
  readonly endsInTime: (counted: Counted) => boolean
  /** The verdict, where hours count at all. */
  readonly check: (candidates: readonly Counted[], wanted: number) => readonly Verdict[]
}

const NO_HOURS: PaidHours = { mayGo: () => true, endsInTime: () => true, check: () => [] }

/** Paid hours count for members in service: not for one that is DOWN, not with `--force`, and not for `--to` by hand. */
export function paidHours(policy: Policy, request: Request, now: Instant): PaidHours {
  const isByHand = request.size.kind === 'to' && request.load === undefined
  if (policy.scaleIn.keepsPaidHour !== true || request.force || isByHand) return NO_HOURS
  const mayGo = (c: Counted): boolean => c.down || isNearlyUsedUp(c.member.instance, policy, now)
  return {
    mayGo,
    endsInTime: (c) =>
      c.down || endsInTime(c.member.instance, policy, { marked: markedAt(c.member, now) ?? now, now }),
    check: (candidates, wanted) => [checkPaidHour(candidates, { mayGo, wanted, policy, now })],
  }
}

function checkPaidHour(
  candidates: readonly Counted[],
  of: {
    readonly mayGo: PaidHours['mayGo']
    readonly wanted: number
    readonly policy: Policy
    readonly now: Instant
  },
): Verdict {
  const free = candidates.filter(of.mayGo).length
  const kept = candidates.filter((c) => !of.mayGo(c))
  const [next] = kept
    .map(({ member }) => ({ member, at: removableFrom(member.instance, of.policy, of.now) }))
    .sort((a, b) => a.at - b.at || a.member.instance.id - b.member.instance.id)
  const holds = of.wanted > 0 && free === 0 && next !== undefined
  return {
    guard: {
      guard: 'paid-hour',
      value: free,
      limit: of.wanted,
      passed: free >= of.wanted || kept.length === 0,
    },
    allowed: Infinity,
    holds,
    detail:
      next === undefined
        ? ''
        : `every hour of a member is paid once it has begun: ${next.member.label} may go from ${isoInstant(next.at)} on; --force passes this`,
    until: next?.at ?? null,
  }
}
