import { applyPlan, type Applied } from '../../../src/apply/apply-plan.ts'
import { refreshMembers } from '../../../src/apply/refresh-members.ts'
import { reconcile } from '../../../src/apply/reconcile.ts'
import { CloudError } from '../../../src/cloud.ts'
import { Gate } from '../../../src/apply/gate.ts'
import { OwnWork } from '../../../src/apply/own-work.ts'
import { observeFleet, type Run } from '../../../src/apply/run.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { memberLabel } from '../../../src/fleet/model/label.ts'
import { isMarked } from '../../../src/fleet/model/mark.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { unfinished } from '../../../src/fleet/report/unfinished.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { Account } from './account.ts'
import { modelClock, modelCloud } from './model-cloud.ts'
import { Dice, Scheduler, type Fate } from './scheduler.ts'

const START = Date.UTC(2026, 10, 23, 12, 0, 0)
const DAY = 86_400_000

/** First come, first served, and every answer at once. */
const INTIME = { pick: () => 0, lingers: () => false }

/** Runs that start together on one account. */
export interface Mix {
  readonly policy: Policy
  readonly requests: readonly Request[]
  /** Members in service at the start. */
  readonly members: number
  /** One request in so many kills its run; 0 for never. */
  readonly killOneIn: number
  /** What runs alone afterwards. */
  readonly afterwards: Request
  readonly eventLag?: number
  /** The list of instances is so much older than the account. */
  readonly listLag?: number
  /** One request in so many gets no answer; 0 for never. */
  readonly loseOneIn?: number
  /** How often a person acts by hand, or a member's health blips. */
  readonly hands?: number
  /** A person pauses the fleet at some moment, for good. */
  readonly pauses?: boolean
  /** Changes the account before anything runs. */
  readonly before?: (account: Account) => void
}

/** What a schedule came to. */
export interface Explored {
  readonly account: Account
  readonly applied: readonly (Applied | null)[]
  /** Before the run that comes afterwards, without what was given up again. */
  readonly creates: number
  /** How many of them are of runs that were killed: they cannot give way any more. */
  readonly killed: number
  readonly deletes: number
  /** How many of them met a member that was put back since the last look before the delete. */
  readonly overtaken: number
  readonly after: Applied
  readonly faults: readonly string[]
  readonly trace: readonly string[]
}

/** An account with `members` members in service and one foreign backend, a day old. */
export function anAccount(policy: Policy, members: number): Account {
  const account = new Account(START)
  for (let n = 1; n <= members; n++) {
    const m = account.machine(memberLabel(policy.name, n), [policy.fleetTag], START - DAY)
    for (const at of policy.attachments) account.node(at, m.label, m.address)
  }
  const foreign = account.machine('legacy-1', [], START - DAY)
  for (const at of policy.attachments) account.node(at, 'legacy-1', foreign.address)
  for (const n of account.nodes) n.changed = START - DAY
  return account
}

