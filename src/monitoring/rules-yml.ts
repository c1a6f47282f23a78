import { fileHead } from './file-head.ts'
import { prometheusDuration } from './prometheus-duration.ts'
import { metricsRules } from './metrics-rules.ts'
import type { Settings } from './settings.ts'
import { RULE_INTERVAL } from './rule-interval.ts'
import { sizingAlerts } from './sizing-alerts.ts'
import { sizingRules } from './sizing-rules.ts'

// One group: its rules run in order, so that an alert sees what was recorded in the same turn.
function recordings({ sizing, warmUp, fleetTag }: Settings, fleet: string): string {
  // A load that is followed is to be seen soon.
  const over = sizing === null ? '2m' : '45s'
  return `      # How long each member has been up, by its own clock; a silent one goes on ageing.
      - record: instance:age:seconds
        expr: |
          (
            max by (fleet, instance) (node_time_seconds{${fleet}})
              or max by (fleet, instance) (node_boot_time_seconds{${fleet}}) * 0 + time()
          ) - max by (fleet, instance) (node_boot_time_seconds{${fleet}})
            or (instance:age:seconds{${fleet}} + ${RULE_INTERVAL / 1000} and on (fleet, instance) up{${fleet}})
      # How busy each member is, 0 to 1, whatever its cores: what is not idle or waiting for a disk, of all time.
      # Only of members that answered one of their last two scrapes: the rate of a dead one would go on for two minutes, and one
      # scrape that is missed must not begin the wait of an alert anew.
      - record: instance:busy:any
        expr: |
          clamp(
            1
              - sum by (fleet, instance) (rate(node_cpu_seconds_total{${fleet}, mode=~"idle|iowait"}[${over}]))
              / sum by (fleet, instance) (rate(node_cpu_seconds_total{${fleet}}[${over}])),
            0, 1
          ) >= 0
          and on (fleet, instance) max_over_time(up{${fleet}}[40s]) == 1
      # One that has just booted still installs: whether that keeps it busy or not says nothing about the load.
      - record: instance:busy:ratio
        expr: instance:busy:any{${fleet}} unless on (fleet, instance) instance:age:seconds{${fleet}} < ${warmUp / 1000}
      - record: fleet:busy:avg
        expr: avg by (fleet) (instance:busy:ratio{${fleet}})
      - record: fleet:busy:max
        expr: max by (fleet) (instance:busy:ratio{${fleet}})
      - record: fleet:measured:count
        expr: count by (fleet) (instance:busy:ratio{${fleet}})
      - record: fleet:expected:count
        expr: count by (fleet) (up{${fleet}})
${sizing === null ? '' : sizingRules(sizing, fleetTag)}`
}

function loadAlerts({ load, stepIn, projected }: Settings, fleet: string): string {
  return `      - alert: HighLoad
        expr: fleet:busy:avg{${fleet}} > ${load.high}
        for: ${prometheusDuration(load.highFor)}
        labels: { severity: warning, scale: out }
        annotations:
          summary: 'fleet {{ $labels.fleet }} is {{ $value | humanizePercentage }} busy'
      # Every member is measured, more than a step of them would stay, those that stay would not come near to high load, and none is hot:
      # a member that is missing, new or silent can never look like an idle one.
      - alert: LowLoad
        expr: |
          fleet:busy:avg{${fleet}} < ${load.low}
            and fleet:measured:count{${fleet}} == fleet:expected:count{${fleet}}
            and fleet:measured:count{${fleet}} > ${stepIn}
            and fleet:busy:avg{${fleet}} * fleet:measured:count{${fleet}} / (fleet:measured:count{${fleet}} - ${stepIn}) < ${projected}
            and fleet:busy:max{${fleet}} < ${load.high}
        for: ${prometheusDuration(load.lowFor)}
        labels: { severity: info, scale: in }
        annotations:
          summary: 'fleet {{ $labels.fleet }} is only {{ $value | humanizePercentage }} busy'
`
}

function dataAlerts(fleet: string): string {
  return `      # These scale nothing: they hold LowLoad back (see alertmanager.yml) and are for you.
      - alert: MemberSilent
        expr: up{${fleet}} == 0
        for: 1m
        labels: { severity: warning }
        annotations:
          summary: '{{ $labels.instance }} of fleet {{ $labels.fleet }} does not answer Prometheus'
      - alert: FleetUnmeasured
        expr: fleet:expected:count{${fleet}} unless fleet:measured:count{${fleet}}
        for: 1m
        labels: { severity: critical }
        annotations:
          summary: 'no member of fleet {{ $labels.fleet }} is measured: high load would not be seen'
      - alert: FleetVanished
        expr: absent(up{${fleet}})
        for: 5m
        labels: { severity: critical }
        annotations:
          summary: 'Prometheus discovers no member of fleet {{ $labels.fleet }}'
`
}

// What a run can tell of itself; for you, and nothing of it starts a run.
function metricsGroup(settings: Settings): string {
  const rules = metricsRules(settings).map(
    (rule) => `      - alert: ${rule.alert}
        expr: ${JSON.stringify(rule.expr)}
        for: ${rule.for}
        labels: { severity: ${rule.labels['severity'] ?? 'warning'} }
        annotations:
          summary: ${JSON.stringify(rule.annotations.summary)}
          description: ${JSON.stringify(rule.annotations.description)}
`,
  )
  return `  # On what linode-autoscale status --prometheus writes: holds that last, what fails, what is left half done.
  - name: 'linode-autoscale ${settings.name} metrics'
    rules:
${rules.join('')}`
}

/** rules.yml: load as recorded series, and the alerts that scale. */
export function rulesYml(settings: Settings): string {
  const fleet = `fleet="${settings.fleetTag}"`
  return `${fileHead('Prometheus rules: how busy the fleet is, and when that is too much or too little.', settings)}
groups:
  - name: 'linode-autoscale ${settings.name}'
    interval: ${prometheusDuration(RULE_INTERVAL)}
    rules:
${recordings(settings, fleet)}
${settings.sizing === null ? loadAlerts(settings, fleet) : sizingAlerts(fleet)}
${dataAlerts(fleet)}
${metricsGroup(settings)}`
}
