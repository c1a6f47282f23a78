import { sizeByLoad } from '../fleet/load/size-by-load.ts'
import { capAges } from '../fleet/load/cap-ages.ts'
import { boundsAt } from '../fleet/bounds/bounds-at.ts'
import type { Prices } from '../fleet/model/prices.ts'
import type { Reading } from '../fleet/load/reading.ts'
import { drainTime } from '../fleet/model/drain-time.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { SizedPolicy } from '../fleet/plan/plan-by-load.ts'
import { planFollow } from '../fleet/plan/plan-follow.ts'
import { takeCensus, type Census } from '../fleet/sight/census.ts'
import { carryOut, type IsDrained } from './carry-out.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import type { ModelCloud } from './model-cloud.ts'

/** What one turn came to: why it changed no size; null when it did. */
export interface Turn {
  readonly hold: string | null
}

/** The turns of one follower. */
export class FollowTurns {
  readonly #cloud: ModelCloud
  readonly #policy: SizedPolicy
  readonly #numbers: CloudNumbers
  readonly #skips: boolean
  readonly #prices: Prices | null
  #rest: { readonly version: number; readonly census: Census } | null = null
  /** Since when each machine has been seen in service; not of those that were at the first look. */
  #since = new Map<string, Instant>()
  #hasLooked = false
  /** How many turns were planned, and how many needed no plan. */
  planned = 0
  skipped = 0

  constructor(
    cloud: ModelCloud,
    policy: SizedPolicy,
    of: { readonly numbers: CloudNumbers; readonly skips: boolean; readonly prices?: Prices | null },
  ) {
    this.#cloud = cloud
    this.#policy = policy
    this.#numbers = of.numbers
    this.#skips = of.skips
    this.#prices = of.prices ?? null
  }

  /** One turn: observe, plan, change. */
  turn(measured: Reading, now: Instant): Turn {
    const reading = capAges(measured, this.#look(now))
    if (this.#skips && this.#rests(reading, now)) {
      this.skipped++
      return { hold: 'at-wanted' }
    }
    this.planned++
    const request = {
      action: 'reconcile' as const,
      size: { kind: 'by' as const, n: 0 },
      force: false,
      wait: false,
      load: reading,
      prices: this.#prices,
    }
    const plan = planFollow(this.#cloud.observe(now), this.#policy, request, now)
    carryOut(this.#cloud, plan, now, { numbers: this.#numbers, isDrained: this.#isDrained })
    return { hold: plan.hold?.reason ?? null }
  }

  /** How long each machine has been seen in service. */
  #look(now: Instant): ReadonlyMap<string, number> {
    const serving = this.#cloud.machines.filter((m) => m.mode === 'accept' && m.upAt <= now)
    const first = this.#hasLooked ? now : Number.NEGATIVE_INFINITY
    this.#since = new Map(serving.map(({ label }) => [label, this.#since.get(label) ?? first]))
    this.#hasLooked = true
    return new Map([...this.#since].flatMap(([label, at]) => (at < 0 ? [] : [[label, now - at]])))
  }

  readonly #isDrained: IsDrained = (machine, at) => at - machine.changedAt >= drainTime(this.#policy)

  /** A whole fleet in service at a size between what is wanted now and the peak stays as it is, whatever the time. */
  #rests(reading: Reading, now: Instant): boolean {
    const census = this.#restingCensus(now)
    if (census === null) return false
    const { serving, total } = census.size
    const { min, max } = boundsAt(this.#policy.size, [], now)
    if (serving !== total || total < min || total > max) return false
    const sized = sizeByLoad({ census, policy: this.#policy.load, now }, reading)
    if (sized.unknown !== null || sized.wanted === null || sized.peak === null) return false
    return Math.min(max, sized.wanted) <= serving && Math.max(min, sized.peak) >= serving && !sized.isOverload
  }

  #restingCensus(now: Instant): Census | null {
    const { version } = this.#cloud
    if (this.#rest?.version === version) return this.#rest.census
    if (this.#cloud.nextUp(now) !== Infinity) return null
    if (this.#cloud.machines.some((m) => m.mode === 'drain')) return null
    this.#rest = { version, census: takeCensus(this.#cloud.observe(now), this.#policy, now) }
    return this.#rest.census
  }
}