/** One schedule: the runs interleaved as the seed decides, then one run alone, then the state judged. */
export async function explore(mix: Mix, seed: number): Promise<Explored> {
  const dice = new Dice(seed)
  const account = anAccount(mix.policy, mix.members)
  account.eventLag = mix.eventLag ?? account.eventLag
  account.listLag = mix.listLag ?? 0
  mix.before?.(account)
  account.remember()
  const turns = new Scheduler(START)
  const applied: (Applied | null)[] = mix.requests.map(() => null)
  const random = () => dice.below(1000) / 1000
  const spread = dice.below(2) === 0 ? 1 : 150
  mix.requests.forEach((request, run) => {
    const late = dice.below(spread) * 1000
    void turns
      .sleep(run, late)
      .then(async () => await play(account, turns, mix.policy, { run, request, random }))
      .then((result) => (applied[run] = result))
      .catch((error: unknown) => expectCloudError(error))
  })
  for (let i = 0; i < (mix.hands ?? 0); i++) {
    void turns.sleep(BY_HAND - i, dice.below(200_000)).then(() => actByHand(account, turns, mix.policy, dice))
  }
  if (mix.pauses === true) {
    const watched = dice.below(2) === 0 ? WATCHED_FOR : 0
    void turns
      .sleep(BY_HAND, watched + dice.below(AROUND_A_DRAIN))
      .then(() => pauseByHand(account, turns, mix.policy))
  }
  const oneIn = (n: number): boolean => n > 0 && dice.below(n) === 0
  const fate = (): Fate => {
    if (oneIn(mix.killOneIn)) return dice.below(2) === 0 ? 'killed-before' : 'killed-after'
    if (oneIn(mix.loseOneIn ?? 0)) return dice.below(2) === 0 ? 'lost-before' : 'lost-after'
    return 'answered'
  }
  await turns.drive({ pick: bursts(dice), fate, lingers: () => dice.below(4) === 0 })
  const { deletes } = account
  const creates = account.creates - account.yields
  const killed = [...account.makers.values()].filter((run) => turns.isDead(run)).length
  const { overtaken } = account
  const atRest = mix.killOneIn === 0 && mix.hands === undefined ? tooMany(account, mix.policy) : []
  turns.trace.push('--- alone')
  // Until a blip is over most members may be DOWN, and then nothing is taken away.
  turns.now = Math.max(turns.now, ...account.machines.map((m) => m.sickUntil))
  // A list without a single member may be that of a blind token: only a run that sees one again clears up.
  const sawNobody = !account.machines.some((m) => m.tags.includes(mix.policy.fleetTag))
  let after = await alone(account, turns, mix.policy, mix.afterwards)
  if ((account.eventLag > 0 || sawNobody) && illegalities(account, mix).length > 0) {
    // Until the event shows that an instance was deleted, nothing tells its backend node from that of one which is not listed yet.
    turns.now += 2 * account.eventLag
    after = await alone(account, turns, mix.policy, mix.afterwards)
  }
  const broken =
    deletes === 0 && mix.hands === undefined ? unkept(account, mix.policy, [...applied, after]) : []
  const faults = [...illegalities(account, mix), ...broken, ...atRest]
  return { account, applied, creates, killed, deletes, overtaken, after, faults, trace: turns.trace }
}

const BY_HAND = -10
const AROUND_A_DRAIN = 120_000
/** A replacement begins after ten minutes of watching. */
const WATCHED_FOR = 600_000

/** An observe that got no answer ends a run before its first write; anything else is a mistake of ours. */
function expectCloudError(error: unknown): void {
  if (!(error instanceof CloudError)) throw error
}

function pauseByHand(account: Account, turns: Scheduler, policy: Policy): void {
  turns.trace.push('by hand: pauses')
  account.tags = ['mine', pauseTag(policy.name, null)]
}

/** What a person does in Cloud Manager, or what happens to a machine by itself. */
function actByHand(account: Account, turns: Scheduler, policy: Policy, dice: Dice): void {
  account.now = turns.now
  const members = account.machines.filter((m) => m.tags.includes(policy.fleetTag))
  const member = members[dice.below(Math.max(1, members.length))]
  if (member === undefined) return
  const nodes = account.nodes.filter((n) => n.address.startsWith(`${member.address}:`))
  const acts: readonly (readonly [string, () => void])[] = [
    [
      'drains',
      () => nodes.slice(0, 1).forEach((n) => account.change(n.id, { mode: 'drain', label: n.label })),
    ],
    ['puts back', () => nodes.forEach((n) => account.change(n.id, { mode: 'accept', label: member.label }))],
    ['deletes', () => account.removeByHand(member.id)],
    ['keeps', () => member.tags.push('keep')],
    ['blip of', () => (member.sickUntil = turns.now + 10_000)],
  ]
  const [name, act] = acts[dice.below(acts.length)] ?? ['', () => undefined]
  turns.trace.push(`by hand: ${name} ${member.label}`)
  act()
}

/** Any order, but runs are often left alone for a few requests: what goes wrong needs one run to overtake another. */
function bursts(dice: Dice): (runs: readonly number[]) => number {
  let favourite = -1
  return (runs) => {
    if (dice.below(4) === 0) favourite = -1
    const again = runs.indexOf(favourite)
    const at = again < 0 ? dice.below(runs.length) : again
    favourite = runs[at] ?? -1
    return at
  }
}

/** What `status` would call unfinished now. */
export async function namedUnfinished(account: Account, turns: Scheduler, policy: Policy): Promise<number> {
  let named = 0
  const cloud = modelCloud(account, turns, policy, -2)
  void observeFleet({ cloud, clock: modelClock(turns, -2, () => 0.5), policy }).then(
    ({ fleet }) => (named = unfinished(fleet, policy, fleet.observedAt).length),
  )
  await turns.drive({ ...INTIME, fate: () => 'answered' })
  return named
}

