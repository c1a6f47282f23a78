import { CloudError } from '../cloud.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Hold } from '../fleet/model/hold.ts'
import type { Outcome, Progress, StepStatus } from '../fleet/report/outcome.ts'
import type { Change, Step } from '../fleet/plan/plan.ts'

interface Line {
  readonly step: Step
  status: StepStatus
  detail: string | null
}

/** Keeps what becomes of one change, step by step, and tells it as it happens. */
export class Journal {
  readonly member: string
  readonly kind: Change['kind']
  /** The instance that was created. */
  made: Instance | null = null
  /** What was made is taken for this run's own because only the answer was lost: it may be another's. */
  isAdopted = false
  /** What was made was taken away again, for another run's sake or because it was not born ours. */
  isUndone = false
  /** What was made is there no more, as far as the token sees. */
  hasVanished = false
  /** Its label went to one that takes another's place, or that nobody made for this: what was asked for is still to be made. */
  displacedBy: 'renewal' | 'stranger' | null = null
  /** Whose place it is to take. */
  readonly replaces: InstanceId | null
  #gaveUpFor: Hold | null = null
  readonly #lines: Line[]
  readonly #tell: (news: Progress) => void

  constructor(
    change: Pick<Change, 'member' | 'kind'>,
    steps: readonly Step[],
    tell: (news: Progress) => void,
  ) {
    this.member = change.member
    this.kind = change.kind
    this.#lines = steps.map((step) => ({ step, status: 'planned', detail: null }))
    this.#tell = tell
    const create = steps.find((s) => s.step === 'create')
    this.replaces = create?.replaces?.id ?? null
  }

  /** The steps of one name that are still planned. */
  open<Name extends Step['step']>(name: Name): readonly Extract<Step, { step: Name }>[] {
    const named = (step: Step): step is Extract<Step, { step: Name }> => step.step === name
    return this.#lines
      .filter((l) => l.status === 'planned')
      .map((l) => l.step)
      .filter(named)
  }

  begin(step: Step): void {
    this.#tell({ member: this.member, step, status: 'started', detail: null })
  }

  waiting(step: Step, detail: string): void {
    this.#tell({ member: this.member, step, status: 'waiting', detail })
  }

  done(step: Step, detail: string | null = null): void {
    this.#close(step, 'done', detail)
  }

  fail(step: Step, error: unknown): void {
    this.#close(step, 'failed', explain(error))
  }

  skip(step: Step, detail: string): void {
    this.#close(step, 'skipped', detail)
  }

  /** Whatever is still planned will not be done. */
  skipRest(detail: string): void {
    for (const line of this.#lines) if (line.status === 'planned') this.skip(line.step, detail)
  }

  /** Whatever is still planned will not be done, and that has a name. */
  giveUp(hold: Hold): void {
    this.#gaveUpFor = hold
    this.skipRest(hold.detail)
  }

  /** Whether it ended for a reason that has a name. */
  get isGivenUp(): boolean {
    return this.#gaveUpFor !== null
  }

  outcome(): Outcome {
    const { member, kind, made, isUndone, hasVanished } = this
    const steps = this.#lines.map((l) => ({ ...l }))
    return {
      member,
      kind,
      steps,
      ...(made === null ? {} : { created: made.type }),
      ...(isUndone ? { undone: true } : {}),
      ...(hasVanished ? { vanished: true } : {}),
      ...(this.#gaveUpFor === null ? {} : { gaveUpFor: this.#gaveUpFor }),
    }
  }

  #close(step: Step, status: Exclude<StepStatus, 'planned'>, detail: string | null): void {
    const line = this.#lines.find((l) => l.step === step) ?? this.#failedBefore(step) ?? this.#append(step)
    line.status = status
    line.detail = detail
    this.#tell({ member: this.member, step, status, detail })
  }

  /** An attach that is tried again, as a step of its own, is the one that failed: the last word about it counts. */
  #failedBefore(step: Step): Line | undefined {
    if (step.step !== 'attach') return undefined
    return this.#lines.find(
      (l) => l.status === 'failed' && l.step.step === 'attach' && l.step.at.config === step.at.config,
    )
  }

  #append(step: Step): Line {
    const line: Line = { step, status: 'planned', detail: null }
    this.#lines.push(line)
    return line
  }
}

/** What failed, why, and what to do, in one line. */
export function explain(error: unknown): string {
  if (error instanceof CloudError && error.remedy !== null) return `${error.message}; ${error.remedy}`
  return error instanceof Error ? error.message : String(error)
}
