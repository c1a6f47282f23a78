import { anchored, type Labels } from '../label-match.ts'
import { at, has, textOf, textsOf, type Located } from '../located.ts'

/** One step of relabelling, with Prometheus' defaults. */
export interface Relabel {
  readonly line: number
  readonly sources: readonly string[]
  readonly separator: string
  readonly target: string
  readonly regex: string
  readonly replacement: string
  readonly action: string
}

/** Reads one step. */
export function readRelabel(node: Located): Relabel {
  const text = (key: string, unset: string): string =>
    has(node, key) ? (textOf(at(node, key)) ?? '') : unset
  return {
    line: node.line,
    sources: textsOf(at(node, 'source_labels')),
    separator: text('separator', ';'),
    target: text('target_label', ''),
    regex: text('regex', '(.*)'),
    replacement: text('replacement', '$1'),
    action: text('action', 'replace').toLowerCase(),
  }
}

/** What becomes of a target; null when it is dropped, with the step that does it. */
export function relabelled(
  steps: readonly Relabel[],
  target: Labels,
): { readonly labels: Labels | null; readonly droppedBy: Relabel | null } {
  let labels = new Map(target)
  for (const step of steps) {
    const next = applied(step, labels)
    if (next === null) return { labels: null, droppedBy: step }
    labels = new Map(next)
  }
  return { labels, droppedBy: null }
}

function applied(step: Relabel, labels: Labels): Labels | null {
  const value = step.sources.map((name) => labels.get(name) ?? '').join(step.separator)
  const found = anchored(step.regex)?.exec(value) ?? null
  switch (step.action) {
    case 'keep':
      return found === null ? null : labels
    case 'drop':
      return found === null ? labels : null
    case 'replace':
      return found === null
        ? labels
        : set(labels, filled(step.target, found), filled(step.replacement, found))
    case 'lowercase':
      return set(labels, step.target, value.toLowerCase())
    case 'uppercase':
      return set(labels, step.target, value.toUpperCase())
    case 'keepequal':
      return value === (labels.get(step.target) ?? '') ? labels : null
    case 'dropequal':
      return value === (labels.get(step.target) ?? '') ? null : labels
    case 'labelmap':
      return mapped(step, labels)
    case 'labeldrop':
    case 'labelkeep':
      return new Map(
        [...labels].filter(
          ([name]) => (anchored(step.regex)?.test(name) ?? false) === (step.action === 'labelkeep'),
        ),
      )
    default:
      return labels
  }
}

function mapped({ regex, replacement }: Relabel, labels: Labels): Labels {
  const copies = [...labels].flatMap(([name, value]) => {
    const found = anchored(regex)?.exec(name)
    return found === null || found === undefined ? [] : [[filled(replacement, found), value] as const]
  })
  return new Map([...labels, ...copies])
}

function set(labels: Labels, name: string, value: string): Labels {
  const next = new Map(labels)
  if (value === '') next.delete(name)
  else next.set(name, value)
  return next
}

function filled(template: string, found: RegExpExecArray): string {
  return template.replaceAll(/\$(?:(\d+)|\{(\w+)\}|\$)/g, (whole, n?: string, name?: string) => {
    if (whole === '$$') return '$'
    const key = n ?? name ?? ''
    return (/^\d+$/.test(key) ? found[Number(key)] : found.groups?.[key]) ?? ''
  })
}
