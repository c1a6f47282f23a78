/** What a label must be: PromQL, Alertmanager and relabelling have the same four ways. */
export interface Matcher {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** Labels of a series or an alert; a label that is absent is empty. */
export type Labels = ReadonlyMap<string, string>

/** A regular expression of Go's, anchored; null for what this machine cannot read. */
export function anchored(pattern: string): RegExp | null {
  const [, flags = '', body = pattern] = /^\(\?([is]+)\)(.*)$/s.exec(pattern) ?? []
  try {
    return new RegExp(`^(?:${body})$`, flags.includes('s') ? flags : `${flags}s`)
  } catch {
    return null
  }
}

/** Whether a value is what a matcher asks for. */
export function admitsValue({ op, value: wanted }: Matcher, value: string): boolean {
  if (op === '=') return value === wanted
  if (op === '!=') return value !== wanted
  const isLike = anchored(wanted)?.test(value) ?? false
  return op === '=~' ? isLike : !isLike
}

/** Whether labels are what every matcher asks for. */
export function admits(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => admitsValue(matcher, labels.get(matcher.name) ?? ''))
}
