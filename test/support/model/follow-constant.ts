import { memberLabel } from '../../../src/fleet/model/label.ts'
import { wantedMembers } from '../../../src/fleet/load/wanted-members.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import { aLoadPolicy } from '../a-reading.ts'
import { explorePolicy } from '../explore/policies.ts'
import { anAccount } from './explore.ts'
import { FollowHost } from './follow-host.ts'
import { isServing } from './serving.ts'
import { ConstantJudge } from './judge-constant.ts'
import { Dice, Scheduler } from './scheduler.ts'
import { SharedLoad } from './shared-load.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const TURNS = 44

/** A fleet and a load that stays as it is. */
export interface ConstantLoad {
  readonly members: number
  readonly work: number
  readonly target: number
  readonly spare: number
  /** Members more, made a moment ago, that install and are as busy as can be. */
  readonly installing: number
  /** Of the members so many never serve again, and so many are not measured, or busy with something else. */
  readonly down: number
  readonly silent: number
  readonly hot: number
  /** The lists and the events are so much older than the account. */
  readonly lag: number
  readonly hosts: number
  /** Whether two hosts take their turns at one time, and not one after the other. */
  readonly together: boolean
  /** The turn in which one that serves dies; null when nobody does. */
  readonly dies: number | null
  /** Whether who is dead is measured no more. */
  readonly mute: boolean
}

/** What became of it. */
export interface Constant {
  readonly faults: readonly string[]
  readonly grew: boolean
  readonly shrank: boolean
  /** Nothing was done in the last turns. */
  readonly rested: boolean
  /** How many turns began with the load covered. */
  readonly covered: number
  readonly died: boolean
}

function policyOf({ target, spare }: ConstantLoad): SizedPolicy {
  const policy = explorePolicy(1)
  return {
    ...policy,
    size: { min: 1, max: 100 },
    scaleOut: { ...policy.scaleOut, cooldown: 0 },
    load: aLoadPolicy({ target, spare, window: 5 * MINUTE }),
  }
}

/** Follows a load that stays as it is for half an hour, host by host, and judges each turn and all of them together. */
export async function followConstant(load: ConstantLoad): Promise<Constant> {
  const run = new ConstantRun(load)
  for (let turn = 0; turn < TURNS; turn++) await run.turn(turn)
  return run.judge()
}

class ConstantRun {
  readonly #load: ConstantLoad
  readonly #policy: SizedPolicy
  readonly #account
  readonly #turns: Scheduler
  readonly #shared: SharedLoad
  readonly #hosts: readonly FollowHost[]
  readonly #faults: string[] = []
  readonly #judge: ConstantJudge
  readonly #dice: Dice
  /** Creates and deletes by turn. */
  readonly #done: { readonly creates: number; readonly deletes: number }[] = []

