import { Gate } from '../../../src/apply/gate.ts'
import { OwnWork } from '../../../src/apply/own-work.ts'
import { applyPlan, type Applied } from '../../../src/apply/apply-plan.ts'
import { lookAgain } from '../../../src/apply/look-again.ts'
import { reconcile } from '../../../src/apply/reconcile.ts'
import { refreshMembers } from '../../../src/apply/refresh-members.ts'
import { observeFleet, type Observed, type Run } from '../../../src/apply/run.ts'
import { statusReport } from '../../../src/fleet/report/status-report.ts'
import { findElsewhere } from '../../../src/opening/find-elsewhere.ts'
import { paintFor } from '../../../src/render/paint.ts'
import { statusJson } from '../../../src/render/status-json.ts'
import { statusLines } from '../../../src/render/status-lines.ts'
import { CloudError } from '../../../src/cloud.ts'
import { memberNumber } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { widestSize } from '../../../src/fleet/model/widest-size.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { configId, nodeBalancerId, type ConfigId, type NodeBalancerId } from '../../../src/fleet/model/ids.ts'
import type { Account } from './account.ts'
import { anAccount } from './explore.ts'
import { actByHand } from './hands.ts'
import { JudgeRun } from './judge-run.ts'
import { isOurs, isServing } from './serving.ts'
import { judgeWorld, unnamedIn } from './judge-world.ts'
import { modelClock, modelCloud, type Answer } from './model-cloud.ts'
import { Dice, Scheduler, type Fate } from './scheduler.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const HAND = -10
const STATUS = -9
const SPAN = 20 * MINUTE

const BAKE = 60_000

async function carryOut(run: Run, seen: Observed, plan: Plan): Promise<Applied> {
  const { action } = plan.request
  if (action === 'refresh') return await refreshMembers(run, seen, plan, { bake: BAKE })
  return action === 'reconcile' ? await reconcile(run, seen, plan) : await applyPlan(run, seen, plan)
}

/** A world in which runs, a person, edits of the profile and the account's moods meet. */
export interface WorldMix {
  readonly policy: Policy
  readonly requests: readonly Request[]
  readonly members: number
  /** How often a person does something. */
  readonly hands: number
  /** What the person does is done to members that leave, where there are any. */
  readonly aims?: boolean
  /** The person has machines worked on, too. */
  readonly works?: boolean
  /** One write in so many is turned away, or its answer is lost, and it is sent again. */
  readonly turnsAwayOneIn?: number
  /** What the profile may become. */
  readonly edits?: readonly ((policy: Policy) => Policy)[]
  readonly killOneIn?: number
  readonly eventLag?: number
  readonly listLag?: number
  /** The lists of backend nodes lag, too. */
  readonly nodesLag?: number
  /** The token loses sight of Linodes for a while. */
  readonly goesBlind?: 'some' | 'nothing'
  /** So often, and not once. */
  readonly blinks?: number
  readonly pauses?: boolean
  /** Tags of the NodeBalancer that a person sets while runs are about; the person takes them off at the end. */
  readonly says?: (now: number) => readonly string[]
  /** A fleet of the same name lives behind another NodeBalancer. */
  readonly twin?: boolean
  /** A config that a person deletes in the middle; the profile that no longer names it comes with the end. */
  readonly losesConfig?: ConfigId
  /** A NodeBalancer that a person deletes in the middle. A profile that has another one drops it at the end. */
  readonly losesNodeBalancer?: NodeBalancerId
  /** What is amiss before anything runs. */
  readonly before?: (account: Account) => void
  /** Never fewer serve than at the beginning, whoever is killed when. */
  readonly keepsServing?: boolean
  /** The token's user may not tag, until the person sees to it. */
  readonly dropsTags?: boolean
}

/** What a world came to. */
export interface ExploredWorld {
  readonly faults: readonly string[]
  readonly trace: readonly string[]
  /** How many runs wrote something. */
  readonly runs: number
  /** How often a removal met a min that the clock or a person had raised. */
  readonly met: number
  /** How many creates were sent under a max that the clock sets. */
  readonly creations: number
  /** How many runs were refused because a config, or a NodeBalancer, was gone. */
  readonly missed: number
}

/** One seeded world: everything interleaved, then the person stops, then two reconciles, then the state judged. */
export async function exploreWorld(mix: WorldMix, seed: number): Promise<ExploredWorld> {
  const world = new World(mix, seed)
  await world.live()
  await world.settle()
  return {
    faults: world.faults,
    trace: world.turns.trace,
    runs: mix.requests.length,
    met: world.met,
    creations: world.creations,
    missed: world.missed,
  }
}

class World {
  met = 0
  creations = 0
  missed = 0
  readonly faults: string[] = []
  readonly account: Account
  readonly turns: Scheduler
  readonly #mix: WorldMix
  readonly #dice: Dice
  #policy: Policy
  #isOver = false

