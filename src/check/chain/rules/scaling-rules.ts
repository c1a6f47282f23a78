import { directionOf } from '../executor/direction.ts'
import type { ExecutorFile } from '../executor/executor-file.ts'
import type { Labels } from '../label-match.ts'
import type { ScalingAlert } from '../scaling-alert.ts'
import { grounded } from './grounded.ts'
import { within, type Expr } from './promql.ts'
import type { Rule } from './rules-file.ts'
import { survives } from './surviving-labels.ts'

/** A rule whose alert scales this fleet. */
export interface ScalingRule extends ScalingAlert {
  readonly rule: Rule
  /** What it stands on in the end; null where it is no PromQL. */
  readonly expr: Expr | null
}

/** The alerts of these rules that scale this fleet: by the commands they start, by name, or by their label scale. */
export function scalingRules(
  rules: readonly Rule[],
  { executor, fleetTag }: { readonly executor: ExecutorFile | null; readonly fleetTag: string },
): readonly ScalingRule[] {
  return rules.flatMap((rule) => {
    if (rule.kind !== 'alert') return []
    const expr = groundedRule(rule, rules)
    const labels = sureLabels(rule, expr)
    const direction = directionBy(rule, labels, executor)
    const fleet = labels.get('fleet')
    const isAnother = fleet !== undefined && fleet.startsWith('fleet:') && fleet !== fleetTag
    return direction === null || isAnother ? [] : [{ name: rule.name, direction, labels, rule, expr }]
  })
}

/** What a rule stands on in the end; null where it is no PromQL. */
export function groundedRule({ expr: { parsed } }: Rule, rules: readonly Rule[]): Expr | null {
  return parsed.kind === 'expression' ? grounded(parsed.expr, rules) : null
}

/** The labels that an alert surely has: its own, and the fleet that its series are chosen by. */
export function sureLabels({ name, labels }: Rule, expr: Expr | null): Labels {
  const fleet = expr === null ? [] : fleetsOf(expr)
  const isKept = expr !== null && fleet.length === 1 && survives('fleet', expr)
  return new Map([...(isKept ? [['fleet', fleet[0] ?? ''] as const] : []), ...labels, ['alertname', name]])
}

/** The fleets that an expression asks for by name. */
export function fleetsOf(expr: Expr): readonly string[] {
  const values = within(expr).flatMap((part) =>
    part.kind === 'selector'
      ? part.matchers.filter((m) => m.name === 'fleet' && m.op === '=').map((m) => m.value)
      : [],
  )
  return [...new Set(values)]
}

function directionBy(
  { name }: Rule,
  labels: Labels,
  executor: ExecutorFile | null,
): ScalingAlert['direction'] | null {
  const started = (executor?.commands ?? []).flatMap((command) => {
    const fits = [...command.match].every(([key, value]) => key === 'fleet' || labels.get(key) === value)
    return command.started.kind === 'ours' && fits && command.match.size > 0
      ? [directionOf(command.started.args)]
      : []
  })
  const one = started.find((direction) => direction === 'scale-out' || direction === 'scale-in')
  if (one === 'scale-out' || one === 'scale-in') return one
  if (labels.get('scale') === 'out' || name === 'HighLoad') return 'scale-out'
  return labels.get('scale') === 'in' || name === 'LowLoad' ? 'scale-in' : null
}
