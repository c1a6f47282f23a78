import type { FleetGroup } from '../account/fleet-group.ts'
import type { Clock } from '../clock.ts'

/** A request, as far as two of them are the same question. */
interface Question {
  readonly method: string
  readonly path: string
  readonly filter?: object
}

/** A success: its body and headers. */
interface Answer {
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}

/** An answer that is older, in milliseconds, is asked for again: nothing is decided on what was true a while ago. */
const FRESH = 20_000

interface Kept {
  readonly at: number
  readonly answer: Promise<Answer>
}

/** Which questions of one fleet were answered already: it asks a second time because it wants to look again. */
export type AskedBefore = Set<string>

/**
 * What an account has answered to one of several fleets that are looked at one after the other: the others are told the same, once each and
 * not for long. Any write forgets it all.
 */
export class SharedReads {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The answer to a call: one that was kept, or that of asking. */
  async answer(it: Question, asked: AskedBefore, ask: () => Promise<Answer>): Promise<Answer> {
    if (it.method !== 'GET') {
      this.#kept.clear()
      return await ask()
    }
    const key = `${it.path} ${JSON.stringify(it.filter ?? null)}`
    const kept = this.#kept.get(key)
    const isFresh = kept !== undefined && this.#clock.monotonic() - kept.at < FRESH
    const isFirst = !asked.has(key)
    asked.add(key)
    if (isFresh && isFirst) return await kept.answer
    const answer = ask()
    this.#kept.set(key, { at: this.#clock.monotonic(), answer })
    answer.catch(() => this.#kept.delete(key))
    return await answer
  }
}

const groups = new WeakMap<FleetGroup, Map<string, SharedReads>>()

/** What the fleets of a group share of one account; fleets of different tokens share nothing. */
export function sharedReads(group: FleetGroup, account: string, clock: Clock): SharedReads {
  const accounts = groups.get(group) ?? new Map<string, SharedReads>()
  groups.set(group, accounts)
  const reads = accounts.get(account) ?? new SharedReads(clock)
  accounts.set(account, reads)
  return reads
}
