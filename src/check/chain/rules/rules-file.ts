import { at, has, labelsOf, listOf, textOf, type Located } from '../located.ts'
import { readDuration } from '../prometheus-time.ts'
import { parsePromql, type Parsed } from './promql.ts'

/** One rule, recording or alerting. */
export interface Rule {
  readonly node: Located
  readonly line: number
  readonly kind: 'alert' | 'record'
  readonly name: string
  readonly expr: {
    readonly line: number
    readonly text: string
    readonly comment: string | null
    readonly parsed: Parsed
  }
  readonly labels: ReadonlyMap<string, string>
  /** Milliseconds; null for what is no duration. */
  readonly lasting: { readonly line: number; readonly ms: number | null; readonly isWritten: boolean }
  readonly annotations: Located
}

/** A file of rules. */
export interface RulesFile {
  readonly root: Located
  readonly rules: readonly Rule[]
}

/** What a file of rules says. */
export function readRulesFile(root: Located): RulesFile {
  const groups = listOf(at(root, 'groups'))
  return { root, rules: groups.flatMap((group) => listOf(at(group, 'rules'))).map(readRule) }
}

function readRule(node: Located): Rule {
  const expr = at(node, 'expr')
  const kind = has(node, 'alert') ? 'alert' : 'record'
  const text = textOf(expr) ?? ''
  const comment = expr.kind === 'text' ? expr.comment : null
  const lasting = at(node, 'for')
  return {
    node,
    line: node.line,
    kind,
    name: textOf(at(node, kind)) ?? '',
    expr: { line: expr.line, text, comment, parsed: parsePromql(text) },
    labels: labelsOf(at(node, 'labels')),
    lasting: { line: lasting.line, ms: readDuration(textOf(lasting) ?? '0'), isWritten: has(node, 'for') },
    annotations: at(node, 'annotations'),
  }
}
