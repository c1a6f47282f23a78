import type { Instance } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { replacedBy } from '../fleet/model/replaces.ts'
import { isDone } from '../fleet/report/outcome.ts'
import { cameSince, surplusOf } from '../fleet/plan/surplus.ts'
import type { Journal } from './journal.ts'
import type { Observed, Run } from './run.ts'
import { yieldMember } from './yield-member.ts'

/** How long after its creates a run that waits anyway looks for others: a plan is acted on for a minute, and a create takes its time. */
const CONTESTED_FOR = 120_000
/** How long one that does not wait stays for its second look. */
const LATER = 6_000

/**
 * Two runs that answer one load collide on the label only while both choose the same number. So after its creates a run looks who
 * else came since its plan was made, and gives up what is too many and its own: it made that a moment ago.
 */
export class Rivals {
  readonly #run: Run
  readonly #seen: Observed
  readonly #adds: readonly Journal[]
  readonly #counted: ReadonlySet<string>
  #open: number
  #first: Promise<readonly Instance[] | null> | null = null
  #begun = 0

  /** `counted` are labels that the plan has counted as there although no list showed them. */
  constructor(run: Run, seen: Observed, adds: readonly Journal[], counted: readonly string[] = []) {
    this.#run = run
    this.#seen = seen
    this.#adds = adds
    this.#counted = new Set(counted)
    this.#open = adds.length
  }

  /** How many its run makes. */
  get adds(): number {
    return this.#adds.length
  }

  /** One create has come to its end. When all have, the first look begins, beside whatever is being attached. */
  settled(): void {
    this.#open--
    if (this.#open > 0 || this.#made().length === 0) return
    this.#begun = this.#run.clock.monotonic()
    this.#first = this.#list()
  }

  /** Acts on the first look. */
  async yieldFirst(): Promise<void> {
    await this.#yieldTo(await this.#first)
  }

  /** Looks again while others may still come who did not know of this run. */
  async look(): Promise<void> {
    if (this.#first === null || this.#run.clock.monotonic() > this.#begun + CONTESTED_FOR) return
    if (this.#made().length > 0) await this.#yieldTo(await this.#list())
  }

  /** One look more for who does not wait: lists may lag, and ids may be given out in another order than they are seen. */
  async lookLater(): Promise<void> {
    const { clock, stop } = this.#run
    const rest = this.#begun + LATER - clock.monotonic()
    if (this.#first === null || this.#made().length === 0) return
    if (rest > 0) await clock.sleep(rest, stop)
    if (!stop.aborted) await this.look()
  }

  #made(): readonly Journal[] {
    return this.#adds.filter((j) => j.made !== null && !j.isUndone && !j.isGivenUp)
  }

  /** Null when nobody can tell now: a look without an answer takes nothing away. */
  async #list(): Promise<readonly Instance[] | null> {
    return await this.#run.cloud.members().catch(() => null)
  }

  async #yieldTo(list: readonly Instance[] | null): Promise<void> {
    if (list === null) return
    const places = new Set(this.#made().map((j) => j.replaces))
    await Promise.all([...places].map(async (place) => await this.#yieldOf(place, list)))
  }

  /** Whoever is made to take one's place is a rival to nobody else. */
  async #yieldOf(place: InstanceId | null, list: readonly Instance[]): Promise<void> {
    const adds = this.#adds.filter((j) => j.replaces === place)
    const mine = this.#made().flatMap((j) => (j.replaces === place && j.made !== null ? [j.made] : []))
    const ids = new Set(mine.map((i) => i.id))
    const others = cameSince(this.#seen.fleet, list, this.#run.policy).filter(
      (i) => !ids.has(i.id) && !this.#counted.has(i.label) && replacedBy(i.tags) === place,
    )
    const all = (some: readonly Instance[]) => [...mine, ...some].sort((a, b) => a.id - b.id)
    if (surplusOf(all(others), ids, adds.length).length === 0) return
    const there = await this.#stillThere(others)
    const surplus = there === null ? [] : surplusOf(all(there), ids, adds.length)
    await Promise.all(surplus.map((made) => this.#yield(made, there ?? [])))
  }

  /** A list may show what is gone: before anything is given up for it, each is asked for by its id. */
  async #stillThere(others: readonly Instance[]): Promise<readonly Instance[] | null> {
    const asked = others.map(({ id }) => this.#run.cloud.instance(id))
    const found = await Promise.all(asked).catch(() => null)
    return found?.filter((i) => i !== null) ?? null
  }

  async #yield(made: Instance, others: readonly Instance[]): Promise<void> {
    const journal = this.#adds.find((j) => j.made?.id === made.id)
    // What serves already is not deleted without a drain: above max the next reconcile ends that.
    // What was adopted may be another run's, which then gives it up itself.
    if (journal === undefined || journal.isAdopted || isDone(journal.outcome(), 'wait')) return
    const labels = others.map((i) => i.label).join(', ')
    const why = `another run has added ${labels} for the same load`
    journal.isUndone = await yieldMember(this.#run, journal, { made, why, fleet: this.#seen.fleet })
  }
}
