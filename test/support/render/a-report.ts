import type { Outcome, StepOutcome } from '../../../src/fleet/report/outcome.ts'
import type { Plan, Step } from '../../../src/fleet/plan/plan.ts'
import type { Hold } from '../../../src/fleet/model/hold.ts'
import type { ScaleReport } from '../../../src/fleet/report/scale-report.ts'
import { aBackend, anInstance, aPolicy, MINUTE } from '../a-fleet.ts'
import { outBy } from '../a-request.ts'

const [at] = aPolicy().attachments
if (at === undefined) throw new Error('no attachment')

/** Every step there is, of web-3. */
export const STEPS = {
  create: { step: 'create', label: 'web-3' },
  attach: { step: 'attach', at, address: '192.168.130.3' },
  wait: { step: 'wait', until: 'in-service', within: 10 * MINUTE },
  drain: { step: 'drain', backend: aBackend(3) },
  drained: { step: 'wait', until: 'drained', within: MINUTE },
  runs: { step: 'wait', until: 'running', within: 10 * MINUTE },
  putBack: { step: 'put-back', backend: aBackend(3) },
  delete: { step: 'delete', instance: anInstance(3) },
  detach: { step: 'detach', backend: aBackend(3) },
} as const satisfies Record<string, Step>

/** A step and what became of it. */
export function became(
  step: keyof typeof STEPS,
  status: StepOutcome['status'],
  detail: string | null = null,
): StepOutcome {
  return { step: STEPS[step], status, detail }
}

/** What became of web-3. */
export function anOutcome(kind: Outcome['kind'], ...steps: readonly StepOutcome[]): Outcome {
  return { member: 'web-3', kind, steps }
}

/** A plan of one addition, unless said otherwise. */
export function aPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    request: outBy(1),
    size: { serving: 2, total: 2, min: 2, max: 8 },
    guards: [],
    hold: null,
    changes: [{ kind: 'add', member: 'web-3' }],
    ...overrides,
  }
}

/** A scale-out by 1 that did nothing, unless said otherwise. */
export function aReport(overrides: Partial<ScaleReport> = {}): ScaleReport {
  return {
    fleet: 'web',
    observedAt: Date.UTC(2026, 10, 23, 12),
    dryRun: false,
    result: 'done',
    hold: null,
    plan: aPlan(),
    outcomes: [],
    hourlyChange: 0.0075,
    remarks: [],
    stoppedBy: null,
    ...overrides,
  }
}

/** A hold that ends by itself. */
export const COOLDOWN: Hold = {
  reason: 'cooldown',
  detail: 'web-2 was created',
  until: Date.UTC(2026, 10, 23, 12, 5, 0),
}

/** A hold that does not. */
export const AT_MAX: Hold = { reason: 'at-max', detail: '8 members, and 8 is max', until: null }
