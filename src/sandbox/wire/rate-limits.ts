/** What kind of call counts together. */
export type RateClass = 'create' | 'images' | 'list' | 'stats' | 'other'

/** The state of one limit after a call was counted. */
export interface RateReading {
  readonly limit: number
  readonly remaining: number
  /** When the window ends, in milliseconds since 1970. */
  readonly resetsAt: number
  readonly exceeded: boolean
}

/** Calls per window, per token, as the API documents them. */
const LIMITS: Readonly<Record<RateClass, { readonly calls: number; readonly windowMs: number }>> = {
  create: { calls: 20, windowMs: 15_000 },
  images: { calls: 20, windowMs: 60_000 },
  list: { calls: 200, windowMs: 60_000 },
  stats: { calls: 50, windowMs: 60_000 },
  other: { calls: 1600, windowMs: 60_000 },
}

interface Window {
  readonly endsAt: number
  readonly used: number
}

/** Counts calls in windows that begin with their first call. */
export class RateLimits {
  readonly #enforced: boolean
  readonly #windows = new Map<RateClass, Window>()

  constructor(enforced: boolean) {
    this.#enforced = enforced
  }

  /** Counts one call. A call beyond the limit is not counted. */
  count(kind: RateClass, now: number): RateReading {
    const { calls, windowMs } = LIMITS[kind]
    const open = this.#windows.get(kind)
    const window = open !== undefined && now < open.endsAt ? open : { endsAt: now + windowMs, used: 0 }
    const exceeded = this.#enforced && window.used >= calls
    const used = exceeded ? window.used : window.used + 1
    this.#windows.set(kind, { endsAt: window.endsAt, used })
    return { limit: calls, remaining: Math.max(0, calls - used), resetsAt: window.endsAt, exceeded }
  }
}
