import { doubtful, wrong, type Finding } from '../finding.ts'
import { textOf } from '../located.ts'
import { isCpuTime } from './cpu-time.ts'
import type { RulesNeighbours } from './rules-neighbours.ts'
import { within, type Expr } from './promql.ts'
import type { ScalingRule } from './scaling-rules.ts'
import { isComparison, survives } from './surviving-labels.ts'

type Judge = (alert: ScalingRule & { readonly expr: Expr }, beside: RulesNeighbours) => readonly Finding[]

/** What is wrong with an alert that scales, as a whole. */
export function judgeAlert(alert: ScalingRule, beside: RulesNeighbours): readonly Finding[] {
  const { expr } = alert
  return expr === null ? [] : JUDGES.flatMap((judge) => judge({ ...alert, expr }, beside))
}

const JUDGES: readonly Judge[] = [
  function answered({ expr, direction, rule }) {
    const parts = within(expr)
    if (!parts.some(isCpuTime) || parts.some((part) => part.kind === 'selector' && part.metric === 'up'))
      return []
    const { line } = rule.expr
    return direction === 'scale-in'
      ? [
          wrong(
            line,
            'it does not ask who answers (up): a member that is down or new looks like none, and those that answer lose one more',
            'and on (fleet, instance) up == 1, and as many measured as there are',
          ),
        ]
      : [
          doubtful(
            line,
            'it does not ask who answers (up): a member that has died keeps its last value for minutes, and when all are down nothing is measured and the alert ends in silence',
            'and on (fleet, instance) up == 1, and an alert for a fleet that is not measured',
          ),
        ]
  },
  function comparison({ expr, direction, rule }) {
    const compared = within(expr).filter((part) => part.kind === 'binary' && isComparison(part.op))
    if (compared.length === 0)
      return within(expr).some((part) => part.kind === 'call' && part.name.startsWith('absent'))
        ? []
        : [
            wrong(
              rule.expr.line,
              'it compares nothing: it fires whenever something is measured',
              direction === 'scale-out' ? '... > 0.7' : '... < 0.3',
            ),
          ]
    const first = leading(expr)
    const isOpposite =
      (direction === 'scale-out' && first.startsWith('<')) ||
      (direction === 'scale-in' && first.startsWith('>'))
    return isOpposite
      ? [
          wrong(
            rule.expr.line,
            `it fires when the value is ${direction === 'scale-out' ? 'low' : 'high'}, and starts ${direction}`,
            'turn the comparison round',
          ),
        ]
      : []
  },
  function lasting({ rule: { lasting }, direction }, { scrapeInterval }) {
    if (lasting.ms === null)
      return [wrong(lasting.line, 'for is no duration: Prometheus does not load the file', 'for: 5m')]
    if (lasting.ms === 0)
      return [
        doubtful(
          lasting.line,
          `it has no for: one moment is enough to start ${direction}`,
          direction === 'scale-out' ? 'for: 5m' : 'for: 10m',
        ),
      ]
    return scrapeInterval !== null && lasting.ms < 2 * scrapeInterval
      ? [
          doubtful(
            lasting.line,
            'for is shorter than two scrapes: one sample is enough',
            'a longer for, or a shorter scrape_interval',
          ),
        ]
      : []
  },
  function fleets({ expr, rule }, { fleets }) {
    return fleets > 1 && !rule.labels.has('fleet') && !survives('fleet', expr)
      ? [
          wrong(
            rule.expr.line,
            'it has no label fleet: the alerts of several fleets are one',
            'avg by (fleet) (...)',
          ),
        ]
      : []
  },
  function texts({ expr, rule: { annotations, labels } }) {
    const entries = annotations.kind === 'mapping' ? [...annotations.entries.values()] : []
    return entries.flatMap((entry) =>
      labelsIn(textOf(entry) ?? '')
        .filter((label) => label !== 'alertname' && !labels.has(label) && !survives(label, expr))
        .map((label) =>
          doubtful(
            entry.line,
            `the label ${label} is gone from the result: {{ $labels.${label} }} is always empty`,
            '{{ $labels.fleet }}',
          ),
        ),
    )
  },
]

function labelsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:\$labels|\.Labels)\.(\w+)/g)].map(([, label = '']) => label)
}

/** The first comparison of an expression with a number; empty when it begins otherwise. */
function leading(expr: Expr): string {
  if (expr.kind !== 'binary') return ''
  if (/^(?:and|unless|or)$/.test(expr.op)) return leading(expr.left)
  return isComparison(expr.op) && expr.right.kind === 'number' ? expr.op : ''
}
