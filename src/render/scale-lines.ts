import { isoInstant } from '../fleet/model/instant.ts'
import { HOLD_REMEDIES } from '../fleet/report/hold-remedies.ts'
import { isDone, resultOf, type Outcome, type StepOutcome } from '../fleet/report/outcome.ts'
import { isPlanByLoad, type Guard, type Plan } from '../fleet/plan/plan.ts'
import type { Size } from '../fleet/model/size.ts'
import type { Hold } from '../fleet/model/hold.ts'
import type { ScaleReport } from '../fleet/report/scale-report.ts'
import { alertText, type Trigger } from '../fleet/plan/trigger.ts'
import { boundsLines } from './bounds-text.ts'
import { describeStep } from './describe-step.ts'
import { plannedLoadText } from './load-texts.ts'
import { memberSentences, type PlannedFleet } from './member-sentences.ts'
import { moneyChange } from './money.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'
import { when } from '../fleet/model/when.ts'

/** The decision before anything is done: what was asked, what was seen, what will be done or why not; without the hold where the result tells it at once. */
export function decisionLines(fleet: string, plan: Plan, withoutHold = false): readonly string[] {
  const seen = `${fleet}: ${askedText(plan)}: ${sizeText(plan.size)}`
  const why = triggerTexts(plan.request.trigger).map((text) => `${fleet}: ${text}`)
  const held = plan.hold === null || withoutHold ? [] : [`${fleet}: ${holdText(plan.hold)}`]
  const changes = plan.changes.map((c) => `${c.kind} ${c.member}`)
  return [...why, seen, ...held, ...(changes.length > 0 ? [`${fleet}: to do: ${changes.join(', ')}`] : [])]
}

/**
 * The whole plan, as a dry run shows it: every guard with its verdict, every step, and the price; with the fleet it was made for, a
 * sentence for each member too.
 */
export function planLines(
  report: ScaleReport,
  paint: Paint,
  planned?: PlannedFleet,
  columns: number | null = null,
): readonly string[] {
  const { plan, fleet, hold } = report
  return [
    paint.bold(`${fleet}: ${askedText(plan)} (dry run: nothing is sent but reads)`),
    `size     ${sizeText(plan.size)}`,
    ...boundsLines(plan.size, columns === null ? null : report.observedAt).map((text) => `bounds   ${text}`),
    `guards`,
    ...guardRows(plan.guards, paint, columns),
    ...(hold === null
      ? []
      : [
          paint.yellow(holdText(hold, columns === null ? null : report.observedAt)),
          `do       ${HOLD_REMEDIES[hold.reason].remedy}`,
        ]),
    ...(planned === undefined ? [] : ['members', ...memberSentences(planned, plan).map((s) => `  ${s}`)]),
    ...changeLines(report, paint),
    `price    ${priceText(report)}`,
    ...report.remarks.map((r) => `note: ${r}`),
  ]
}

function changeLines({ outcomes }: ScaleReport, paint: Paint): readonly string[] {
  if (outcomes.length === 0) return ['changes  none']
  return ['changes', ...outcomes.flatMap((o) => [`  ${o.kind} ${paint.bold(o.member)}`, ...stepRows(o)])]
}

/** What was done, or why nothing was. */
export function resultLines(report: ScaleReport, paint: Paint): readonly string[] {
  const outcomes = report.outcomes.map((o) => `${mark(o, paint)} ${outcomeText(o)}`)
  const head = {
    done: paint.green('done'),
    held: paint.yellow('held'),
    stopped: paint.yellow(`stopped by ${report.stoppedBy ?? 'a signal'}`),
    failed: paint.red('failed'),
  }[report.result]
  return [
    ...outcomes,
    `${report.fleet}: ${head}${heldBy(report)}: ${closing(report)}`,
    ...report.remarks.map((r) => `note: ${r}`),
  ]
}

function heldBy({ hold, result }: ScaleReport): string {
  return hold === null || result === 'stopped' ? '' : ` (${hold.reason})`
}

/** What started a run, in words: none for a person. */
function triggerTexts(trigger: Trigger | undefined): readonly string[] {
  const alerts = trigger?.group?.alerts ?? []
  const condition = trigger?.condition ?? null
  return [
    ...alerts.map((a) => `started by ${alertText(a)}${a.fingerprint === '' ? '' : ` (${a.fingerprint})`}`),
    ...(condition?.isMet === true ? [`Prometheus has a result for ${condition.query}`] : []),
  ]
}

function askedText(plan: Plan): string {
  const { action, size } = plan.request
  if (action === 'reconcile' || action === 'refresh') return action
  return isPlanByLoad(plan)
    ? `${action} by load: ${plannedLoadText(plan)}`
    : `${action} ${size.kind} ${size.n}`
}

/** Sizes in words: `2 in service of 3 members, min 2, max 8`. */
export function sizeText(size: Size): string {
  return `${size.serving} in service of ${size.total} ${size.total === 1 ? 'member' : 'members'}, min ${size.min}, max ${size.max}`
}

