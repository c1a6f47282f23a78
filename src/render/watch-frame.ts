import type { Instant } from '../fleet/model/fleet.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import type { Plan, PlanByLoad } from '../fleet/plan/plan.ts'
import type { StatusReport } from '../fleet/report/status-report.ts'
import { boundsLines } from './bounds-text.ts'
import { duration } from './duration.ts'
import { healthWord } from './health-word.ts'
import { plannedLoadText } from './load-texts.ts'
import { money } from './money.ts'
import type { Paint } from './paint.ts'
import { countdown, planSummary } from './plan-summary.ts'
import { sizeText } from './scale-lines.ts'
import { sparkline } from './sparkline.ts'
import { table } from './table.ts'

/** The load over the last hour, as far as it is known. */
export interface LoadView {
  /** Busy ratios from 0 to 1, oldest first; null where there is none. */
  readonly samples: readonly (number | null)[]
  readonly thresholds: { readonly high: number; readonly low: number } | null
  /** Why it cannot be read. */
  readonly trouble: string | null
}

/** What `status --watch` shows at one moment. */
export interface WatchView {
  readonly report: StatusReport
  /** The API's clock now. */
  readonly now: Instant
  /** What an alert would do now. */
  readonly plans: { readonly scaleOut: Plan; readonly scaleIn: Plan }
  /** Null without `prometheus.url`. */
  readonly load: LoadView | null
  /** What follow would do now; null where the fleet changes by steps. */
  readonly turn: PlanByLoad | null
  /** Members over the last hour, oldest first. */
  readonly sizes: readonly number[] | null
  /** Why what is shown is old; null while all goes well. */
  readonly trouble: string | null
  /** How often the account is read, in milliseconds. */
  readonly every: number
}

type Tone = keyof Paint | 'plain'
type Line = readonly [text: string, tone?: Tone]

/** The picture for a terminal of so many columns and rows: every line is cut, none wraps, and it never has more lines than rows. */
export function watchFrame(
  view: WatchView,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint: Paint,
): readonly string[] {
  const head = [...headLines(view), ...historyLines(view, columns), ['', 'plain'] as Line, ...nextLines(view)]
  const foot = footLines(view)
  const members = memberLines(view.report, Math.max(2, rows - head.length - foot.length - 2))
  const all = [...head, ['', 'plain'] as Line, ...members, ['', 'plain'] as Line, ...foot]
  return all.slice(0, rows).map(([text, tone = 'plain']) => {
    const cut = text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text
    return tone === 'plain' ? cut : paint[tone](cut)
  })
}

function headLines({ report, now, trouble, every }: WatchView): readonly Line[] {
  const { policy, size, paused, fleet } = report
  const age = `seen ${isoInstant(fleet.observedAt)}, every ${duration(every)}`
  const left = paused === null || paused.until === null ? '' : `, ${countdown(paused.until, now)} left`
  return [
    [`${policy.name}: ${sizeText(size)}`, 'bold'],
    [age, 'dim'],
    ...boundsLines(size).map((text): Line => [text, 'dim']),
    ...(trouble === null ? [] : [[`not seen since: ${oneLine(trouble)}`, 'red'] as Line]),
    ...(paused === null
      ? []
      : [[`paused${left}: every run holds; linode-autoscale resume ends it`, 'yellow'] as Line]),
    ...report.problems.map((p): Line => [`problem: ${oneLine(p.message)}`, 'red']),
  ]
}

const MARGIN = 'load  0.42  '.length

function historyLines({ load, sizes, report }: WatchView, columns: number): readonly Line[] {
  const width = Math.max(10, columns - MARGIN)
  const { max, total } = report.size
  const size: readonly Line[] =
    sizes === null
      ? []
      : [[`size  ${String(total).padEnd(4)}  ${sparkline(sizes, Math.max(max, ...sizes), width)}`]]
  return [...(load === null ? [] : loadLines(load, width)), ...size]
}

function loadLines({ samples, thresholds, trouble }: LoadView, width: number): readonly Line[] {
  const last = samples.at(-1) ?? null
  const value = last === null ? '-   ' : last.toFixed(2)
  const asks =
    thresholds === null
      ? ''
      : `scale-in below ${thresholds.low.toFixed(2)}, scale-out above ${thresholds.high.toFixed(2)}; `
  const says = trouble ?? `${asks}the last hour, 0 to 1`
  return [
    [`load  ${value}  ${sparkline(samples, 1, width)}`, toneOf(last, thresholds)],
    [`            ${oneLine(says)}`, trouble === null ? 'dim' : 'yellow'],
  ]
}

function toneOf(last: number | null, thresholds: LoadView['thresholds']): Tone {
  if (last === null || thresholds === null) return 'plain'
  if (last > thresholds.high) return 'red'
  return last < thresholds.low ? 'cyan' : 'green'
}

function nextLines({ plans, turn, now }: WatchView): readonly Line[] {
  const line = (name: string, plan: Plan): Line => [
    `${name}  ${oneLine(planSummary(plan, now))}`,
    plan.hold === null ? 'plain' : 'yellow',
  ]
  if (turn !== null)
    return [
      [`wanted      ${oneLine(plannedLoadText(turn))}`],
      ['a turn now', 'dim'],
      line('  follow   ', turn),
    ]
  return [['an alert now', 'dim'], line('  scale-out', plans.scaleOut), line('  scale-in ', plans.scaleIn)]
}

/** Whoever is not in service comes first when there is no room for all. */
function memberLines({ members }: StatusReport, room: number): readonly Line[] {
  if (members.length === 0) return [['no members', 'yellow']]
  const odd = members.filter((m) => m.state !== 'in-service')
  const even = members.filter((m) => m.state === 'in-service')
  const fits = members.length < room
  const shown = new Set(fits ? members : [...odd, ...even].slice(0, Math.max(0, room - 2)))
  const kept = members.filter((m) => shown.has(m))
  const [head = '', ...lines] = table([['MEMBER', 'STATE', 'INSTANCE', 'BACKEND NODES'], ...kept.map(cells)])
  const more = members.length - kept.length
  return [
    [head, 'dim'],
    ...lines.map((line, i): Line => [line, memberTone(kept[i]?.state ?? '')]),
    ...(more === 0 ? [] : [[`... and ${more} more`, 'dim'] as Line]),
  ]
}

function cells({ member, state, heldBecause }: StatusReport['members'][number]): readonly string[] {
  const { instance, backends } = member
  return [
    member.label,
    state === 'held' ? `held: ${heldBecause ?? ''}` : state,
    `${instance.id} ${instance.status}`,
    backends.map((b) => `${b.address} ${b.mode} ${healthWord(b.health)}`).join(', ') || 'no backend nodes',
  ]
}

function memberTone(state: string): Tone {
  if (state === 'in-service') return 'plain'
  return state === 'out-of-service' || state === 'not-running' ? 'red' : 'yellow'
}

function footLines({ report, now }: WatchView): readonly Line[] {
  const { cooldown, cost, unfinished } = report
  const rest = ({ until }: { readonly until: Instant | null }): string =>
    until === null || until <= now ? 'over' : `${countdown(until, now)} left`
  const [first] = unfinished
  return [
    [`cooldown    scale-out ${rest(cooldown.scaleOut)}; scale-in ${rest(cooldown.scaleIn)}`],
    first === undefined
      ? ['unfinished  nothing']
      : [`unfinished  ${unfinished.length}: ${first.member}: ${first.detail}`, 'yellow'],
    [`cost        ${cost === null ? 'not known' : `${money(cost.hourly)} an hour`}`],
  ]
}

/** A line end in a reason would move every row below it. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
