import type { RunHook } from '../../apply/hooks/hook-runner.ts'
import { describeError } from '../../errors.ts'
import { isoInstant } from '../../fleet/model/instant.ts'
import { hasFailed } from '../../fleet/report/outcome.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import { harmlessLines } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** Whose hooks, and what they must not show. */
interface Hooked {
  readonly policy: Policy
  readonly secrets: readonly string[]
}

/** The runner of a fleet's hooks; loaded only when it has some. */
export async function hooksOf(
  io: Io,
  { policy, secrets }: Hooked,
  write: (line: string) => void,
): Promise<RunHook | undefined> {
  if (policy.hooks === undefined) return undefined
  const { hookRunner } = await import('../../apply/hooks/hook-runner.ts')
  return hookRunner({ env: io.env, write, stop: io.stop, secrets })
}

/** Runs `on_hold` or `on_failure` for a run that has ended. False when that failed and its `on_error` is `stop`. */
export async function reportHooks(io: Io, hooked: Hooked, report: ScaleReport): Promise<boolean> {
  const { serving, total, min, max } = report.plan.size
  const sizes = { SERVING: `${serving}`, TOTAL: `${total}`, MIN: `${min}`, MAX: `${max}` }
  const facts = { FLEET: report.fleet, ACTION: report.plan.request.action, ...sizes }
  if (report.result === 'failed') {
    const failed = report.outcomes.filter(hasFailed).flatMap((o) => o.steps.map((s) => ({ ...s, o })))
    const lines = failed
      .filter((s) => s.status === 'failed')
      .map((s) => `${s.o.member}: ${s.step.step}: ${s.detail ?? ''}`)
    return await runReport(io, hooked, 'on_failure', { ...facts, FAILURE: harmlessLines(lines) })
  }
  if (report.hold === null) return true
  const { reason, detail, until } = report.hold
  const hold = { HOLD: reason, HOLD_DETAIL: detail, HOLD_UNTIL: until === null ? '' : isoInstant(until) }
  return await runReport(io, hooked, 'on_hold', { ...facts, ...hold })
}

/** Runs `on_failure` for a run that ended before it had a plan: the cloud could not be read, or refused. */
export async function failureHook(io: Io, hooked: Hooked, action: string, error: unknown): Promise<void> {
  const facts = { FLEET: hooked.policy.name, ACTION: action, FAILURE: describeError(error).message }
  await runReport(io, hooked, 'on_failure', facts)
}

async function runReport(
  io: Io,
  hooked: Hooked,
  moment: 'on_hold' | 'on_failure',
  facts: Readonly<Record<string, string>>,
): Promise<boolean> {
  const hook = hooked.policy.hooks?.[moment]
  const write = (line: string): void => logLine(io, line)
  const run = hook === undefined ? undefined : await hooksOf(io, hooked, write)
  if (hook === undefined || run === undefined) return true
  const why = await run(moment, hook, facts)
  if (why !== null) write(`the hook ${moment} failed: ${why}`)
  return why === null || hook.onError === 'continue'
}
