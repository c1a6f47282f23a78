import { prometheusDuration } from './prometheus-duration.ts'
import { RULE_INTERVAL } from './rule-interval.ts'

interface Alert {
  readonly name: string
  readonly expr: string
  readonly scale: 'out' | 'in'
  readonly severity: string
  readonly text: string
}

function alertRule({ name, expr, scale, severity, text }: Alert): string {
  const lines = expr.split('\n').map((line) => `          ${line}`)
  return `      - alert: ${name}
        expr: |
${lines.join('\n')}
        for: ${prometheusDuration(2 * RULE_INTERVAL)}
        labels: { severity: ${severity}, scale: ${scale} }
        annotations:
          summary: '${text}'
          # For a run that cannot ask Prometheus: the number, and when it was one.
          wanted: '{{ $value }}'
          wanted_at: '{{ with query "vector(time())" }}{{ . | first | value | printf "%.0f" }}{{ end }}'
`
}

/** The alerts of a fleet that is sized by its load: they only wake a run, which reckons for itself. */
export function sizingAlerts(fleet: string): string {
  const counted = (way: string): string => `max by (fleet) (fleet:counted:members{${fleet}, way="${way}"})`
  const high = alertRule({
    name: 'HighLoad',
    expr: `max by (fleet) (fleet:wanted:members{${fleet}, way="wake"})\n  > on (fleet) ${counted('wake')}`,
    scale: 'out',
    severity: 'warning',
    text: 'fleet {{ $labels.fleet }}: {{ $value }} members are wanted',
  })
  const low = alertRule({
    name: 'LowLoad',
    expr: `fleet:wanted:peak{${fleet}} < on (fleet) fleet:expected:count{${fleet}}\n  and on (fleet) ${counted('in')} == on (fleet) fleet:expected:count{${fleet}}`,
    scale: 'in',
    severity: 'info',
    text: 'fleet {{ $labels.fleet }}: no more than {{ $value }} members were wanted of late',
  })
  return `${high}      # Not while anybody is discovered who has never answered: whoever begins is no idle member.\n${low}`
}
