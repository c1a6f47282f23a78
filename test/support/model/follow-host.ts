import { applyPlan } from '../../../src/apply/apply-plan.ts'
import { Gate } from '../../../src/apply/gate.ts'
import { OwnWork } from '../../../src/apply/own-work.ts'
import { observeFleet, type Run } from '../../../src/apply/run.ts'
import { DeletionPace } from '../../../src/commands/scale/deletion-pace.ts'
import { drainedBy } from '../../../src/commands/scale/drained.ts'
import {
  deadIn,
  NO_MEMORY,
  remember,
  rememberCreates,
  serviceAges,
  withOwnCreates,
  type Memory,
} from '../../../src/commands/scale/follow-memory.ts'
import { capAges } from '../../../src/fleet/load/cap-ages.ts'
import type { SizedPolicy } from '../../../src/fleet/plan/plan-by-load.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import type { Account } from './account.ts'
import { modelClock, modelCloud } from './model-cloud.ts'
import type { Scheduler } from './scheduler.ts'
import type { SharedLoad } from './shared-load.ts'

/** What the runs of one exploration share. */
export interface Shared {
  readonly account: Account
  readonly turns: Scheduler
  readonly policy: SizedPolicy
  readonly load: SharedLoad
  readonly random: () => number
}

function aRun({ account, turns, policy, random }: Shared, run: number): Run {
  return {
    cloud: modelCloud(account, turns, policy, run),
    gate: new Gate(),
    own: new OwnWork(),
    clock: modelClock(turns, run, random),
    policy,
    stop: new AbortController().signal,
    tell: () => undefined,
  }
}

/** A follow that stays, on one host: the real look, memory, plan and turn. */
export class FollowHost {
  readonly #shared: Shared
  readonly #run: number
  readonly #pace: DeletionPace
  #memory: Memory = NO_MEMORY

  constructor(shared: Shared, run: number) {
    this.#shared = shared
    this.#run = run
    this.#pace = new DeletionPace(aRun(shared, run).clock)
  }

  async turn(): Promise<Plan> {
    const { policy, load } = this.#shared
    const it = aRun(this.#shared, this.#run)
    const seen = await observeFleet(it)
    this.#memory = remember(
      this.#memory,
      { ...seen, fleet: withOwnCreates(seen.fleet, this.#memory) },
      policy,
    )
    const now = this.#memory.seen ?? seen
    const dead = deadIn(this.#memory, policy)
    const request: Request = {
      action: 'follow',
      size: { kind: 'by', n: 0 },
      force: false,
      wait: false,
      load: capAges(load.read(), serviceAges(this.#memory)),
      ...(dead.size === 0 ? {} : { dead }),
    }
    const plan = planRequest(now.fleet, policy, request, now.fleet.observedAt)
    load.reckoned(plan.load?.wanted)
    const isDrained = this.#pace.next(plan, now, drainedBy(now, policy, this.#memory.leaving))
    const { outcomes } = await applyPlan({ ...it, isDrained }, now, plan)
    this.#memory = rememberCreates(this.#memory, outcomes, policy)
    return plan
  }
}

/** A run that an alert has started, sized by the load as it is when it has looked. */
export async function alertRun(shared: Shared, run: number, action: 'scale-out' | 'scale-in'): Promise<void> {
  const it = aRun(shared, run)
  const seen = await observeFleet(it)
  const request: Request = {
    action,
    size: { kind: 'by', n: 1 },
    force: false,
    wait: action === 'scale-in',
    load: shared.load.read(),
  }
  const plan = planRequest(seen.fleet, shared.policy, request, seen.fleet.observedAt)
  shared.load.reckoned(plan.load?.wanted)
  await applyPlan(it, seen, plan)
}
