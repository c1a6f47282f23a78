import type { Instant } from '../fleet/model/fleet.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import type { Plan, PlanByLoad } from '../fleet/plan/plan.ts'
import type { StatusReport } from '../fleet/report/status-report.ts'
import { boundsLines } from './bounds-text.ts'
import { duration } from './duration.ts'
import { cutAtWord, fitted } from '../fit.ts'
import { plannedLoadText } from './load-texts.ts'
import { memberTable } from './member-table.ts'
import { money, mostText } from './money.ts'
import type { Paint } from './paint.ts'
import { countdown, runSummary } from './plan-summary.ts'
import { sizeText } from './scale-lines.ts'
import { sparkline } from './sparkline.ts'

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

/** A part of the picture that a low terminal has no room for; those with the lower rank go last. */
interface Block {
  readonly rank: number
  readonly lines: readonly Line[]
}

interface Size {
  readonly columns: number
  readonly rows: number
}

const NONE: Line = ['', 'plain']

/**
 * The picture for a terminal of so many columns and rows: no line is wider, and there are never more lines than rows. Sizes, what holds and
 * why, and the members come first; what has no room is left out, and members who have none take turns.
 */
export function watchFrame(view: WatchView, size: Size, paint: Paint): readonly string[] {
  const { columns, rows } = size
  const fit = (lines: readonly Line[], most: number): readonly Line[] =>
    lines.flatMap((line) => folded(line, columns, most))
  const [title = NONE, seen = NONE, ...alarms] = headLines(view)
  const [asks = NONE, ...next] = nextLines(view)
  const blocks: readonly Block[] = [
    { rank: 0, lines: fit([title], 2) },
    { rank: 3, lines: fit([seen], 1) },
    { rank: 1, lines: fit(alarms, 2) },
    { rank: 4, lines: historyLines(view, columns) },
    { rank: 3, lines: [NONE, asks] },
    { rank: 0, lines: fit(next, rows < 10 ? 1 : 3) },
  ]
  const foot: Block = { rank: 2, lines: [NONE, ...fit(footLines(view), 1)] }
  const used = (kept: readonly Block[]): number => kept.reduce((sum, { lines }) => sum + lines.length, 0)
  const wish = Math.min(view.report.members.length + 2, Math.max(4, Math.floor(rows / 2)))
  const kept: Block[] = []
  for (const block of [...blocks, foot].sort((a, b) => a.rank - b.rank))
    if (block.rank === 0 || used(kept) + block.lines.length + wish <= rows) kept.push(block)
  const above = blocks.filter((b) => kept.includes(b)).flatMap((b) => b.lines)
  const below = kept.includes(foot) ? foot.lines : []
  const room = rows - above.length - below.length
  const members = memberLines(view, { columns, rows: room > 4 ? room - 1 : room })
  const all = [...above, ...(room > 4 ? [NONE] : []), ...members, ...below]
  return all.slice(0, rows).map(([text, tone = 'plain']) => {
    const cut = text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text
    return tone === 'plain' ? cut : paint[tone](cut)
  })
}

/** A line on as many as it takes, up to `most`. */
function folded([text, tone]: Line, columns: number, most: number): readonly Line[] {
  const lines = fitted([text], columns)
  const rest = lines
    .slice(most - 1)
    .join(' ')
    .replace(/ {2,}/g, ' ')
  const last = lines.length <= most ? lines.slice(most - 1) : [cutAtWord(rest, columns)]
  return [...lines.slice(0, most - 1), ...last].map((line): Line => [line, tone ?? 'plain'])
}

