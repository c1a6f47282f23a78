import { sizeByLoad } from '../fleet/load/size-by-load.ts'
import type { Sized } from '../fleet/load/sized.ts'
import { paceDeletions, type Begun } from '../fleet/plan/deletion-pace.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import { capAges } from '../fleet/load/cap-ages.ts'
import { boundsAt } from '../fleet/bounds/bounds-at.ts'
import type { Prices } from '../fleet/model/prices.ts'
import type { Reading } from '../fleet/load/reading.ts'
import { drainTime } from '../fleet/model/drain-time.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import { instanceId } from '../fleet/model/ids.ts'
import type { SizedPolicy } from '../fleet/plan/plan-by-load.ts'
import { planFollow } from '../fleet/plan/plan-follow.ts'
import { takeCensus, type Census } from '../fleet/sight/census.ts'
import { carryOut, type IsDrained } from './carry-out.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import type { Machine, ModelCloud } from './model-cloud.ts'
import { TimesServed } from './times-served.ts'

/** What one turn came to: why it changed no size; null when it did. */
export interface Turn {
  readonly hold: string | null
}

/** A plan that was held for hours that are paid, and until when: with the same numbers it is so till then. */
interface Held {
  readonly version: number
  readonly sized: Sized
  readonly until: Instant
}

function heldOf({ changes, hold, load }: Plan, version: number): Held | null {
  if (changes.length > 0 || hold?.reason !== 'paid-hour' || hold.until === null || load === undefined)
    return null
  return { version, sized: load, until: hold.until }
}

function isStillHeld(
  held: Held,
  of: { readonly version: number; readonly sized: Sized; readonly now: Instant },
): boolean {
  return held.version === of.version && of.now < held.until && asksTheSame(held.sized, of.sized)
}

/** All of what a load says that a plan goes by. */
function asksTheSame(one: Sized, other: Sized): boolean {
  return (
    one.wanted === other.wanted &&
    one.peak === other.peak &&
    one.unknown === other.unknown &&
    one.isOutage === other.isOutage &&
    one.isOverload === other.isOverload
  )
}

/** The turns of one follower. */
export class FollowTurns {
  readonly #cloud: ModelCloud
  readonly #policy: SizedPolicy
  readonly #numbers: CloudNumbers
  readonly #skips: boolean
  readonly #prices: Prices | null
  #rest: { readonly version: number; readonly census: Census } | null = null
  #held: Held | null = null
  #begun: Begun = []
  readonly #service: TimesServed
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
    this.#service = new TimesServed(cloud, policy.load.warmUp)
  }

  /** One turn: observe, plan, change. */
  turn(measured: Reading, now: Instant): Turn {
    const reading = capAges(measured, this.#service.look(now))
    const still = this.#skips ? this.#still(reading, now) : null
    if (still !== null) {
      this.skipped++
      return { hold: still }
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
    this.#held = heldOf(plan, this.#cloud.version)
    carryOut(this.#cloud, plan, now, { numbers: this.#numbers, isDrained: this.#ended(plan, now) })
    return { hold: plan.hold?.reason ?? null }
  }

  /** Whose drain ends in this turn. */
  #ended({ changes }: Plan, now: Instant): IsDrained {
    const drained = new Set(this.#cloud.machines.filter((m) => this.#isDrained(m, now)).map((m) => m.label))
    const paced = paceDeletions(changes, (member) => drained.has(member.label), {
      begun: this.#begun,
      clock: now,
      at: now,
    })
    this.#begun = paced.begun
    return ({ id }) => paced.now.has(instanceId(id))
  }

  #isDrained(machine: Machine, now: Instant): boolean {
    return (
      machine.mode === 'drain' && now + this.#numbers.latency - machine.changedAt >= drainTime(this.#policy)
    )
  }

  /** The hold of a plan that would be the same as before and change nothing; null where nobody knows without planning. */
  #still(reading: Reading, now: Instant): string | null {
    const census = this.#restingCensus(now)
    if (census === null) return null
    const sized = sizeByLoad({ census, policy: this.#policy.load, now }, reading)
    if (this.#rests(census, sized, now)) return 'at-wanted'
    const isHeld =
      this.#held !== null &&
      this.#policy.size.schedule === undefined &&
      isStillHeld(this.#held, { version: this.#cloud.version, sized, now })
    return isHeld ? 'paid-hour' : null
  }

  /** A whole fleet in service at a size between what is wanted now and the peak stays as it is, whatever the time. */
  #rests(census: Census, sized: Sized, now: Instant): boolean {
    const { serving, total } = census.size
    const { min, max } = boundsAt(this.#policy.size, [], now)
    if (serving !== total || total < min || total > max) return false
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