  constructor(mix: WorldMix, seed: number) {
    this.#mix = mix
    this.#dice = new Dice(seed)
    this.#policy = mix.policy
    this.account = anAccount(mix.policy, mix.members)
    this.turns = new Scheduler(this.account.now)
    this.account.eventLag = mix.eventLag ?? 0
    this.account.listLag = mix.listLag ?? 0
    this.account.nodesLag = mix.nodesLag ?? 0
    this.account.dropsTags = mix.dropsTags ?? false
    mix.before?.(this.account)
    if (mix.twin === true) this.#addTwin()
    if (mix.keepsServing === true) this.account.onCall = () => this.#count(mix.members)
    this.account.remember()
  }

  #count(least: number): void {
    const serving = this.account.machines.filter(
      (m) => isOurs(m, this.#policy) && isServing(m, this.account, this.#policy),
    ).length
    if (serving < least && !this.faults.some((f) => f.includes('served at the beginning')))
      this.faults.push(`${serving} serve, and ${least} served at the beginning`)
  }

  async live(): Promise<void> {
    const { requests, hands, edits = [], killOneIn = 0 } = this.#mix
    requests.forEach((request, run) => this.#later(run, async () => await this.#play(run, request)))
    for (let i = 0; i < hands; i++) this.#later(HAND - i, () => this.#trace(actByHand(this.#desk)))
    edits.forEach((edit, i) => this.#later(HAND - 100 - i, () => this.#edit(edit)))
    this.#moods()
    const fate = (): Fate => {
      if (killOneIn === 0 || this.#dice.below(killOneIn) > 0) return 'answered'
      return this.#dice.below(2) === 0 ? 'killed-before' : 'killed-after'
    }
    const pick = (runs: readonly number[]): number => this.#dice.below(runs.length)
    await this.turns.drive({ pick, fate, lingers: () => this.#dice.below(4) === 0 })
  }

  /** The person stops and the token sees again. Two reconciles later the fleet serves what it should. */
  async settle(): Promise<void> {
    this.#checkSize()
    this.account.sees = 'all'
    this.account.tags = []
    this.account.dropsTags = false
    const there = this.#policy.attachments.filter((at) => !this.account.gone.has(at.config))
    // A profile whose every NodeBalancer is gone has nothing to be edited to: all that is asked is that nobody is lost.
    const isBare = there.length === 0
    const { length } = this.account.machines
    this.#edit((policy) => (isBare ? policy : { ...policy, attachments: there }))
    this.#trace('--- the person stops')
    this.#isOver = true
    let lastRun = 0
    for (const run of [-1, -2, -3]) {
      // The first comes while a drain that was left is young: a much older one is held.
      this.turns.now += run === -1 ? HOUR / 4 : 2 * HOUR
      this.account.now = this.turns.now
      lastRun = this.account.now
      const request: Request = { action: 'reconcile', size: { kind: 'by', n: 0 }, force: false, wait: true }
      void this.#play(run, request)
      await this.turns.drive({ pick: () => 0, fate: () => 'answered', lingers: () => false })
    }
    this.turns.now += HOUR
    this.account.now = this.turns.now
    const unnamed = await this.#unnamed()
    const lost =
      this.account.machines.length === length ? [] : ['machines came or went without a NodeBalancer']
    const judged = isBare ? lost : judgeWorld({ ...this.#desk, hands: this.#mix.hands, lastRun })
    this.faults.push(...judged, ...unnamed)
    if (this.faults.length > 0) this.turns.trace.push(...this.#picture())
  }

  /** What is there, for whoever reads a failing schedule. */
  #picture(): readonly string[] {
    const { machines, nodes } = this.account
    return [
      ...machines.map(
        (m) => `there is ${m.label} (${m.id}) ${m.address} ${m.tags.join(' ')} ${m.locks.join(' ')}`,
      ),
      ...nodes.map((n) => `there is node ${n.id} ${n.label} ${n.address} ${n.mode} on ${n.config}`),
    ]
  }

  /** What is left, and `status` does not speak of. */
  async #unnamed(): Promise<readonly string[]> {
    const policy = this.#policy
    const cloud = modelCloud(this.account, this.turns, policy, STATUS)
    const clock = modelClock(this.turns, STATUS, () => 0.5)
    let text = ''
    const look = async (): Promise<string> => {
      const { fleet } = await observeFleet({ cloud, clock, policy })
      const { left } = await findElsewhere(cloud, fleet, { policy, everywhere: false })
      const report = statusReport(fleet, policy, { cost: null, remarks: [], elsewhere: left })
      return [...statusLines(report, paintFor(false)), JSON.stringify(statusJson(report, null))].join('\n')
    }
    void look()
      .catch((error: unknown) => String(error))
      .then((told) => (text = told))
    await this.turns.drive({ pick: () => 0, fate: () => 'answered', lingers: () => false })
    return unnamedIn(text, this.#desk)
  }

  get #desk() {
    const { aims = false, works = false } = this.#mix
    return { account: this.account, policy: this.#policy, dice: this.#dice, aims, works }
  }

  #later(run: number, what: () => void | Promise<void>): void {
    void this.turns.sleep(run, this.#dice.below(SPAN)).then(() => {
      this.account.now = this.turns.now
      return what()
    })
  }

  #trace(what: string): void {
    this.account.touchedAt = this.account.now
    this.turns.trace.push(`by hand: ${what}`)
  }

  #edit(edit: (policy: Policy) => Policy): void {
    this.#policy = edit(this.#policy)
    const { attachments, size } = this.#policy
    const places = attachments.map((at) => `${at.config}:${at.port}`).join(' ')
    this.#trace(`the profile has ${places}, min ${size.min}, max ${size.max}`)
  }

  #moods(): void {
    const { goesBlind, blinks = 1, pauses, losesConfig, losesNodeBalancer: lost, says } = this.#mix
    if (lost !== undefined) this.#later(HAND - 205, () => this.#loseNodeBalancer(lost))
    if (losesConfig !== undefined) this.#later(HAND - 204, () => this.#loseConfig(losesConfig))
    if (says !== undefined)
      this.#later(HAND - 203, () => {
        this.account.tags = ['mine', ...says(this.turns.now)]
        this.#trace(`says ${this.account.tags.join(' ')}`)
      })
    if (goesBlind !== undefined)
      for (let i = 0; i < blinks; i++) {
        this.#later(HAND - 200, () => this.#see(goesBlind))
        this.#later(HAND - 201, () => this.#see('all'))
      }
    if (pauses === true) {
      this.#later(HAND - 202, () => void (this.account.tags = ['mine', pauseTag(this.#policy.name, null)]))
    }
  }

