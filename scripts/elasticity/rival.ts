import { Bookkeeper, type Account } from '../../src/simulate/accounting.ts'
import type { CloudNumbers } from '../../src/simulate/cloud-numbers.ts'
import { ModelCloud, type Machine } from '../../src/simulate/model-cloud.ts'
import { lengthOf, loadAt, type Trace } from '../../src/simulate/trace.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'

// Other autoscalers, each as its documentation has it, on the very model of the cloud that ours is measured on.

/** What a rival sees at one moment. */
export interface Seen {
  readonly now: number
  /** In service, and for how long each is. */
  readonly ready: readonly number[]
  /** All that were asked for and are not leaving. */
  readonly existing: number
  /** Mean busy ratio of those in service, as its metrics have it. */
  readonly busy: number
  readonly min: number
  readonly max: number
}

/** How many instances there are to be. */
export interface Rival {
  readonly name: string
  /** Between two decisions, in milliseconds. */
  readonly every: number
  /** Over so long its metrics are averaged before it sees them, in milliseconds. */
  readonly window: number
  decide(seen: Seen): number
}

/** What became of a load. */
export interface Raced extends Account {
  readonly name: string
  readonly paidHours: number
}

/** Races one against a trace. */
export function race(rival: Rival, trace: Trace, policy: Policy, numbers: CloudNumbers): Raced {
  const cloud = new ModelCloud(policy, numbers)
  const books = new Bookkeeper(numbers.slo)
  const first = Math.max(policy.size.min, Math.ceil(loadAt(trace, 0) / 0.6))
  cloud.seed(first, 0)
  const draining: { readonly machine: Machine; readonly until: number }[] = []
  const tick = 15_000
  const metrics = new Recent(rival.window)
  let n = first
  for (let now = 0; now < lengthOf(trace); now += tick) {
    const work = loadAt(trace, now)
    for (const d of draining.filter((each) => each.until <= now)) {
      cloud.remove(d.machine, now)
      draining.splice(draining.indexOf(d), 1)
    }
    const averaged = metrics.add(now, busyOf(cloud, work, now))
    const busy = averaged.reduce((sum, b) => sum + b, 0) / averaged.length
    if (now % rival.every === 0) act(cloud, rival, { now, busy, policy, draining, label: () => `web-${++n}` })
    for (let at = now; at < now + tick;) {
      const next = Math.min(now + tick, cloud.nextUp(at))
      books.add(next - at, work, cloud.serving(at))
      at = next
    }
  }
  return { name: rival.name, ...books.account(), paidHours: cloud.paidHours(lengthOf(trace)) }
}

function busyOf(cloud: ModelCloud, work: number, now: number): number {
  const serving = cloud.serving(now)
  return serving === 0 ? 1 : Math.min(1, work / serving)
}

interface Acting {
  readonly now: number
  readonly busy: number
  readonly policy: Policy
  readonly draining: { readonly machine: Machine; readonly until: number }[]
  readonly label: () => string
}

function act(cloud: ModelCloud, rival: Rival, { now, busy, policy, draining, label }: Acting): void {
  const { min, max } = policy.size
  const open = cloud.machines.filter((m) => m.mode === 'accept')
  const ready = open.filter((m) => m.upAt <= now)
  const seen = { now, ready: ready.map((m) => now - m.upAt), existing: open.length, busy, min, max }
  const wanted = Math.max(min, Math.min(max, rival.decide(seen)))
  for (let i = open.length; i < wanted; i++) cloud.create(label(), now)
  for (const machine of open.toReversed().slice(0, Math.max(0, open.length - wanted))) {
    cloud.change(machine, 'drain', machine.label, now)
    draining.push({ machine, until: now + policy.scaleIn.drain })
  }
}

/** A moving list of what was seen within a time. */
export class Recent {
  readonly #ms: number
  #all: { readonly at: number; readonly value: number }[] = []

  constructor(ms: number) {
    this.#ms = ms
  }

  add(at: number, value: number): readonly number[] {
    this.#all = [...this.#all.filter((each) => each.at > at - this.#ms), { at, value }]
    return this.#all.map((each) => each.value)
  }

  /** Whether it has seen a whole stretch of its time. */
  isWhole(at: number, step: number): boolean {
    return (this.#all[0]?.at ?? Infinity) <= at - this.#ms + step
  }
}
