import type { Instant } from '../fleet/model/fleet.ts'
import type { ModelCloud } from './model-cloud.ts'

const NOBODY: ReadonlyMap<string, number> = new Map()

/** Since when each machine has been seen in service, look by look. */
export class TimesServed {
  readonly #cloud: ModelCloud
  readonly #warmUp: number
  #since = new Map<string, Instant>()
  #hasLooked = false
  #version = -1
  #nextUp: Instant = Number.NEGATIVE_INFINITY
  #young: readonly (readonly [string, Instant])[] = []

  constructor(cloud: ModelCloud, warmUp: number) {
    this.#cloud = cloud
    this.#warmUp = warmUp
  }

  /** How long those have been seen in service who are in their warm-up still. All others are warm, by whatever clock. */
  look(now: Instant): ReadonlyMap<string, number> {
    if (this.#version !== this.#cloud.version || now >= this.#nextUp) this.#see(now)
    if (this.#young.length === 0) return NOBODY
    this.#young = this.#young.filter(([, at]) => now - at < this.#warmUp)
    return new Map(this.#young.map(([label, at]) => [label, now - at]))
  }

  #see(now: Instant): void {
    // At the first look nobody knows for how long.
    const first = this.#hasLooked ? now : Number.NEGATIVE_INFINITY
    const serving = this.#cloud.machines.filter((m) => m.mode === 'accept' && m.upAt <= now)
    this.#since = new Map(serving.map(({ label }) => [label, this.#since.get(label) ?? first]))
    this.#young = [...this.#since]
    this.#hasLooked = true
    this.#version = this.#cloud.version
    this.#nextUp = this.#cloud.nextUp(now)
  }
}
