/** A recorded series. */
export interface Recording {
  readonly record: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly why?: string
  /** Somebody else's text: written as a string, whatever its lines are. */
  readonly isForeign?: true
}

/** A rule that records it, as rule files have it. */
export function recording({ record, expr, labels, why, isForeign }: Recording): string {
  const lines = expr.split('\n').map((line) => `          ${line}`)
  return [
    ...(why === undefined ? [] : [`      # ${why}`]),
    `      - record: ${record}`,
    ...(isForeign === true || lines.length === 1
      ? [`        expr: ${JSON.stringify(expr)}`]
      : ['        expr: |', ...lines]),
    ...(labels === undefined ? [] : [`        labels: ${JSON.stringify(labels)}`]),
    '',
  ].join('\n')
}
