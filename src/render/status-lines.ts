import { isoInstant } from '../fleet/model/instant.ts'
import type { Cooldown } from '../fleet/sight/cooldown.ts'
import type { Backend, Instant } from '../fleet/model/fleet.ts'
import type { Load, StatusReport } from '../fleet/report/status-report.ts'
import type { LeftElsewhere } from '../fleet/sight/left-elsewhere.ts'
import { boundsLines } from './bounds-text.ts'
import { healthWord } from './health-word.ts'
import { paidUntil } from '../fleet/load/paid-hour.ts'
import { runSummary } from './plan-summary.ts'
import { disagreement, plannedLoadText, sourcesText } from './load-texts.ts'
import { driftText } from './drift-texts.ts'
import { memberTable, type TableSize } from './member-table.ts'
import { money, mostText } from './money.ts'
import type { Paint } from './paint.ts'
import { sizeText } from './scale-lines.ts'
import { table } from './table.ts'
import { distance, when } from '../fleet/model/when.ts'

/** A fleet's status for a person. */
export function statusLines(
  report: StatusReport,
  paint: Paint,
  load: Load | null = null,
  size: TableSize = { columns: null, isWide: false },
): readonly string[] {
  const { fleet, policy, cost } = report
  const behind = fleet.nodeBalancers
    .map((nb) => `NodeBalancer ${nb.id} (${nb.address}, ${nb.region})`)
    .join(', ')
  return [
    paint.bold(`${policy.name}: ${sizeText(report.size)}`),
    ...(behind === '' ? [] : [`behind ${behind}, observed ${isoInstant(fleet.observedAt)}`]),
    ...(report.paused === null ? [] : [paint.yellow(pausedText(report.paused, fleet.observedAt))]),
    ...report.pausedHalves.map((half) => paint.yellow(pausedHalfText(half, fleet.observedAt))),
    ...report.problems.map((p) => paint.red(`problem: ${p.message}; ${p.remedy}`)),
    '',
    ...memberLines(report, paint, size),
    ...section(
      'foreign backends, never touched',
      fleet.foreign.map((b) => `${b.label}: ${backendText(b)}`),
    ),
    ...section(
      'unfinished',
      report.unfinished.map((u) => `${u.member}: ${u.detail}`),
    ),
    ...section(
      'on configs that the profile does not name, where no run drains them, and a removal takes away what bears its member’s label',
      (report.elsewhere ?? []).map(elsewhereText),
    ),
    '',
    ...(report.unfinished.length === 0 ? ['unfinished  nothing'] : []),
    ...boundsLines(report.size, fleet.observedAt).map((text) => `bounds      ${text}`),
    ...(load === null ? [] : [`load        ${loadText(load)}`]),
    ...sizedLines(report, load),
    ...paidLines(report),
    ...driftLines(report),
    ...maintenanceLines(report),
    `cooldown    scale-out ${cooldownText(report.cooldown.scaleOut, fleet.observedAt)}; scale-in ${cooldownText(report.cooldown.scaleIn, fleet.observedAt)}`,
    `cost        ${cost === null ? 'not known' : `${money(cost.hourly)} an hour, ${money(cost.monthly)} a month`}${mostText(policy.size.maxHourly)}`,
    ...activityLines(report),
    ...report.remarks.map((r) => `note: ${r}`),
  ]
}

function loadText({ value, high, low, trouble }: Load): string {
  const now = value === null ? `not known: ${trouble ?? ''}` : value.toFixed(2)
  const limits = [
    ...(low === null ? [] : [`scale-in below ${low.toFixed(2)}`]),
    ...(high === null ? [] : [`scale-out above ${high.toFixed(2)}`]),
  ]
  return limits.length === 0 ? now : `${now}; ${limits.join(', ')}`
}

function sizedLines({ policy, fleet, problems }: StatusReport, load: Load | null): readonly string[] {
  const turn = load?.turn
  if (turn === undefined || policy.load === undefined) return []
  const sources = policy.load.signals.length === 0 ? '' : ` (${sourcesText(turn.load, policy.load)})`
  return [
    `wanted      ${plannedLoadText(turn)}${sources}`,
    `follow      ${runSummary(turn, problems, fleet.observedAt)}`,
    ...disagreement(turn.load, policy.load).map((text) => `note: ${text}`),
  ]
}

