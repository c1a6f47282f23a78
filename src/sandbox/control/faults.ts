import { matchPattern } from '../wire/route-match.ts'

/** What a fault does to the calls it meets. */
export type FaultKind =
  '429' | '408' | '500' | '502' | '503' | '504' | 'drop-before' | 'drop-after' | 'delay' | 'never'

/** One scripted fault. */
export interface FaultRule {
  /** `GET`, `POST`, `PUT`, `DELETE`, or `*` for any. */
  readonly method: string
  /** A path without version, `*` or `{...}` standing for one segment: `/linode/instances/*`. Only `*` alone stands for any path. */
  readonly path: string
  readonly kind: FaultKind
  /** How many matching calls pass before it begins. */
  readonly after: number
  /** How many calls it meets. */
  readonly times: number
  /** Seconds for the Retry-After header of a 429 or 503; null sends none. */
  readonly retryAfter: number | null
  /** How long a delayed answer is held, in real milliseconds. */
  readonly delayMs: number
  /** Whether the call does its work although it is answered with an error, or never. */
  readonly takesEffect: boolean
}

/** A fault as it is added; what is left out: the next call, once, without effect. */
export type NewFault = Pick<FaultRule, 'method' | 'path' | 'kind'> & Partial<FaultRule>

/** A fault in the list, with what it has met. */
export interface ListedFault extends FaultRule {
  readonly id: number
  /** Matching calls so far. */
  readonly seen: number
  /** Calls it was applied to. */
  readonly met: number
}

const DEFAULTS = { after: 0, times: 1, retryAfter: null, delayMs: 0, takesEffect: false } as const

function meets(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== '*' && rule.method !== method) return false
  return rule.path === '*' || matchPattern(rule.path, path) !== null
}

/** The scripted faults of a sandbox, each used up after it has met its number of calls. */
export class Faults {
  #list: ListedFault[] = []
  #next = 1

  /** Adds a fault and returns its id. */
  add(fault: NewFault): number {
    const id = this.#next
    this.#next += 1
    this.#list.push({ ...DEFAULTS, ...fault, id, seen: 0, met: 0 })
    return id
  }

  /** The faults that were added, used up or not. */
  list(): readonly ListedFault[] {
    return [...this.#list]
  }

  /** Removes all faults. */
  clear(): void {
    this.#list = []
  }

  /** Counts a call, given by method and path without version, and returns the first fault that meets it. */
  take(method: string, path: string): FaultRule | null {
    let taken: FaultRule | null = null
    this.#list = this.#list.map((rule) => {
      if (!meets(rule, method, path)) return rule
      const isDue = rule.seen >= rule.after && rule.met < rule.times
      const applies = isDue && taken === null
      if (applies) taken = rule
      return { ...rule, seen: rule.seen + 1, met: rule.met + (applies ? 1 : 0) }
    })
    return taken
  }
}
