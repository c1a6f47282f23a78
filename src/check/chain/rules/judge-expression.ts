import { doubtful, wrong, type Finding } from '../finding.ts'
import { tellDuration } from '../prometheus-time.ts'
import { countsWaitingAsBusy, isCpuTime, modesOf } from './cpu-time.ts'
import { grounded } from './grounded.ts'
import type { RulesNeighbours } from './rules-neighbours.ts'
import { within, type Expr } from './promql.ts'
import type { Rule } from './rules-file.ts'
import type { ScalingRule } from './scaling-rules.ts'
import { carriers, survives } from './surviving-labels.ts'

/** Where an expression stands: the alert that is built on it, and all that it may be built on itself. */
export interface Around {
  readonly alert: ScalingRule
  readonly rules: readonly Rule[]
  readonly beside: RulesNeighbours
}

/** What is wrong with the expression of one rule that a scaling alert stands on. */
export function judgeExpression(
  { expr: { line, text, comment, parsed } }: Rule,
  around: Around,
): readonly Finding[] {
  if (parsed.kind === 'broken') return [brokenAt(line, { text, comment, near: parsed.near })]
  const parts = within(parsed.expr)
  return TRAPS.flatMap(({ found, verdict, what, remedy }) => {
    const caught = parts.map((part) => found(part, around)).find((each) => each !== null)
    return caught === undefined || caught === null ? [] : [verdict(line, `${what}${caught}`, remedy)]
  })
}

function brokenAt(
  line: number,
  { text, comment, near }: { readonly text: string; readonly comment: string | null; readonly near: string },
): Finding {
  if (comment !== null)
    return wrong(
      line,
      `expr ends at " #", where a comment begins in YAML: "#${comment}" is no part of it`,
      'put the expression in quotes, or under expr: |',
    )
  return wrong(
    line,
    text.trim() === ''
      ? 'expr is empty'
      : `expr is no PromQL, from "${near.slice(0, 60)}" on: Prometheus does not load the file`,
    'correct it',
  )
}

interface Trap {
  /** What is to be said beside `what` when a part of an expression is this fault; null when it is not. */
  readonly found: (part: Expr, around: Around) => string | null
  readonly verdict: (line: number, what: string, remedy: string) => Finding
  readonly what: string
  readonly remedy: string
}

const yes = (is: boolean): string | null => (is ? '' : null)

/** The known ways to measure something else than load. */
const TRAPS: readonly Trap[] = [
  {
    found: (part) => yes(part.kind === 'call' && /^i(?:rate|delta)$/.test(part.name)),
    verdict: wrong,
    what: 'irate sees two samples: one idle sample begins the wait of the alert anew',
    remedy: 'rate(...[2m])',
  },
  {
    found: (part, { rules }) => yes(isCoreByHost(part, rules)),
    verdict: wrong,
    what: 'the idle time of one core is divided by the time of all: an idle host of four cores is 75% busy, for ever',
    remedy: 'sum by (fleet, instance) on both sides',
  },
  {
    found: (part) => yes(isCpuTime(part) && countsWaitingAsBusy(part)),
    verdict: wrong,
    what: 'waiting for a disk (iowait) counts as busy',
    remedy: 'mode=~"idle|iowait" for what is not busy',
  },
  {
    found: (part, { rules }) => (isAverage(part) ? averagedModes(grounded(part.of, rules)) : null),
    verdict: wrong,
    what: 'the average is taken over the modes of a core and not over hosts: ',
    remedy: 'sum by (fleet, instance) first, then avg by (fleet)',
  },
  {
    found: (part, { rules }) =>
      yes(
        isAverage(part) &&
          averagedModes(grounded(part.of, rules)) === null &&
          isPerCore(grounded(part.of, rules)),
      ),
    verdict: doubtful,
    what: 'the average is taken over cores and not over hosts: a host of four cores counts four times, and one that is in two jobs twice',
    remedy: 'sum by (fleet, instance) first, then avg by (fleet)',
  },
  {
    found: (part, { alert }) => yes(isCpuTime(part) && !isLimited(part) && !keepsFleet(alert)),
    verdict: wrong,
    what: 'every host that Prometheus knows counts into it, its own too: one busy member beside an idle monitoring host reads half',
    remedy: 'a matcher of this fleet: {fleet="..."}',
  },
  {
    found: shortRange,
    verdict: wrong,
    what: 'the range holds fewer than two scrapes, and gives nothing: ',
    remedy: 'four scrape intervals, such as [2m] at 15s',
  },
]

function isAverage(part: Expr): part is Extract<Expr, { kind: 'aggregate' }> {
  return part.kind === 'aggregate' && part.op === 'avg'
}

function isPerCore(expr: Expr): boolean {
  return carriers('cpu', expr).some(isCpuTime)
}

/** One core's time over the time of all cores of its host. */
function isCoreByHost(part: Expr, rules: readonly Rule[]): boolean {
  if (part.kind !== 'binary' || part.op !== '/') return false
  const [over, under] = [grounded(part.left, rules), grounded(part.right, rules)]
  return isPerCore(over) && within(under).some(isCpuTime) && !isPerCore(under)
}

function averagedModes(expr: Expr): string | null {
  const several = carriers('mode', expr)
    .filter(isCpuTime)
    .map(modesOf)
    .find((modes) => modes.length > 1)
  return several === undefined
    ? null
    : `of ${several.length} modes it is never more than ${Math.round(100 / several.length)}%`
}

function isLimited({ matchers }: Extract<Expr, { kind: 'selector' }>): boolean {
  return matchers.some(
    ({ name, op, value }) => !/^(?:mode|cpu)$/.test(name) && value !== '' && op.startsWith('='),
  )
}

function keepsFleet({ expr }: ScalingRule): boolean {
  return expr !== null && survives('fleet', expr)
}

function shortRange(part: Expr, { beside: { scrapeInterval } }: Around): string | null {
  if (part.kind !== 'selector' || part.range === null || scrapeInterval === null) return null
  return part.range < 2 * scrapeInterval
    ? `[${tellDuration(part.range)}] at a scrape_interval of ${tellDuration(scrapeInterval)}`
    : null
}