function headLines({ report, now, trouble, every }: WatchView): readonly Line[] {
  const { policy, size, paused, fleet } = report
  const age = `seen ${isoInstant(fleet.observedAt)}, every ${duration(every)}`
  const left = paused === null || paused.until === null ? '' : `, ${countdown(paused.until, now)} left`
  return [
    [`${policy.name}: ${sizeText(size)}`, 'bold'],
    [age, 'dim'],
    ...boundsLines(size, now).map((text): Line => [text, 'dim']),
    ...(trouble === null ? [] : [[`not seen since: ${oneLine(trouble)}`, 'red'] as Line]),
    ...(paused === null
      ? []
      : [[`paused${left}: every run holds; linode-autoscale resume ends it`, 'yellow'] as Line]),
    ...report.pausedHalves.map((p): Line => [pausedHalfLine(p, now), 'yellow']),
    ...report.problems.map((p): Line => [`problem: ${oneLine(p.message)}`, 'red']),
  ]
}

function pausedHalfLine({ only, until }: StatusReport['pausedHalves'][number], now: Instant): string {
  const left = until === null ? '' : `, ${countdown(until, now)} left`
  return `${only} is paused${left}, and repairs go on; linode-autoscale resume ends it`
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

function nextLines({ plans, turn, now, report: { problems } }: WatchView): readonly Line[] {
  const line = (name: string, plan: Plan): Line => [
    `${name}  ${oneLine(runSummary(plan, problems, now))}`,
    plan.hold === null && problems.length === 0 ? 'plain' : 'yellow',
  ]
  if (turn !== null)
    return [
      [`wanted      ${oneLine(plannedLoadText(turn))}`],
      ['a turn now', 'dim'],
      line('  follow   ', turn),
    ]
  return [['an alert now', 'dim'], line('  scale-out', plans.scaleOut), line('  scale-in ', plans.scaleIn)]
}

/** Whoever is not in service stays when there is no room for all, and the others take turns. */
function memberLines({ report, now, every }: WatchView, { columns, rows: room }: Size): readonly Line[] {
  const { members, policy } = report
  if (members.length === 0) return [['no members', 'yellow']]
  const shown = members.length < room ? members : inTurn(members, room - 2, Math.floor(now / every))
  const { head, rows, notes } = memberTable(shown, policy, { columns, isWide: false })
  const more = members.length - shown.length
  const lines = [
    ...rows.map((line, i): Line => [line, memberTone(shown[i]?.state ?? '')]),
    ...notes.map((line): Line => [line, 'dim']),
  ]
  if (more === 0) return [[head, 'dim'], ...lines.slice(0, Math.max(1, room - 1))]
  return [[head, 'dim'], ...lines.slice(0, Math.max(1, room - 2)), [`... and ${more} more, in turn`, 'dim']]
}

type Seen = StatusReport['members'][number]

function inTurn(members: readonly Seen[], places: number, turn: number): readonly Seen[] {
  const odd = members.filter((m) => m.state !== 'in-service')
  const pinned = odd.slice(0, Math.max(1, Math.ceil(places / 2)))
  const others = members.filter((m) => !pinned.includes(m))
  const free = Math.max(1, places - pinned.length)
  const first = (turn * free) % others.length
  const taking = new Set([...pinned, ...[...others, ...others].slice(first, first + free)])
  return members.filter((m) => taking.has(m)).slice(0, Math.max(1, places))
}

function memberTone(state: string): Tone {
  if (state === 'in-service') return 'plain'
  return state === 'out-of-service' || state === 'not-running' ? 'red' : 'yellow'
}

function footLines({ report, now }: WatchView): readonly Line[] {
  const { cooldown, cost, unfinished, policy } = report
  const rest = ({ until }: { readonly until: Instant | null }): string =>
    until === null || until <= now ? 'over' : `${countdown(until, now)} left`
  const [first] = unfinished
  return [
    [`cooldown    scale-out ${rest(cooldown.scaleOut)}; scale-in ${rest(cooldown.scaleIn)}`],
    first === undefined
      ? ['unfinished  nothing']
      : [`unfinished  ${unfinished.length}: ${first.member}: ${first.detail}`, 'yellow'],
    [
      `cost        ${cost === null ? 'not known' : `${money(cost.hourly)} an hour`}${mostText(policy.size.maxHourly)}`,
    ],
  ]
}

/** A line end in a reason would move every row below it. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
