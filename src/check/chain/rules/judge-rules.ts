import { doubtful, once, wrong, type Finding } from '../finding.ts'
import { at } from '../located.ts'
import { judgeAlert } from './judge-alert.ts'
import { judgeExpression } from './judge-expression.ts'
import type { RulesFile } from './rules-file.ts'
import type { RulesNeighbours } from './rules-neighbours.ts'
import { standsOn } from './grounded.ts'
import { scalingRules } from './scaling-rules.ts'

/** What is wrong with a file of rules, by what the alerts that scale stand on; other rules are nobody's business. */
export function judgeRules({ root, rules }: RulesFile, beside: RulesNeighbours): readonly Finding[] {
  if (rules.length === 0)
    return [
      wrong(
        at(root, 'groups').line,
        'it holds no rule: no alert ever fires',
        'linode-autoscale monitoring writes them',
      ),
    ]
  const { fleetTag } = beside.context.policy
  const scaling = scalingRules(rules, { executor: beside.executor, fleetTag })
  const line = at(root, 'groups').line
  const missing = (['scale-out', 'scale-in'] as const).filter(
    (way) => !scaling.some((s) => s.direction === way),
  )
  return once([
    ...missing.map((way) => (way === 'scale-out' ? noHighLoad(line) : noLowLoad(line))),
    ...scaling.flatMap((alert) => [
      ...judgeAlert(alert, beside),
      ...standsOn(alert.rule, rules).flatMap((rule) => judgeExpression(rule, { alert, rules, beside })),
    ]),
  ])
}

function noHighLoad(line: number): Finding {
  return wrong(
    line,
    'no alert scales out (HighLoad, or a label scale: out): members are never added',
    'linode-autoscale monitoring writes it',
  )
}

function noLowLoad(line: number): Finding {
  return doubtful(
    line,
    'no alert scales in (LowLoad, or a label scale: in): the fleet never scales in, and what a peak has added is paid for ever',
    'linode-autoscale monitoring writes it',
  )
}
