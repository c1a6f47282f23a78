import { isMarked } from '../../../src/fleet/model/mark.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import type { Account, Machine } from './account.ts'
import type { SharedLoad } from './shared-load.ts'

/** A hundredth of a member is not worth one. */
const A_LITTLE = 0.01

/** What a turn did to an account. */
export interface Done {
  readonly creates: number
  /** Machines that it deleted, as they were before it. */
  readonly gone: readonly Machine[]
}

/**
 * Judges turns under a load that stays as it is. Once serving and coming are as many as the load asks for, nobody is created any more, and
 * after the removal of one that could serve nobody is either. The one fact that opens both again is the death of a member that served.
 */
export class ConstantJudge {
  readonly faults: string[] = []
  /** Turns that began with the load covered. */
  covered = 0
  /** How many have died. */
  deaths = 0
  readonly #account: Account
  readonly #policy: SizedPolicy
  readonly #load: SharedLoad
  #isCovered = false
  #removedIn: number | null = null

  constructor(account: Account, policy: SizedPolicy, load: SharedLoad) {
    this.#account = account
    this.#policy = policy
    this.#load = load
    this.#look()
  }

  /** A member that served has died. */
  died(): void {
    this.deaths++
    this.#isCovered = false
    this.#removedIn = null
    this.#look()
  }

  /** Takes what a turn did, and remembers whether the load is covered after it. */
  turn(n: number, { creates, gone }: Done): void {
    if (this.#isCovered) this.covered++
    if (creates > 0 && this.#isCovered)
      this.faults.push(`turn ${n}: ${creates} created when the load was covered: ${this.#state()}`)
    if (creates > 0 && this.#removedIn !== null)
      this.faults.push(`turn ${n}: ${creates} created, and one was removed in turn ${this.#removedIn}`)
    if (gone.some((m) => m.fate === 'good')) this.#removedIn ??= n
    this.#look()
  }

  #look(): void {
    this.#isCovered ||= this.#able().length >= this.#least()
  }

  /** Members that serve or will: none that never serves, and none that leaves. */
  #able(): readonly Machine[] {
    const { machines, nodes } = this.#account
    const leaves = (m: Machine): boolean =>
      nodes.some((n) => n.mode === 'drain' && isMarked(n.label) && this.#account.machineAt(n) === m)
    return machines.filter((m) => m.tags.includes(this.#policy.fleetTag) && m.fate === 'good' && !leaves(m))
  }

  /** The fewest members in service that the load, shared by them, asks for no more than, without any tolerance; with those among them that are odd. */
  #least(): number {
    const { size, load } = this.#policy
    const odd = this.#able().flatMap((m) => this.#load.odd.get(m.label) ?? [])
    const silent = odd.filter((o) => o === 'silent').length
    const hot = odd.length - silent
    let n = Math.max(size.min, odd.length + 1)
    while (n < size.max && this.#asked(n, { silent, hot }) + load.spare > n + A_LITTLE) n++
    return n
  }

  /** What so many in service show, the silent as much as the others, against what they should. */
  #asked(n: number, { silent, hot }: { readonly silent: number; readonly hot: number }): number {
    const share = Math.min(1, this.#load.work / n)
    const measured = n - silent
    const mean = (hot + (measured - hot) * share) / measured
    return (mean * n) / this.#policy.load.target
  }

  #state(): string {
    return `${this.#able().length} serve or will, and ${this.#least()} are enough`
  }
}