  constructor(load: ConstantLoad) {
    this.#load = load
    this.#policy = policyOf(load)
    this.#account = anAccount(this.#policy, load.members)
    const account = this.#account
    for (let i = 1; i <= load.installing; i++) {
      const label = memberLabel('web', load.members + i)
      const made = account.machine(label, [this.#policy.fleetTag], account.now - 40 * SECOND)
      for (const at of this.#policy.attachments) account.node(at, label, made.address)
    }
    const down = Math.min(load.down, Math.floor((load.members - 1) / 2))
    for (let i = 1; i <= down; i++) account.spoil(`web-${i}`)
    account.listLag = load.lag
    account.eventLag = load.lag
    account.remember()
    this.#turns = new Scheduler(account.now)
    this.#dice = new Dice(load.members * 100 + load.hosts)
    this.#shared = new SharedLoad(account, this.#policy, load.work)
    for (let i = 1; i <= (load.mute ? down : 0); i++) this.#shared.odd.set(`web-${i}`, 'silent')
    for (let i = 0; i < load.silent; i++) this.#shared.odd.set(`web-${load.members - i}`, 'silent')
    if (load.hot > 0) this.#shared.odd.set(`web-${load.members - load.silent}`, 'hot')
    this.#judge = new ConstantJudge(account, this.#policy, this.#shared)
    const all = { account, turns: this.#turns, policy: this.#policy, load: this.#shared, random: () => 0.5 }
    this.#hosts = Array.from({ length: load.hosts }, (_, host) => new FollowHost(all, host))
  }

  async turn(n: number): Promise<void> {
    const account = this.#account
    // What takes long is seen quickly: the last turns are a minute apart.
    this.#turns.now += n < 24 ? 15 * SECOND : MINUTE
    account.now = this.#turns.now
    if (n === this.#load.dies) this.#die()
    const before = { creates: account.creates - account.yields, machines: [...account.machines] }
    const plans: Plan[] = []
    const hosts = this.#load.together ? this.#hosts : [this.#hosts[n % this.#hosts.length]]
    for (const host of hosts) void host?.turn().then((plan) => plans.push(plan))
    await this.#turns.drive({
      pick: (runs) => this.#dice.below(runs.length),
      fate: () => 'answered',
      lingers: () => false,
    })
    const creates = account.creates - account.yields - before.creates
    const gone = before.machines.filter((m) => !account.machines.includes(m))
    this.#done.push({ creates, deletes: gone.length })
    for (const plan of plans) this.#faults.push(...this.#shortOf(plan, creates, n))
    this.#judge.turn(n, { creates, gone })
  }

  /** One that serves never does again. */
  #die(): void {
    const serving = this.#account.machines.filter((m) => isServing(m, this.#account, this.#policy))
    const one = serving.find((m) => m.tags.length > 0)
    if (one === undefined || serving.length * 2 <= this.#account.machines.length) return
    one.fate = 'stays-down'
    this.#shared.odd.delete(one.label)
    if (this.#load.mute) this.#shared.odd.set(one.label, 'silent')
    this.#account.remember()
    this.#judge.died()
  }

  /** A turn in which more are wanted than serve and are on their way creates all of them. */
  #shortOf({ load, size, changes, hold }: Plan, creates: number, n: number): readonly string[] {
    const wanted = Math.min(size.max, load?.wanted ?? 0)
    const backs = changes.filter((c) => c.kind === 'put-back').length
    const dead = this.#account.machines.filter((m) => m.fate !== 'good').length
    // At max there is no room beside one that is dead: it is watched, and then makes room.
    const room = Math.max(0, size.max - size.total)
    const short = Math.min(room, wanted - Math.max(size.serving, size.total - dead) - backs)
    return short > creates && hold?.reason !== 'most-members-down'
      ? [
          `turn ${n}: ${wanted} wanted, ${size.serving} of ${size.total} serve, ${creates} created: ${hold?.reason ?? ''}`,
        ]
      : []
  }

  judge(): Constant {
    return {
      faults: [...this.#faults, ...this.#judge.faults, ...this.#tooMany()],
      grew: this.#done.some((d) => d.creates > 0),
      shrank: this.#done.some((d) => d.deletes > 0),
      rested: this.#done.slice(-6).every((d) => d.creates + d.deletes === 0),
      covered: this.#judge.covered,
      died: this.#judge.deaths > 0,
    }
  }

  /** Never more than the work, whoever is hot, and whoever cannot be measured can ask for; where nobody else is measured, as many as if all were as hot. */
  #tooMany(): readonly string[] {
    const { work, hot, members, installing, silent, down, target, spare } = this.#load
    const all = Array.from({ length: Math.max(members, Math.ceil(work / target)) + 1 }, () => null)
    const share = Math.min(1, (work + hot) / all.length)
    const ideal = wantedMembers(
      all.map(() => ({ busy: share, age: null, cores: 1 })),
      [],
      this.#policy.load,
    ).out
    const isPlain = members - down - silent - hot > 0 || silent + hot === 0
    const most = Math.max(
      isPlain ? 0 : Math.ceil(members / target),
      members + installing,
      Math.ceil(((ideal ?? 0) + silent + hot) * 1.1) + 2 + spare + down,
    )
    const { length } = this.#account.machines.filter((m) => m.label.startsWith('web-'))
    return length > most ? [`${length} members, and ${most} are enough for all of it`] : []
  }
}
