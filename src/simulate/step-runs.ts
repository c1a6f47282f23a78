import type { Instant } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Prices } from '../fleet/model/prices.ts'
import { planRequest } from '../fleet/plan/plan-request.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Request } from '../fleet/plan/request.ts'
import { AlertTimer, type AlertTimes } from './alert-timer.ts'
import { carryOut } from './carry-out.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import type { Measuring } from './measuring.ts'
import type { Machine, ModelCloud } from './model-cloud.ts'

/** What the generated alerts go by. */
export interface Steps {
  readonly high: number
  readonly low: number
  /** The mean that the members which stay may come to. */
  readonly projected: number
  /** So long after its boot, what a member measures says nothing. */
  readonly warmUp: number
  readonly out: AlertTimes
  readonly in: AlertTimes
}

/** A scale-in that waits for its drain. */
interface Draining {
  readonly machine: Machine
  readonly until: Instant
}

/** The guide's chain: two alerts, a run for each message, steps and cooldowns. */
export class StepRuns {
  readonly #cloud: ModelCloud
  readonly #policy: Policy
  readonly #steps: Steps
  readonly #numbers: CloudNumbers
  readonly #prices: Prices | null
  readonly #high: AlertTimer
  readonly #low: AlertTimer
  #draining: Draining[] = []

  constructor(
    cloud: ModelCloud,
    policy: Policy,
    of: { readonly steps: Steps; readonly numbers: CloudNumbers; readonly prices?: Prices | null },
  ) {
    this.#cloud = cloud
    this.#policy = policy
    this.#steps = of.steps
    this.#numbers = of.numbers
    this.#prices = of.prices ?? null
    this.#high = new AlertTimer(of.steps.out)
    this.#low = new AlertTimer(of.steps.in)
  }

  /** One evaluation, with the runs it starts. The reason of the last hold; null when something was changed, undefined when nothing ran. */
  turn(measuring: Measuring, now: Instant): string | null | undefined {
    this.#finish(now)
    const seen = measuring.meanBusy(this.#cloud, this.#steps.warmUp, now)
    const isHigh = seen !== null && seen.mean > this.#steps.high
    const isLow = !isHigh && seen !== null && this.#isLow(seen)
    const runsOut = this.#high.take(isHigh, now)
    // A firing HighLoad inhibits LowLoad.
    const runsIn = this.#low.take(isLow, now) && !this.#high.isFiring
    if (runsOut) return this.#run('scale-out', now)
    return runsIn ? this.#run('scale-in', now) : undefined
  }

  #isLow({
    mean,
    max,
    count,
  }: {
    readonly mean: number
    readonly max: number
    readonly count: number
  }): boolean {
    const { low, high, projected } = this.#steps
    const stay = count - this.#policy.scaleIn.step
    return mean < low && stay > 0 && (mean * count) / stay < projected && max < high
  }

  #run(action: 'scale-out' | 'scale-in', now: Instant): string | null {
    const step = action === 'scale-out' ? this.#policy.scaleOut.step : this.#policy.scaleIn.step
    const before = new Set(this.#cloud.machines.filter((m) => m.mode === 'drain'))
    const plan = this.#plan(action, step, now)
    carryOut(this.#cloud, plan, now, { numbers: this.#numbers, isDrained: () => false })
    const until = now + this.#policy.scaleIn.drain
    for (const machine of this.#cloud.machines)
      if (machine.mode === 'drain' && !before.has(machine)) this.#draining.push({ machine, until })
    return plan.hold?.reason ?? null
  }

  /** The look after the drain: who is still to be removed goes, the others are put back. */
  #finish(now: Instant): void {
    const due = this.#draining.filter((d) => d.until <= now)
    if (due.length === 0) return
    this.#draining = this.#draining.filter((d) => d.until > now)
    const plan = this.#plan('scale-in', due.length, now)
    const isDrained = (machine: Machine): boolean => due.some((d) => d.machine === machine)
    const changes = plan.changes.filter(
      (c) => c.kind !== 'remove' || due.some((d) => d.machine.label === c.member),
    )
    carryOut(this.#cloud, { changes }, now, { numbers: this.#numbers, isDrained })
  }

  #plan(action: Request['action'], n: number, now: Instant): Plan {
    const request: Request = {
      action,
      size: { kind: 'by', n },
      force: false,
      wait: false,
      prices: this.#prices,
    }
    return planRequest(this.#cloud.observe(now), this.#policy, request, now)
  }
}
