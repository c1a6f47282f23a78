import { parser } from '@prometheus-io/lezer-promql'
import type { SyntaxNode } from '@lezer/common'
import type { Matcher } from '../label-match.ts'
import { readDuration } from '../prometheus-time.ts'

/** A PromQL expression, as far as what it stands on can be told. */
export type Expr =
  | {
      readonly kind: 'selector'
      readonly metric: string
      readonly matchers: readonly Matcher[]
      /** Milliseconds; null for an instant vector, or a range that is computed. */
      readonly range: number | null
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: 'aggregate'; readonly op: string; readonly grouping: Grouping; readonly of: Expr }
  | {
      readonly kind: 'binary'
      readonly op: string
      readonly left: Expr
      readonly right: Expr
      readonly on: readonly string[] | null
      readonly side: 'left' | 'right' | null
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'other'; readonly parts: readonly Expr[] }

/** Which labels an aggregation keeps. */
export interface Grouping {
  readonly kind: 'by' | 'without'
  readonly labels: readonly string[]
}

/** An expression, or what is left over where it stops being PromQL. */
export type Parsed =
  { readonly kind: 'expression'; readonly expr: Expr } | { readonly kind: 'broken'; readonly near: string }

/** Parses PromQL with the grammar of Prometheus' own editor. */
export function parsePromql(text: string): Parsed {
  const tree = parser.parse(text)
  let broken: number | null = null
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) broken ??= from
    },
  })
  const top = tree.topNode.firstChild
  if (broken !== null || top === null)
    return { kind: 'broken', near: text.slice(broken ?? 0).split('\n')[0] ?? '' }
  return { kind: 'expression', expr: exprOf(top, text) }
}

function exprOf(node: SyntaxNode, text: string): Expr {
  const read = READERS[node.name]
  if (read !== undefined) return read(node, text)
  return { kind: 'other', parts: childrenOf(node).map((child) => exprOf(child, text)) }
}

const inner = (node: SyntaxNode, text: string): Expr => {
  const [only] = childrenOf(node)
  return only === undefined ? { kind: 'other', parts: [] } : exprOf(only, text)
}

const READERS: Readonly<Record<string, (node: SyntaxNode, text: string) => Expr>> = {
  ParenExpr: inner,
  StepInvariantExpr: inner,
  OffsetExpr: inner,
  VectorSelector: (node, text) => selectorOf(node, text, null),
  MatrixSelector: (node, text) => {
    const [vector, range] = childrenOf(node)
    const written = range === undefined ? '' : text.slice(range.from, range.to).replaceAll(/[[\]\s]/g, '')
    return vector === undefined
      ? { kind: 'other', parts: [] }
      : selectorOf(vector, text, readDuration(written))
  },
  FunctionCall: (node, text) => ({
    kind: 'call',
    name: word(node.getChild('FunctionIdentifier'), text),
    args: argsOf(node, text),
  }),
  AggregateExpr: aggregateOf,
  BinaryExpr: binaryOf,
  NumberDurationLiteral: (node, text) => ({ kind: 'number', value: Number(word(node, text)) }),
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

function word(node: SyntaxNode | null, text: string): string {
  return node === null ? '' : text.slice(node.from, node.to)
}

function argsOf(node: SyntaxNode, text: string): readonly Expr[] {
  const body = node.getChild('FunctionCallBody')
  return body === null ? [] : childrenOf(body).map((child) => exprOf(child, text))
}

function selectorOf(node: SyntaxNode, text: string, range: number | null): Expr {
  const labels = node.getChild('LabelMatchers')
  const matchers = (labels === null ? [] : childrenOf(labels)).flatMap((matcher) => matcherOf(matcher, text))
  const named = matchers.find(({ name, op }) => name === '__name__' && op === '=')
  const metric = word(node.getChild('Identifier'), text) || (named?.value ?? '')
  return { kind: 'selector', metric, matchers: matchers.filter(({ name }) => name !== '__name__'), range }
}

function matcherOf(node: SyntaxNode, text: string): readonly Matcher[] {
  const [name, op, value] = childrenOf(node)
  if (name === undefined || op === undefined || value === undefined) return []
  const sign = word(op, text)
  return [
    {
      name: unquoted(word(name, text)),
      op: sign === '!=' || sign === '=~' || sign === '!~' ? sign : '=',
      value: unquoted(word(value, text)),
    },
  ]
}

function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  return /^["']/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text
}

function aggregateOf(node: SyntaxNode, text: string): Expr {
  const modifier = node.getChild('AggregateModifier')
  const args = argsOf(node, text)
  return {
    kind: 'aggregate',
    op: word(node.getChild('AggregateOp'), text),
    grouping: {
      kind: modifier?.getChild('Without') === null || modifier === null ? 'by' : 'without',
      labels: labelNames(modifier?.getChild('GroupingLabels') ?? null, text),
    },
    // What is aggregated comes last, behind the parameter of topk and quantile.
    of: args.at(-1) ?? { kind: 'other', parts: [] },
  }
}

function labelNames(node: SyntaxNode | null, text: string): readonly string[] {
  return node === null ? [] : node.getChildren('LabelName').map((label) => word(label, text))
}

function binaryOf(node: SyntaxNode, text: string): Expr {
  const parts = childrenOf(node)
  const left = parts[0]
  const right = parts.at(-1)
  if (left === undefined || right === undefined) return { kind: 'other', parts: [] }
  const modifier = node.getChild('MatchingModifierClause')
  const isOn = modifier !== null && modifier.getChild('On') !== null
  const side = modifier?.getChild('GroupLeft') ? 'left' : modifier?.getChild('GroupRight') ? 'right' : null
  return {
    kind: 'binary',
    op: word(parts[1] ?? null, text),
    left: exprOf(left, text),
    right: exprOf(right, text),
    on: isOn ? labelNames(modifier.getChild('GroupingLabels'), text) : null,
    side,
  }
}

/** Every expression within one, itself first. */
export function within(expr: Expr): readonly Expr[] {
  return [expr, ...partsOf(expr).flatMap(within)]
}

/** The expressions that one is made of. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return expr.args
    case 'aggregate':
      return [expr.of]
    case 'binary':
      return [expr.left, expr.right]
    case 'other':
      return expr.parts
    case 'selector':
    case 'number':
      return []
  }
}
