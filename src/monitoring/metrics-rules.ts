/** An alerting rule, as Prometheus' rule files have it. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  /** A Prometheus duration. */
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: { readonly summary: string; readonly description: string }
}

/** Alerts for a person, on what `status --prometheus` writes of one fleet, by its name and fleet tag; none of them starts a run. */
export function metricsRules({
  name: fleet,
  fleetTag,
}: {
  readonly name: string
  readonly fleetTag: string
}): readonly AlertRule[] {
  return TEMPLATES.map(({ name, severity, lasting, expr, summary, description }) => ({
    alert: `LinodeAutoscale${name}`,
    expr: expr.replaceAll('FLEET', `fleet="${fleetTag}"`),
    for: lasting,
    labels: { severity },
    annotations: { summary: `${fleet}: ${summary}`, description },
  }))
}

/** A rule of any fleet: FLEET stands for the matcher of its label. */
interface Template {
  readonly name: string
  readonly severity: 'warning' | 'critical'
  readonly lasting: string
  readonly expr: string
  readonly summary: string
  readonly description: string
}

const TEMPLATES: readonly Template[] = [
  {
    name: 'Failed',
    severity: 'critical',
    lasting: '0m',
    expr: 'sum by (fleet) (linode_autoscale_failed_changes{FLEET}) > 0',
    summary: 'scaling has failed',
    description:
      'A create or a delete failed at Linode. linode-autoscale status names it under activity; the account limit and the region’s capacity are the usual reasons.',
  },
  {
    name: 'NewMembersFail',
    severity: 'critical',
    lasting: '1m',
    expr: 'linode_autoscale_hold{FLEET,action="scale-out",reason="new-members-fail"} == 1',
    summary: 'new members do not come into service',
    description:
      'Three members were created within an hour and none is in service. Look at image, StackScript and health check.',
  },
  {
    name: 'StuckMember',
    severity: 'warning',
    lasting: '20m',
    expr: 'linode_autoscale_members{FLEET,state=~"leaving|unattached|out-of-service|not-running"} > 0',
    summary: 'a member is stuck ({{ $labels.state }})',
    description:
      'linode-autoscale status names it. reconcile finishes what is half done and replaces what it has watched being dead; an instance that is off is for a person.',
  },
  {
    name: 'Unfinished',
    severity: 'warning',
    lasting: '20m',
    expr: 'linode_autoscale_unfinished_changes{FLEET} > 0',
    summary: 'a change is left half done',
    description:
      'No run has finished it. Is reconcile still started every minute, and is its token still good?',
  },
  {
    name: 'BelowMin',
    severity: 'critical',
    lasting: '10m',
    expr: 'linode_autoscale_serving{FLEET} < linode_autoscale_size_min{FLEET}',
    summary: '{{ $value }} members are in service, fewer than size.min',
    description: 'linode-autoscale status tells their states.',
  },
  {
    name: 'AtMax',
    severity: 'warning',
    lasting: '1h',
    expr: 'linode_autoscale_hold{FLEET,action="scale-out",reason="at-max"} == 1',
    summary: 'at size.max for an hour',
    description: 'No alert can add a member any more. Raise size.max, or look at what loads the fleet.',
  },
  {
    name: 'Held',
    severity: 'warning',
    lasting: '30m',
    expr: 'linode_autoscale_hold{FLEET,reason=~"most-members-down|no-candidate"} == 1',
    summary: '{{ $labels.action }} is held: {{ $labels.reason }}',
    description:
      'It stays so until somebody does something: linode-autoscale {{ $labels.action }} --dry-run says what.',
  },
  {
    name: 'Drifted',
    severity: 'warning',
    lasting: '24h',
    expr: 'linode_autoscale_members_by_spec{FLEET,spec="drifted"} > 0',
    summary: '{{ $value }} members were made from another spec than the profile has',
    description: 'linode-autoscale status names them, and what is to be seen of it.',
  },
  {
    name: 'Paused',
    severity: 'warning',
    lasting: '12h',
    expr: 'linode_autoscale_hold{FLEET,action="scale-out",reason="paused"} == 1',
    summary: 'paused for twelve hours',
    description: 'linode-autoscale resume ends the pause.',
  },
  {
    name: 'Blind',
    severity: 'critical',
    lasting: '5m',
    expr: 'time() - linode_autoscale_observed_timestamp_seconds{FLEET} > 900 or absent(linode_autoscale_observed_timestamp_seconds{FLEET})',
    summary: 'nobody has read the account for 15 minutes',
    description:
      'linode-autoscale status --prometheus does not succeed on its host: run it by hand and read its error.',
  },
]