  #loseConfig(config: ConfigId): void {
    this.account.deleteConfig(config)
    this.#trace(`config ${config} is deleted`)
  }

  #loseNodeBalancer(id: NodeBalancerId): void {
    const its = this.#policy.attachments.filter((at) => at.nodeBalancer === id)
    this.account.deleteNodeBalancer(
      id,
      its.map((at) => at.config),
    )
    this.#trace(`NodeBalancer ${id} is deleted`)
  }

  #see(sees: Account['sees']): void {
    this.account.sees = sees
    this.#trace(`the token sees ${sees}`)
  }

  #addTwin(): void {
    const { account } = this
    const at = { nodeBalancer: nodeBalancerId(54321), config: configId(99999), port: 80 }
    for (const n of [7, 8]) {
      const m = account.machine(
        `${this.#policy.name}-${n}`,
        [`fleet:${this.#policy.name}:54321`],
        account.now - 24 * HOUR,
      )
      account.node(at, m.label, m.address).changed = account.now - 24 * HOUR
    }
  }

  #answer(): Answer {
    const { turnsAwayOneIn = 0 } = this.#mix
    if (turnsAwayOneIn === 0 || this.#isOver || this.#dice.below(turnsAwayOneIn) > 0) return 'given'
    return this.#dice.below(2) === 0 ? 'turned-away' : 'lost'
  }

  /** The real code, from observe to outcome, judged call by call. What the cloud refuses before the first write is no fault. */
  async #play(run: number, request: Request): Promise<void> {
    const policy = this.#policy
    const judge = new JudgeRun(this.account, policy, request)
    const served = { forced: request.force, watch: judge, answer: () => this.#answer() }
    const cloud = modelCloud(this.account, this.turns, policy, run, served)
    const clock = modelClock(this.turns, run, () => this.#dice.below(1000) / 1000)
    const it: Run = {
      cloud,
      gate: new Gate(),
      own: new OwnWork(),
      clock,
      policy,
      stop: new AbortController().signal,
      tell: () => undefined,
    }
    try {
      const seen = await lookAgain(it)
      const plan = planRequest(seen.fleet, policy, request, seen.fleet.observedAt)
      const applied = await carryOut(it, seen, plan)
      this.turns.trace.push(`${run}: ${applied.hold === null ? 'done' : `holds ${applied.hold.reason}`}`)
      judge.ends(applied)
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      this.turns.trace.push(`${run}: ${error.message}`)
      judge.stops(error)
    } finally {
      this.met += judge.met
      this.creations += judge.creations
      if (judge.isRefused) this.missed++
      this.faults.push(...judge.found.map((f) => `run ${run}: ${f}`))
    }
  }

  /** Nobody was killed and no person was about: past max only until who came last has given way. */
  #checkSize(): void {
    const { hands, killOneIn = 0, edits = [] } = this.#mix
    const { length } = this.account.machines.filter((m) => memberNumber(this.#policy.name, m.label) !== null)
    const twins = this.#mix.twin === true ? 2 : 0
    if (hands + killOneIn + edits.length === 0 && length > widestSize(this.#policy.size).max + twins)
      this.faults.push(
        `${length} members when all runs had ended, max is ${widestSize(this.#policy.size).max}`,
      )
  }
}
