import { wrong, type Finding } from '../finding.ts'
import { groundedRule } from '../rules/scaling-rules.ts'
import type { RulesFile } from '../rules/rules-file.ts'
import { survives } from '../rules/surviving-labels.ts'
import type { OurCommand } from './executor-file.ts'

/** Whether the rules have an alert that can start a command: of that name, with those labels. */
export function judgeMatching({ match, matchLine }: OurCommand, { rules }: RulesFile): readonly Finding[] {
  const name = match.get('alertname')
  const alerts = rules.filter((rule) => rule.kind === 'alert' && (name === undefined || rule.name === name))
  if (alerts.length === 0)
    return [
      wrong(
        matchLine,
        `no rule has an alert ${name ?? ''}: nothing ever starts it`,
        'name an alert of the rules',
      ),
    ]
  return [...match.keys()]
    .filter((label) => label !== 'alertname')
    .filter(
      (label) => !alerts.some((alert) => alert.labels.has(label) || keeps(label, groundedRule(alert, rules))),
    )
    .map((label) =>
      wrong(
        matchLine,
        `${name ?? 'no alert'} has no label ${label}, and is not what is asked for: nothing ever starts it`,
        `keep ${label} in the rule (by (${label})), or take it out here`,
      ),
    )
}

function keeps(label: string, expr: ReturnType<typeof groundedRule>): boolean {
  return expr === null || survives(label, expr)
}