/** One request carried out with nobody else about. */
export async function alone(
  account: Account,
  turns: Scheduler,
  policy: Policy,
  request: Request,
): Promise<Applied> {
  let result: Applied | null = null
  void play(account, turns, policy, { run: -1, request, random: () => 0.5 }).then((r) => (result = r))
  await turns.drive({ ...INTIME, fate: () => 'answered' })
  if (result === null) throw new Error('the run alone did not end')
  return result
}

/** Plays one run and kills it at its request number `at`; false when it never makes that many. */
export async function playKilled(
  account: Account,
  turns: Scheduler,
  policy: Policy,
  cut: { readonly request: Request; readonly at: number; readonly how: Exclude<Fate, 'answered'> },
): Promise<boolean> {
  let sent = 0
  void play(account, turns, policy, { run: 0, request: cut.request, random: () => 0.5 })
  await turns.drive({ ...INTIME, fate: () => (sent++ === cut.at ? cut.how : 'answered') })
  return turns.isDead(0)
}

/** The real code, from observe to outcome, as one run among others. */
async function play(
  account: Account,
  turns: Scheduler,
  policy: Policy,
  { run, request, random }: { run: number; request: Request; random: () => number },
): Promise<Applied> {
  const cloud = modelCloud(account, turns, policy, run, { forced: request.force })
  const clock = modelClock(turns, run, random)
  const it: Run = {
    cloud,
    gate: new Gate(),
    own: new OwnWork(),
    clock,
    policy,
    stop: new AbortController().signal,
    tell: () => undefined,
  }
  const seen = await observeFleet(it)
  const plan = planRequest(seen.fleet, policy, request, seen.fleet.observedAt)
  if (request.action === 'refresh') return await refreshMembers(it, seen, plan, { bake: 0 })
  return await (request.action === 'reconcile' ? reconcile : applyPlan)(it, seen, plan)
}

/** Members that a run says it has added, all steps done, and that are not there: nobody has removed any. */
export function unkept(
  account: Account,
  policy: Policy,
  applied: readonly (Applied | null)[],
): readonly string[] {
  const said = applied.flatMap((a) => a?.outcomes ?? []).filter((o) => o.kind === 'add' && o.undone !== true)
  const done = said.filter((o) => o.steps.every((s) => s.status === 'done'))
  return done.flatMap(({ member }) => {
    const machine = account.machines.find((m) => m.label === member)
    const nodes = account.nodes.filter(
      (n) => machine !== undefined && n.address.startsWith(`${machine.address}:`),
    )
    return nodes.length === policy.attachments.length
      ? []
      : [`${member} was said to be added and is not in service`]
  })
}

/** Past max only until who came last has given way: once all runs have ended, no longer. */
function tooMany(account: Account, { fleetTag, size }: Policy): readonly string[] {
  const { length } = account.machines.filter((m) => m.tags.includes(fleetTag))
  return length > size.max ? [`${length} members when all runs had ended, max is ${size.max}`] : []
}

/** What is wrong with an account that should be a legal fleet. */
export function illegalities(account: Account, { policy }: Pick<Mix, 'policy'>): readonly string[] {
  const members = account.machines.filter((m) => m.tags.includes(policy.fleetTag))
  const faults: string[] = [...account.trespasses]
  for (const m of members) {
    for (const at of policy.attachments) {
      const mine = account.nodes.filter(
        (n) => n.config === at.config && n.address === `${m.address}:${at.port}`,
      )
      if (mine.length === 0) faults.push(`${m.label} is not attached to ${at.config}`)
      // What takes connections stays beside what a person has drained, and status names it.
      const isDrained = mine.some((n) => n.mode === 'drain' && !isMarked(n.label))
      if (mine.length > 1 && !isDrained)
        faults.push(`${m.label} is attached ${mine.length} times to ${at.config}`)
      if (mine.some((n) => isMarked(n.label))) faults.push(`${m.label} is left leaving on ${at.config}`)
    }
  }
  const hosts = new Set(account.machines.map((m) => m.address))
  for (const n of account.nodes) {
    if (!hosts.has(n.address.split(':')[0] ?? '')) faults.push(`node ${n.label} has no instance`)
  }
  const foreign = account.nodes.filter((n) => n.label === 'legacy-1' && n.mode === 'accept')
  if (foreign.length !== policy.attachments.length) faults.push('the foreign backend was touched')
  if (members.length > policy.size.max) faults.push(`${members.length} members, max is ${policy.size.max}`)
  if (members.length < policy.size.min) faults.push(`${members.length} members, min is ${policy.size.min}`)
  return faults
}
