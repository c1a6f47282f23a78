import { isoInstant } from '../fleet/model/instant.ts'
import { resultOf, type Outcome } from '../fleet/report/outcome.ts'
import type { Hold } from '../fleet/model/hold.ts'
import type { ScaleReport } from '../fleet/report/scale-report.ts'
import type { Trigger } from '../fleet/plan/trigger.ts'
import { sizeJson } from './bounds-text.ts'
import { plannedLoadJson } from './load-texts.ts'
import { isPlanByLoad } from '../fleet/plan/plan.ts'
import { describeStep } from './describe-step.ts'

/** A scale command's report, version 1: times are ISO 8601 UTC, money is US dollars. */
export function scaleJson(report: ScaleReport): object {
  const { plan } = report
  return {
    version: 1,
    command: plan.request.action,
    fleet: report.fleet,
    dry_run: report.dryRun,
    result: report.result,
    hold: report.hold === null ? null : holdJson(report.hold),
    ...alertsJson(plan.request.trigger),
    ...conditionJson(plan.request.trigger),
    ...sizeJson(plan.size),
    ...(isPlanByLoad(plan) ? { load: plannedLoadJson(plan) } : {}),
    guards: plan.guards,
    changes: report.outcomes.map(changeJson),
    cost: { hourly_change: report.hourlyChange },
    ...(report.stoppedBy === null ? {} : { stopped_by: report.stoppedBy }),
    ...(report.remarks.length > 0 ? { remarks: report.remarks } : {}),
    ...(report.result === 'failed' ? { error: failure(report.outcomes) } : {}),
  }
}

function alertsJson(trigger: Trigger | undefined): object {
  const group = trigger?.group ?? null
  if (group === null) return {}
  const alerts = group.alerts.map(({ name, fingerprint, since, isFiring }) => ({
    name,
    fingerprint,
    since: since === null ? null : isoInstant(since),
    status: isFiring ? 'firing' : 'resolved',
  }))
  return { alerts }
}

function conditionJson(trigger: Trigger | undefined): object {
  const condition = trigger?.condition ?? null
  return condition === null ? {} : { condition: { query: condition.query, met: condition.isMet } }
}

function holdJson({ reason, until, detail }: Hold): object {
  return until === null ? { reason, detail } : { reason, until: isoInstant(until), detail }
}

function changeJson(outcome: Outcome): object {
  const { member, kind, steps } = outcome
  return {
    member,
    kind,
    result: resultOf(outcome),
    steps: steps.map((s) => ({
      step: s.step.step,
      status: s.status,
      detail: s.detail ?? describeStep(s.step),
    })),
  }
}

function failure(outcomes: readonly Outcome[]): object {
  const failed = outcomes.flatMap((o) =>
    o.steps.filter((s) => s.status === 'failed').map((s) => `${o.member}: ${s.step.step}: ${s.detail ?? ''}`),
  )
  return { code: 'change-failed', message: failed.join('\n') }
}
