import type { Instance, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
/** What a removal takes beside drain and hook: two looks, the deletion, retries, and a turn of a minute. */
const BESIDE = 2 * MINUTE
/** How long before that a member may be chosen. */
const CHOSEN_WITHIN = 10 * MINUTE
/** A deletion that is sent later than so long before the hour's end may come after it. */
const TOO_LATE = 20_000

/** When the hour that an instance is in ends; begun hours are paid in full, from its creation on. `now` is on the API's clock. */
export function paidUntil({ created }: Pick<Instance, 'created'>, now: Instant): Instant {
  return created + HOUR * (Math.floor((now - created) / HOUR) + 1)
}

/** How long a removal takes from being chosen to its deletion. */
function removalTime({ scaleIn, hooks }: Policy): number {
  return scaleIn.drain + (hooks?.before_drain?.timeout ?? 0) + BESIDE
}

/** The part of an hour, reckoned from its end, in which a removal may begin. */
function beginsWithin(policy: Policy): { readonly from: number; readonly to: number } {
  const last = removalTime(policy)
  // What takes nearly an hour ends in one that has begun, whenever it begins.
  return last + CHOSEN_WITHIN >= HOUR ? { from: HOUR, to: 0 } : { from: last + CHOSEN_WITHIN, to: last }
}

/** Whether the removal of a member in service may begin: its paid hour is nearly used up, and it will be gone before the next. */
export function isNearlyUsedUp(instance: Pick<Instance, 'created'>, policy: Policy, now: Instant): boolean {
  const { from, to } = beginsWithin(policy)
  const left = paidUntil(instance, now) - now
  return left > to && left <= from
}

/** When its removal may next begin: now where it may. */
export function removableFrom(instance: Pick<Instance, 'created'>, policy: Policy, now: Instant): Instant {
  if (isNearlyUsedUp(instance, policy, now)) return now
  const next = paidUntil(instance, now) - beginsWithin(policy).from
  return next > now ? next : next + HOUR
}

/**
 * Whether a drain that began at `marked` may still end in the deletion: it was begun in time, and the hour it was begun in is not over,
 * nor so nearly over that the deletion would come too late.
 */
export function endsInTime(
  instance: Pick<Instance, 'created'>,
  policy: Policy,
  { marked, now }: { readonly marked: Instant; readonly now: Instant },
): boolean {
  const { from, to } = beginsWithin(policy)
  if (from === HOUR && to === 0) return true
  const end = paidUntil(instance, marked)
  // A mark tells its instant roughly.
  return end - marked <= from + MINUTE && end - now >= TOO_LATE
}
