import { isoInstant } from '../fleet/model/instant.ts'
import { cameAbout } from '../fleet/report/outcome.ts'
import type { ScaleReport } from '../fleet/report/scale-report.ts'
import { isPlanByLoad } from '../fleet/plan/plan.ts'
import type { Trigger } from '../fleet/plan/trigger.ts'
import { whyNotWanted } from '../fleet/plan/why-not-wanted.ts'

/** What one line tells of a run. */
export interface RunRecord {
  readonly command: string
  readonly isDryRun: boolean
  readonly fleet?: string
  readonly trigger?: Trigger
  readonly report?: ScaleReport
  readonly error?: { readonly code: string; readonly message: string; readonly stoppedBy?: string }
  /** When it ended, in milliseconds since 1970 on this machine's clock. */
  readonly at: number
  /** How long it took, in milliseconds. */
  readonly ms: number
  readonly exit: number
}

type Value = string | number | null | undefined

/** One run as one line of logfmt: `time=... command=scale-out fleet=web result=held hold=cooldown ... exit=0`. */
export function runLogLine(record: RunRecord): string {
  const { command, isDryRun, fleet, report, error, at, ms, exit } = record
  const fields: readonly (readonly [string, Value])[] = [
    ['time', isoInstant(at)],
    ['command', command],
    ['fleet', fleet],
    ['dry_run', isDryRun ? 'true' : null],
    ['result', error === undefined ? report?.result : error.stoppedBy === undefined ? 'failed' : 'stopped'],
    ...holdFields(report),
    ...sizeFields(report),
    ...loadFields(report),
    ...triggerFields(record.trigger),
    ['stopped_by', report?.stoppedBy ?? error?.stoppedBy],
    ['error', error?.code],
    ['message', error?.message ?? failures(report)],
    ['seconds', (ms / 1000).toFixed(1)],
    ['exit', exit],
  ]
  return fields.flatMap(([key, value]) => (isSaid(value) ? [`${key}=${quoted(value)}`] : [])).join(' ')
}

function holdFields(report: ScaleReport | undefined): readonly (readonly [string, Value])[] {
  const hold = report?.hold ?? null
  if (hold === null) return []
  return [
    ['hold', hold.reason],
    ['until', hold.until === null ? null : isoInstant(hold.until)],
    ['detail', hold.detail],
  ]
}

function sizeFields(report: ScaleReport | undefined): readonly (readonly [string, Value])[] {
  if (report === undefined) return []
  const { serving, total, min, max } = report.plan.size
  const changes = report.outcomes.flatMap((o) =>
    report.dryRun ? [`${o.kind} ${o.member}`] : (cameAbout(o) ?? []),
  )
  return [
    ['serving', serving],
    ['total', total],
    ['min', min],
    ['max', max],
    ['changes', changes.join(', ')],
  ]
}

function loadFields(report: ScaleReport | undefined): readonly (readonly [string, Value])[] {
  if (report === undefined || !isPlanByLoad(report.plan)) return []
  const { load } = report.plan
  return [
    ['work', load.work === null ? null : load.work.toFixed(2)],
    ['wanted', load.wanted],
    ['peak', load.peak],
    ['unknown', load.unknown],
    ['why', whyNotWanted(report.plan).join(', ')],
  ]
}

function triggerFields(trigger: Trigger | undefined): readonly (readonly [string, Value])[] {
  const alerts = trigger?.group?.alerts ?? []
  const condition = trigger?.condition ?? null
  const firsts = alerts.flatMap((a) => (a.since === null ? [] : [a.since]))
  return [
    ['alerts', [...new Set(alerts.map((a) => a.name))].join(', ')],
    ['fingerprints', alerts.map((a) => a.fingerprint).join(',')],
    ['since', firsts.length === 0 ? null : isoInstant(Math.min(...firsts))],
    ['when', condition?.query],
  ]
}

function failures(report: ScaleReport | undefined): string {
  const failed = (report?.outcomes ?? []).flatMap((o) =>
    o.steps.filter((s) => s.status === 'failed').map((s) => `${o.member}: ${s.step.step}: ${s.detail ?? ''}`),
  )
  return failed.join('; ')
}

function isSaid(value: Value): value is string | number {
  return value !== null && value !== undefined && value !== ''
}

/** logfmt quotes what has spaces, quotes or control characters in it. */
function quoted(value: string | number): string {
  const text = String(value)
  return /^[^\s"=\\\p{C}]+$/u.test(text) ? text : JSON.stringify(text)
}
