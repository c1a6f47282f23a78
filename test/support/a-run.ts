import { applyPlan, type Applied } from '../../src/apply/apply-plan.ts'
import type { RunHook } from '../../src/apply/hooks/hook-runner.ts'
import { reconcile } from '../../src/apply/reconcile.ts'
import { Gate } from '../../src/apply/gate.ts'
import { OwnWork } from '../../src/apply/own-work.ts'
import { observeFleet, type Run } from '../../src/apply/run.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import type { Sighting } from '../../src/fleet/model/fleet.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { Step } from '../../src/fleet/plan/plan.ts'
import type { Progress } from '../../src/fleet/report/outcome.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aPolicy, aSighting, type Made, NOON } from './a-fleet.ts'
import { ScriptedCloud } from './scripted-cloud.ts'
import { VirtualTime } from './virtual-time.ts'

/** What a run starts from. */
export interface RunOptions {
  readonly policy?: Policy
  readonly seen?: Partial<Sighting>
  readonly runHook?: RunHook
  readonly firstType?: string
}

/** One run of the real code on a scripted cloud, with every word it says. */
export class ARun {
  readonly time = new VirtualTime(NOON, () => undefined)
  readonly stop = new AbortController()
  readonly cloud: ScriptedCloud
  /** Every news: `web-3 delete done: instance 103`. */
  readonly told: string[] = []
  /** The same, as it was told. */
  readonly news: Progress[] = []
  readonly policy: Policy
  readonly run: Run

  constructor(made: readonly Made[], { policy = aPolicy(), seen, runHook, firstType }: RunOptions = {}) {
    this.policy = policy
    this.cloud = new ScriptedCloud(aSighting(made, seen), this.time)
    this.run = {
      cloud: this.cloud,
      gate: new Gate(),
      own: new OwnWork(),
      clock: this.time,
      policy,
      stop: this.stop.signal,
      tell: (news) => {
        const { member, step, status, detail } = news
        this.news.push(news)
        this.told.push(line(member, step, status, detail))
      },
      ...(runHook === undefined ? {} : { runHook }),
      ...(firstType === undefined ? {} : { firstType }),
    }
  }

  /** Observes, plans and carries out, as a command does. Fails when a call is still without an answer at the end. */
  async go(request: Request): Promise<readonly string[]> {
    return (await this.apply(request)).lines
  }

  /** The same, with the hold. */
  async apply(request: Request): Promise<Applied & { readonly lines: readonly string[] }> {
    const applied = await this.time.run(this.#carry(request))
    if (this.cloud.open > 0) throw new Error(`${this.cloud.open} calls were not waited for`)
    const lines = applied.outcomes.flatMap((o) =>
      o.steps.map((s) => `${o.kind} ${line(o.member, s.step, s.status, s.detail)}`),
    )
    return { ...applied, lines }
  }

  /** A signal, at some moment of the run's clock. */
  stopAt(ms: number, signal = 'SIGTERM'): void {
    void this.time.sleep(ms).then(() => this.stop.abort(signal))
  }

  /** Something that happens at some moment of the run's clock. */
  at(ms: number, happens: (cloud: ScriptedCloud) => unknown): void {
    void this.time.sleep(ms).then(() => happens(this.cloud))
  }

  /** What was sent, without the reads that only wait. */
  get writes(): readonly string[] {
    return this.cloud.writes
  }

  async #carry(request: Request): Promise<Applied> {
    const seen = await observeFleet(this.run)
    const plan = planRequest(seen.fleet, this.policy, request, seen.fleet.observedAt)
    return await (request.action === 'reconcile' ? reconcile : applyPlan)(this.run, seen, plan)
  }
}

function line(member: string, step: Step, status: string, detail: string | null): string {
  return `${member} ${step.step} ${status}${detail === null ? '' : `: ${detail}`}`
}
