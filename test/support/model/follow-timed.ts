import { boundsAt } from '../../../src/fleet/bounds/bounds-at.ts'
import { floorsIn, floorTag } from '../../../src/fleet/bounds/floor-tag.ts'
import type { Bounds } from '../../../src/fleet/model/bounds.ts'
import { isMarked } from '../../../src/fleet/model/mark.ts'
import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import { aLoadPolicy } from '../a-reading.ts'
import { explorePolicy } from '../explore/policies.ts'
import { anAccount } from './explore.ts'
import { FollowHost } from './follow-host.ts'
import { Dice, Scheduler } from './scheduler.ts'
import { SharedLoad } from './shared-load.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const TURNS = 100
const EVERY = 30 * SECOND
const WINDOW = 5 * MINUTE
const TARGET = 0.6

/** A fleet whose bounds change by the clock and by a person, and whose load jumps. */
export interface TimedLoad {
  readonly members: number
  readonly entry: ScheduleEntry
  /** A floor that a person sets, in which turn and for how many minutes; null for none. */
  readonly floor: { readonly turn: number; readonly n: number; readonly minutes: number } | null
  /** The work, in members, that it jumps to: a new one every so many turns. */
  readonly works: readonly number[]
  readonly hosts: number
  readonly together: boolean
  readonly lag: number
  readonly seed: number
}

/** What became of it, and how often each rule was asked about something. */
export interface Timed {
  readonly faults: readonly string[]
  readonly filled: number
  readonly removed: number
  /** Turns that began with more members than max: it fell. */
  readonly above: number
}

function policyOf({ entry }: TimedLoad): SizedPolicy {
  const policy = explorePolicy(1)
  return {
    ...policy,
    size: { min: 2, max: 8, schedule: [entry] },
    scaleOut: { ...policy.scaleOut, cooldown: 0 },
    load: aLoadPolicy({ target: TARGET, window: WINDOW, warmUp: MINUTE / 2 }),
  }
}

/** Follows for fifty minutes and judges each turn. */
export async function followTimed(load: TimedLoad): Promise<Timed> {
  const run = new TimedRun(load)
  for (let turn = 0; turn < TURNS; turn++) await run.turn(turn)
  return run.came
}

/** What a fleet looks like between two turns. */
interface Sight {
  readonly members: number
  /** Members that serve or will: none that leaves. */
  readonly able: number
  readonly creates: number
}

class TimedRun {
  readonly #load: TimedLoad
  readonly #policy: SizedPolicy
  readonly #account
  readonly #turns: Scheduler
  readonly #dice: Dice
  readonly #shared: SharedLoad
  readonly #hosts: readonly FollowHost[]
  readonly came = { faults: [] as string[], filled: 0, removed: 0, above: 0 }
  /** The work at each turn. */
  readonly #past: { readonly at: number; readonly work: number }[] = []

  constructor(load: TimedLoad) {
    this.#load = load
    this.#policy = policyOf(load)
    this.#account = anAccount(this.#policy, load.members)
    this.#account.listLag = load.lag
    this.#account.eventLag = load.lag
    this.#account.remember()
    this.#turns = new Scheduler(this.#account.now)
    this.#dice = new Dice(load.seed)
    this.#shared = new SharedLoad(this.#account, this.#policy, load.works[0] ?? 1)
    const all = {
      account: this.#account,
      turns: this.#turns,
      policy: this.#policy,
      load: this.#shared,
      random: () => 0.5,
    }
    this.#hosts = Array.from({ length: load.hosts }, (_, host) => new FollowHost(all, host))
  }

  async turn(n: number): Promise<void> {
    const account = this.#account
    this.#turns.now += EVERY
    account.now = this.#turns.now
    this.#happen(n)
    const [begin, before] = [this.#bounds(), this.#sight()]
    const hosts = this.#load.together ? this.#hosts : [this.#hosts[n % this.#hosts.length]]
    for (const host of hosts) void host?.turn()
    const pick = (runs: readonly number[]): number => this.#dice.below(runs.length)
    await this.#turns.drive({ pick, fate: () => 'answered', lingers: () => false })
    account.now = this.#turns.now
    this.#judge(n, { begin, end: this.#bounds(), before, after: this.#sight() })
  }

  /** The load jumps, and a person sets a floor. */
  #happen(n: number): void {
    const { works, floor } = this.#load
    this.#shared.work = works[Math.floor((n * works.length) / TURNS)] ?? 1
    this.#past.push({ at: this.#account.now, work: this.#shared.work })
    if (floor?.turn !== n) return
    const until = this.#account.now + floor.minutes * MINUTE
    this.#account.tags = ['mine', floorTag(this.#policy.name, { n: floor.n, until })]
  }

  #bounds(): Bounds {
    const { tags, now } = this.#account
    return boundsAt(this.#policy.size, floorsIn(tags, this.#policy.name), now)
  }

  #sight(): Sight {
    const { machines, nodes, creates, yields } = this.#account
    const ours = machines.filter((m) => m.tags.includes(this.#policy.fleetTag))
    const able = ours.filter(
      (m) => !nodes.some((n) => n.mode === 'drain' && isMarked(n.label) && this.#account.machineAt(n) === m),
    )
    return { members: ours.length, able: able.length, creates: creates - yields }
  }

  #judge(
    n: number,
    {
      begin,
      end,
      before,
      after,
    }: { readonly begin: Bounds; readonly end: Bounds; readonly before: Sight; readonly after: Sight },
  ): void {
    const created = after.creates - before.creates
    if (before.members > begin.max) this.came.above++
    if (created > 0 && after.members > Math.max(begin.max, end.max))
      this.#say(n, `${created} created: there are ${after.members}, and max is ${begin.max}`)
    if (before.able < begin.min) this.came.filled++
    if (after.able < begin.min) this.#say(n, `${after.able} serve or will, and min is ${begin.min}`)
    if (created === 0 && after.able > Math.max(before.able, begin.trimAbove))
      this.#say(
        n,
        `${after.able - before.able} put back: ${after.able} are left, and nobody may be above ${begin.trimAbove}`,
      )
    if (after.able >= before.able) return
    this.came.removed += before.able - after.able
    // Nobody goes who is needed within the hour, or whose work was there within the window: not at the end of an entry or a floor either.
    // What is above every max of the day is trimmed all the same.
    const asked = Math.min(this.#askedOfLate(), begin.trimAbove)
    const needed = Math.max(Math.min(begin.leaves, before.members), asked)
    if (after.able < needed)
      this.#say(n, `of ${before.able} that serve or will ${after.able} are left, and ${needed} are needed`)
  }

  /** The most that the work of the window asks for, less the tenth that is no reason to change anything. */
  #askedOfLate(): number {
    const recent = this.#past.filter((p) => p.at >= this.#account.now - WINDOW)
    const work = recent.reduce((most, p) => Math.max(most, p.work), 0)
    return Math.min(Math.ceil((work / TARGET) * 0.9 - 0.01), this.#past.length === 0 ? 0 : Infinity)
  }

  #say(turn: number, what: string): void {
    const at = new Date(this.#account.now).toISOString().slice(11, 19)
    this.came.faults.push(`turn ${turn} at ${at}: ${what}`)
  }
}
