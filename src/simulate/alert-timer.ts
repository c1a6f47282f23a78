import type { Instant } from '../fleet/model/fleet.ts'

/** When an alert fires and how often it is told again: Prometheus' `for`, and Alertmanager's group_interval and repeat_interval. Milliseconds. */
export interface AlertTimes {
  readonly for: number
  readonly groupInterval: number
  readonly repeatInterval: number
}

/** One alert on its way to a run, evaluation by evaluation. group_wait is 0 in the generated files. */
export class AlertTimer {
  readonly #times: AlertTimes
  #pendingSince: Instant | null = null
  #groupSince: Instant | null = null
  #toldAt: Instant | null = null

  constructor(times: AlertTimes) {
    this.#times = times
  }

  /** Takes one evaluation; true when a run is started. */
  take(isTrue: boolean, now: Instant): boolean {
    if (!isTrue) {
      this.#pendingSince = null
      this.#toldAt = null
      return false
    }
    this.#pendingSince ??= now
    if (now - this.#pendingSince < this.#times.for) return false
    if (this.#toldAt === null) return this.#tellFirst(now)
    if (now - this.#toldAt < this.#times.repeatInterval || !this.#isTick(now)) return false
    this.#toldAt = now
    return true
  }

  get isFiring(): boolean {
    return this.#toldAt !== null
  }

  /** A group that was told a moment ago tells what is new at its next tick. */
  #tellFirst(now: Instant): boolean {
    if (this.#groupSince !== null && now - this.#groupSince < this.#times.groupInterval) return false
    this.#groupSince = now
    this.#toldAt = now
    return true
  }

  #isTick(now: Instant): boolean {
    const since = this.#groupSince ?? now
    if (now - since < this.#times.groupInterval) return false
    this.#groupSince = now
    return true
  }
}
