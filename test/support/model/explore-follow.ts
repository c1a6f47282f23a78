import { CloudError } from '../../../src/cloud.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import type { Account } from './account.ts'
import { anAccount, illegalities } from './explore.ts'
import { alertRun, FollowHost, type Shared } from './follow-host.ts'
import { isServing } from './serving.ts'
import { Dice, Scheduler, type Fate } from './scheduler.ts'
import { SharedLoad } from './shared-load.ts'

const MINUTE = 60_000
const SPAN = 6 * MINUTE
const JUMPER = -20

/** Hosts that follow one load, with what starts beside them. */
export interface FollowMix {
  readonly policy: SizedPolicy
  readonly members: number
  readonly hosts: number
  /** Turns of each host while the load jumps. */
  readonly turns: number
  readonly alerts: readonly ('scale-out' | 'scale-in')[]
  /** The work, in members, that the load may jump to. */
  readonly works: readonly number[]
  readonly jumps: number
  readonly killOneIn?: number
  readonly eventLag?: number
  readonly listLag?: number
  readonly before?: (account: Account) => void
}

/** What a schedule came to. */
export interface Followed {
  readonly faults: readonly string[]
  readonly trace: readonly string[]
  readonly creates: number
  readonly deletes: number
}

/** One schedule: hosts, alerts and jumps interleaved as the seed decides; then the load rests, one host follows alone, and the fleet is judged. */
export async function exploreFollow(mix: FollowMix, seed: number): Promise<Followed> {
  const dice = new Dice(seed)
  const account = anAccount(mix.policy, mix.members)
  account.eventLag = mix.eventLag ?? 0
  account.listLag = mix.listLag ?? 0
  mix.before?.(account)
  account.remember()
  const turns = new Scheduler(account.now)
  const load = new SharedLoad(account, mix.policy, mix.works[0] ?? 1)
  const random = (): number => dice.below(1000) / 1000
  const shared: Shared = { account, turns, policy: mix.policy, load, random }
  beginAll(mix, shared, dice)
  const fate = (): Fate => {
    if (mix.killOneIn === undefined || dice.below(mix.killOneIn) > 0) return 'answered'
    return dice.below(2) === 0 ? 'killed-before' : 'killed-after'
  }
  const pick = (runs: readonly number[]): number => dice.below(runs.length)
  await turns.drive({ pick, fate, lingers: () => dice.below(4) === 0 })
  const faults = [...pastBounds(shared, mix), ...account.trespasses]
  const creates = account.creates - account.yields
  turns.trace.push(`--- the load rests at ${load.work}`)
  await rest(shared)
  return {
    faults: [...faults, ...illegalities(account, mix), ...unmet(shared)],
    trace: turns.trace,
    creates,
    deletes: account.deletes,
  }
}

/** What the cloud refuses before the first write is no fault. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof CloudError)) throw error
  })
}

function jump({ load, turns }: Shared, work: number): void {
  load.work = work
  turns.trace.push(`the load is ${work}`)
}

function beginAll(mix: FollowMix, shared: Shared, dice: Dice): void {
  const { turns } = shared
  for (let host = 0; host < mix.hosts; host++)
    void quietly(stay(new FollowHost(shared, host), mix, shared, host))
  mix.alerts.forEach((action, i) => {
    const run = mix.hosts + i
    void turns.sleep(run, dice.below(SPAN)).then(async () => await quietly(alertRun(shared, run, action)))
  })
  for (let i = 0; i < mix.jumps; i++) {
    const work = mix.works[dice.below(mix.works.length)] ?? 1
    void turns.sleep(JUMPER - i, dice.below(SPAN)).then(() => jump(shared, work))
  }
}

async function stay(host: FollowHost, mix: FollowMix, { turns, random }: Shared, run: number): Promise<void> {
  for (let turn = 0; turn < mix.turns; turn++) {
    await turns.sleep(run, Math.floor(30_000 * random()))
    await host.turn()
  }
}

/** Nobody was created that no work has ever asked for, and none is past max once who came last has given way. */
function pastBounds({ account, policy, load }: Shared, { members, killOneIn }: FollowMix): readonly string[] {
  const ours = account.machines.filter((m) => m.tags.includes(policy.fleetTag))
  // Growth makes up for those that never serve.
  const idle = ours.filter((m) => m.fate !== 'good').length
  const { length } = ours
  const most = Math.max(members, policy.size.min, Math.min(policy.size.max, load.mostWanted + idle))
  // Whoever is killed before it gives way leaves that to the next one.
  if (killOneIn !== undefined || length <= most) return []
  return [`${length} members, and never were more than ${most} wanted`]
}

/** One host alone, killed at its request number `at`, and another that goes on; null when it never makes that many. */
export async function killFollow(
  mix: FollowMix,
  { at, how }: { readonly at: number; readonly how: 'killed-before' | 'killed-after' },
): Promise<Followed | null> {
  const account = anAccount(mix.policy, mix.members)
  mix.before?.(account)
  const turns = new Scheduler(account.now)
  const load = new SharedLoad(account, mix.policy, mix.works[0] ?? 1)
  const shared: Shared = { account, turns, policy: mix.policy, load, random: () => 0.5 }
  const host = new FollowHost(shared, 0)
  let sent = 0
  void (async () => {
    for (let turn = 0; turn < mix.turns; turn++) {
      await host.turn()
      await turns.sleep(0, MINUTE)
    }
  })()
  const fate = (): Fate => (sent++ === at ? how : 'answered')
  await turns.drive({ pick: () => 0, fate, lingers: () => false })
  if (!turns.isDead(0)) return null
  await rest(shared, 30)
  const faults = [...account.trespasses, ...illegalities(account, mix), ...unmet(shared)]
  return { faults, trace: turns.trace, creates: account.creates - account.yields, deletes: account.deletes }
}

/** The load rests; one host goes on, turn by turn. */
async function rest(shared: Shared, least = 60): Promise<void> {
  const { account, turns } = shared
  account.now = turns.now
  const host = new FollowHost(shared, -1)
  // A drain that the last turn has begun is let come to its end.
  for (
    let turn = 0;
    turn < least || (turn < least + 10 && account.nodes.some((n) => n.mode === 'drain'));
    turn++
  ) {
    turns.now += turn < 20 ? 15_000 : MINUTE
    account.now = turns.now
    void host.turn()
    await turns.drive({ pick: () => 0, fate: () => 'answered', lingers: () => false })
  }
}

/** What the work asks for is in service. */
function unmet({ account, policy, load }: Shared): readonly string[] {
  account.now += MINUTE
  const serving = account.machines.filter((m) => isServing(m, account, policy)).length
  const need = Math.max(
    policy.size.min,
    Math.min(policy.size.max, Math.floor((load.work / policy.load.target) * 0.9)),
  )
  return serving < need ? [`${serving} serve a work of ${load.work}`] : []
}
