import type { Outcome } from '../fleet/report/outcome.ts'
import { explain } from './journal.ts'
import type { Run } from './run.ts'

/** What looking was for, and who goes on with it. */
interface Lost {
  readonly before: string
  readonly next: string
}

/** What a look that failed in the middle of a run comes to, as an outcome: those before it stay told, also when the account cannot be read any more. */
export function lostSight({ policy }: Run, error: unknown, { before, next }: Lost): Outcome {
  const step = { step: 'wait', until: 'in-service', within: 0 } as const
  const detail = `looking again before ${before}: ${explain(error)}; what was begun stands, and ${next} goes on`
  return { member: policy.name, kind: 'attach', steps: [{ step, status: 'failed', detail }] }
}