/** Off a terminal without the distance, which is another a second later: two dry runs of one fleet say the same. */
function holdText(hold: Hold, now: number | null = null): string {
  const until =
    hold.until === null ? '' : `, until ${now === null ? isoInstant(hold.until) : when(hold.until, now)}`
  return `held: ${hold.reason}${until}: ${hold.detail}`
}

function guardRows(guards: readonly Guard[], paint: Paint, columns: number | null): readonly string[] {
  const rows = guards.map((g) => [
    g.passed ? 'passed' : 'HOLDS',
    g.guard,
    `${g.value}`,
    `${limitText(g)}${g.note === undefined ? '' : ` (${g.note})`}`,
  ])
  const lines = table(rows, { indent: '  ', columns })
  return lines.map((line, i) => (guards[i]?.passed === true ? line : paint.yellow(line)))
}

/** What is to be over, and is not, is not called over. */
function limitText({ limit, passed }: Guard): string {
  if (typeof limit === 'number') return `limit ${limit}`
  return limit === 'over' && !passed ? 'not over' : limit
}

function stepRows(outcome: Outcome): readonly string[] {
  return table(
    outcome.steps.map((s) => [s.step.step, describeStep(s.step)]),
    { indent: '    ' },
  )
}

function priceText({ hourlyChange }: ScaleReport): string {
  if (hourlyChange === null) return 'not known: the type has no price in this region'
  return hourlyChange === 0 ? 'no change' : `${moneyChange(hourlyChange)} an hour`
}

function closing(report: ScaleReport): string {
  const { hold, stoppedBy, hourlyChange, result } = report
  if (hold !== null && result !== 'stopped')
    return `${hold.detail}${hold.until === null ? '' : `; until ${when(hold.until, report.observedAt)}`}`
  const money = hourlyChange === null || hourlyChange === 0 ? '' : `, ${moneyChange(hourlyChange)} an hour`
  const late = stoppedBy === null || result !== 'done' ? '' : ` (${stoppedBy} came when all was done)`
  return `${summary(report)}${money}${late}`
}

function summary({ outcomes, result }: ScaleReport): string {
  if (outcomes.length === 0) return 'nothing to do'
  const added = outcomes.filter((o) => o.kind === 'add' && isDone(o, 'create')).length
  const removed = outcomes.filter((o) => o.kind === 'remove' && isDone(o, 'delete')).length
  const back = outcomes.filter((o) => o.kind === 'put-back' && isDone(o, 'put-back')).length
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(back > 0 ? [`${back} put back`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ]
  if (result === 'stopped') return stoppedText(outcomes, parts)
  if (parts.length > 0) return parts.join(', ')
  return result === 'failed' ? 'see above; the next run goes on from what is there' : 'no change of size'
}

/** What a signal left: nothing of ours, or what the next run finishes. */
function stoppedText(outcomes: readonly Outcome[], parts: readonly string[]): string {
  const left = outcomes.filter((o) => ['failed', 'begun'].includes(resultOf(o))).map((o) => o.member)
  const unfinished = `${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} left for the next run, or reconcile, to finish`
  const told = [...(parts.length > 0 ? [parts.join(', ')] : []), ...(left.length > 0 ? [unfinished] : [])]
  return told.length === 0 ? 'nothing was changed' : told.join('; ')
}

function mark(outcome: Outcome, paint: Paint): string {
  const result = resultOf(outcome)
  if (result === 'failed') return paint.red('✗')
  return result === 'done' ? paint.green('✓') : '-'
}

/** `add web-3: instance 1003; 192.168.130.7:80 on config 67890 as backend node 9; in service`. */
function outcomeText(outcome: Outcome): string {
  const failed = outcome.steps.filter((s) => s.status === 'failed')
  const told = failed.length > 0 ? failed : outcome.steps.filter((s) => s.status === 'done')
  const [skipped, hook] = [false, true].map((isHook) =>
    outcome.steps.find(
      (s) => s.status === 'skipped' && s.detail !== null && (s.step.step === 'hook') === isHook,
    ),
  )
  const parts = told.map(stepText)
  // A hook that failed and did not stop anything, unless the whole change was not done.
  if (hook !== undefined && skipped === undefined) parts.push(`hook ${hook.detail ?? ''}`)
  if (skipped !== undefined && failed.length === 0) parts.push(`not done: ${skipped.detail ?? ''}`)
  return `${outcome.kind} ${outcome.member}: ${parts.join('; ')}`
}

function stepText({ step, detail, status }: StepOutcome): string {
  if (step.step === 'wait' && status === 'done') {
    return { running: 'runs', 'in-service': 'in service', drained: 'drained' }[step.until]
  }
  return `${step.step} ${status === 'failed' ? 'failed: ' : ''}${detail ?? describeStep(step)}`
}