/** Until when whoever serves is paid for, where that keeps it. */
function paidLines({ policy, members, fleet }: StatusReport): readonly string[] {
  if (policy.scaleIn.keepsPaidHour !== true || members.length === 0) return []
  const each = members
    .filter((m) => m.inService)
    .map(
      ({ member: { label, instance } }) =>
        `${label} until ${clockTime(paidUntil(instance, fleet.observedAt))}`,
    )
  return each.length === 0 ? [] : [`paid        ${each.join(', ')}`]
}

/** Whether members are what the profile makes now. */
function driftLines({ members }: StatusReport): readonly string[] {
  const known = members.flatMap(({ member: { label }, drift }) => (drift === null ? [] : [{ label, drift }]))
  return known.length === 0 ? [] : [`drift       ${driftText(known)}`]
}

/** What Linode plans for members; nothing where nothing is planned. */
function maintenanceLines({ members, policy, fleet }: StatusReport): readonly string[] {
  const planned = members.flatMap(({ member: { label, instance } }) =>
    (policy.maintenance ?? []).filter((m) => m.instance === instance.id).map((m) => ({ ...m, label })),
  )
  if (planned.length === 0) return []
  const texts = planned.map(
    ({ label, what, at }) =>
      `${label}: ${what}${at === null ? ', no time told' : ` at ${when(at, fleet.observedAt)}`}`,
  )
  const isToCome = planned.some(({ at }) => at !== null && at > fleet.observedAt)
  return [`maintenance ${texts.join(', ')}; ${consequence(policy, isToCome)}`]
}

function consequence({ ignoresMaintenance }: StatusReport['policy'], isToCome: boolean): string {
  if (ignoresMaintenance === true) return 'the profile ignores it'
  return isToCome
    ? 'reconcile and follow replace them within the day before, unless a renewal is held'
    : 'nobody is replaced for what has begun or has no time'
}

function clockTime(at: number): string {
  return isoInstant(at).slice(11, 16)
}

function pausedText({ until }: NonNullable<StatusReport['paused']>, now: Instant): string {
  const end = until === null ? 'until somebody resumes it' : `until ${when(until, now)}`
  return `paused ${end}: every run holds; linode-autoscale resume ends it`
}

function pausedHalfText({ only, until }: StatusReport['pausedHalves'][number], now: Instant): string {
  const end = until === null ? 'until somebody resumes it' : `until ${when(until, now)}`
  return `${only} is paused ${end}, and repairs go on; linode-autoscale resume ends it`
}

function memberLines({ members, policy }: StatusReport, paint: Paint, size: TableSize): readonly string[] {
  if (members.length === 0) return ['no members']
  const { head, rows, below, notes } = memberTable(members, policy, size)
  const lines = rows.flatMap((row, i) => [
    colored(row, members[i]?.state ?? '', paint),
    ...(below?.[i] ?? []),
  ])
  return [paint.dim(head), ...lines, ...notes]
}

function colored(line: string, state: string, paint: Paint): string {
  if (state === 'in-service') return line
  return state === 'out-of-service' || state === 'not-running' ? paint.red(line) : paint.yellow(line)
}

function backendText(b: Backend): string {
  return `${b.address} ${b.mode} ${healthWord(b.health)} (config ${b.config})`
}

function elsewhereText({ backend: b, why, command }: LeftElsewhere): string {
  const place = `config ${b.config} of NodeBalancer ${b.nodeBalancer}`
  return `${b.label}: ${b.address} ${b.mode} ${healthWord(b.health)} on ${place}: ${why}; ${command} takes it away`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((l) => `  ${l}`)]
}

function cooldownText({ until, since }: Cooldown, now: Instant): string {
  if (until === null || since === null) return 'over'
  return `until ${isoInstant(until)} (${distance(until, now)}; ${since.change.label} was ${since.action})`
}

function activityLines({ activity, fleet }: StatusReport): readonly string[] {
  if (activity.length === 0) return ['activity    none lately']
  const rows = activity.map((a) => [
    isoInstant(a.at),
    distance(a.at, fleet.observedAt),
    `${a.action}${a.failed ? ' failed' : ''}`,
    a.label,
    `by ${a.username ?? 'unknown'}`,
  ])
  return ['activity', ...table(rows, { indent: '  ' })]
}
