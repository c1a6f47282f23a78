import type { Reading } from '../load/reading.ts'
import type { Action } from '../model/action.ts'
import type { InstanceId } from '../model/ids.ts'
import type { Prices } from '../model/prices.ts'
import type { RefreshWish } from './refresh-wish.ts'
import type { Trigger } from './trigger.ts'

/** How busy members are, 0 to 1; null when nobody knows. */
export interface BusyNow {
  readonly value: number | null
  readonly high: number
  readonly trouble: string | null
}

/** What a person, an alert or a timer asks of a fleet. */
export interface Request {
  readonly action: Action
  /** `by`: members more or fewer than are in service; `to`: members in service. A reconcile asks for none: by 0. */
  readonly size: { readonly kind: 'by' | 'to'; readonly n: number }
  /** Passes the cooldown, a pause, hours that are paid for and what holds a renewal to a smaller type, nothing else. */
  readonly force: boolean
  /** Whether a pause holds it all the same: a replacement passes the cooldown without anybody's `--force`. */
  readonly pausable?: boolean
  /** Members that this very run has watched being dead: they protect no bound, also when a drain has made their health Unknown. */
  readonly dead?: ReadonlySet<InstanceId>
  /** Members that this very run has drained before there is another in their place. */
  readonly goFirst?: ReadonlySet<InstanceId>
  /** Whether a run stays until its members are in service. */
  readonly wait: boolean
  /** What was measured of the fleet: the load decides, and `size` is for when an alert asks and nobody knows. */
  readonly load?: Reading
  /** The same where it decides nothing but whether members may become smaller. */
  readonly measured?: Reading
  /** What a fleet that changes by steps is busy with, and what the profile allows; for a renewal to a smaller type. */
  readonly busy?: BusyNow
  /** Members are DOWN because there is more work than they can do: more of the same helps. */
  readonly isOverload?: boolean
  /** What instances cost, where `size.max_hourly` asks for it; null where that is not known. */
  readonly prices?: Prices | null
  /** False where growth wants the place that a renewal would take. */
  readonly renews?: boolean
  /** How a refresh goes about it. */
  readonly refresh?: RefreshWish
  /** What started it, where that is known: an alert that is over, or a condition that is false, holds. */
  readonly trigger?: Trigger
}
