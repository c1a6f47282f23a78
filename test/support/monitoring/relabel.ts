import type { TargetGroup } from '../../../src/sandbox/traffic/linode-sd.ts'

/** A step of relabel_configs, as far as generated files use it. */
export interface Relabel {
  readonly source_labels?: readonly string[]
  readonly regex?: string
  readonly action?: 'keep' | 'replace'
  readonly target_label?: string
  readonly replacement?: string
}

type Labels = Readonly<Record<string, string>>

function step(
  labels: Labels,
  { source_labels = [], regex = '(.*)', action = 'replace', ...to }: Relabel,
): Labels | null {
  const source = source_labels.map((name) => labels[name] ?? '').join(';')
  const match = new RegExp(`^(?:${regex})$`).exec(source)
  if (action === 'keep') return match === null ? null : labels
  if (match === null || to.target_label === undefined) return labels
  const value = (to.replacement ?? '$1').replaceAll(
    /\$(\d)/g,
    (_, group: string) => match[Number(group)] ?? '',
  )
  return { ...labels, [to.target_label]: value }
}

/** The labels of the targets that are left, as Prometheus relabels them (the regular expressions used here mean the same to both). */
export function relabelled(groups: readonly TargetGroup[], steps: readonly Relabel[]): readonly Labels[] {
  return groups.flatMap(({ targets, labels }) => {
    let now: Labels | null = { ...labels, __address__: targets[0] ?? '' }
    for (const each of steps) now = now === null ? null : step(now, each)
    return now === null ? [] : [now]
  })
}
