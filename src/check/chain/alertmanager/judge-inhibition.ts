import { doubtful, type Finding } from '../finding.ts'
import { admits, type Labels } from '../label-match.ts'
import type { InhibitRule } from './alertmanager-file.ts'
import type { Neighbours } from './neighbours.ts'

/** Which inhibit rules hold back what they should not, and which can never apply. */
export function judgeInhibition(
  rules: readonly InhibitRule[],
  { alerts, allAlerts }: Pick<Neighbours, 'alerts' | 'allAlerts'>,
): readonly Finding[] {
  const known = allAlerts ?? alerts.map(({ labels }) => labels)
  const grow = alerts.filter(({ direction }) => direction === 'scale-out')
  return rules.flatMap((rule) => {
    const held = grow.find(({ labels }) => known.some((source) => applies(rule, source, labels)))
    if (held !== undefined)
      return [
        doubtful(
          rule.line,
          `${held.name} is held back while another alert fires: nothing is added then`,
          'take it out of the target',
        ),
      ]
    // Of alerts that nobody has shown nothing can be said.
    const isDead = allAlerts !== null && !known.some((s) => known.some((t) => applies(rule, s, t)))
    return isDead
      ? [
          doubtful(
            rule.line,
            `no alert of the rules can hold another back by this rule (its equal is [${rule.equal.join(', ')}]): low load is not held back by high load`,
            'source HighLoad, target LowLoad, equal: [fleet]',
          ),
        ]
      : []
  })
}

/** Labels that are absent on both sides are equal; an alert does not hold itself back. */
function applies({ source, target, equal }: InhibitRule, from: Labels, to: Labels): boolean {
  if (isSame(from, to) || !admits(source, from) || !admits(target, to)) return false
  return equal.every((name) => (from.get(name) ?? '') === (to.get(name) ?? ''))
}

function isSame(one: Labels, other: Labels): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)
}
