import type { Expr } from './promql.ts'

/** A series that an expression reads. */
export type Selector = Extract<Expr, { kind: 'selector' }>

/** Whether a label of the series that an expression stands on is still there in its result. */
export function survives(label: string, expr: Expr): boolean {
  return isMade(label, expr) || carriers(label, expr).length > 0
}

/** The series whose label is still there in the result of an expression. */
export function carriers(label: string, expr: Expr): readonly Selector[] {
  switch (expr.kind) {
    case 'selector':
      return [expr]
    case 'number':
      return []
    case 'call':
      return WITHOUT_LABELS.test(expr.name) ? [] : expr.args.flatMap((arg) => carriers(label, arg))
    case 'aggregate': {
      const { kind, labels } = expr.grouping
      const isKept = CHOOSES.test(expr.op) || (kind === 'by') === labels.includes(label)
      return isKept ? carriers(label, expr.of) : []
    }
    case 'binary':
      return sidesOf(label, expr).flatMap((side) => carriers(label, side))
    case 'other':
      return expr.parts.flatMap((part) => carriers(label, part))
  }
}

const WITHOUT_LABELS = /^(?:absent|absent_over_time|scalar|time|vector|pi)$/
/** Aggregations that choose among series and change none. */
const CHOOSES = /^(?:topk|bottomk|limitk|limit_ratio)$/

/** A label that no series brings: what label_replace sets, and what absent() takes from its matchers. */
function isMade(label: string, expr: Expr): boolean {
  if (expr.kind === 'binary') return sidesOf(label, expr).some((side) => isMade(label, side))
  if (expr.kind !== 'call') return false
  if (expr.name === 'label_replace' || expr.name === 'label_join') return true
  const [of] = expr.args
  const isAbsent = expr.name.startsWith('absent') && of?.kind === 'selector'
  return isAbsent && of.matchers.some((m) => m.name === label && m.op === '=')
}

/** The sides of an operator whose label comes through. */
function sidesOf(
  label: string,
  { op, left, right, on, side }: Extract<Expr, { kind: 'binary' }>,
): readonly Expr[] {
  if (/^(?:and|unless)$/.test(op)) return [left]
  if (op === 'or') return [left, right]
  if (left.kind === 'number') return [right]
  if (right.kind === 'number') return [left]
  if (side === 'right') return [right]
  if (side === 'left' || on === null || isComparison(op)) return [left]
  return on.includes(label) ? [left] : []
}

/** Whether an operator filters its left side instead of computing. */
export function isComparison(op: string): boolean {
  return /^(?:==|!=|<=?|>=?)$/.test(op)
}
