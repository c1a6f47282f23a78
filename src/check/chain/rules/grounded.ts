import type { Rule } from './rules-file.ts'
import { within, type Expr } from './promql.ts'

/** A recorded series stands on another; rules that stand on each other end here. */
const DEEPEST = 12

/** An expression with every recorded series replaced by what it is recorded from. */
export function grounded(expr: Expr, rules: readonly Rule[], depth = 0): Expr {
  if (depth > DEEPEST) return expr
  const ground = (part: Expr): Expr => grounded(part, rules, depth)
  switch (expr.kind) {
    case 'selector': {
      const source = rules.find(({ kind, name }) => kind === 'record' && name === expr.metric)
      return source?.expr.parsed.kind === 'expression'
        ? grounded(source.expr.parsed.expr, rules, depth + 1)
        : expr
    }
    case 'call':
      return { ...expr, args: expr.args.map(ground) }
    case 'aggregate':
      return { ...expr, of: ground(expr.of) }
    case 'binary':
      return { ...expr, left: ground(expr.left), right: ground(expr.right) }
    case 'other':
      return { ...expr, parts: expr.parts.map(ground) }
    case 'number':
      return expr
  }
}

/** The rules that an expression stands on, the recorded ones it names and those that they name. */
export function standsOn(rule: Rule, rules: readonly Rule[]): readonly Rule[] {
  const found = new Set<Rule>([rule])
  for (const each of found) {
    const names =
      each.expr.parsed.kind === 'expression' ? metricsIn(each.expr.parsed.expr) : new Set<string>()
    for (const other of rules) if (other.kind === 'record' && names.has(other.name)) found.add(other)
  }
  return [...found]
}

function metricsIn(expr: Expr): ReadonlySet<string> {
  return new Set(within(expr).flatMap((part) => (part.kind === 'selector' ? [part.metric] : [])))
}
