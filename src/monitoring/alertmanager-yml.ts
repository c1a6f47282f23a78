import { fileHead } from './file-head.ts'
import { prometheusDuration } from './prometheus-duration.ts'
import { yamlText } from './quoting/yaml-text.ts'
import type { Settings } from './settings.ts'

/** The routes of one fleet; of the only one they need not say so. */
function routes(settings: Settings, isAlone: boolean): string {
  const { fleetTag, sizing, groupIntervalOut, repeatOut, repeatIn } = settings
  const fleet = isAlone ? '' : `, ${yamlText(`fleet="${fleetTag}"`)}`
  // Its own runs are short, and each decides for itself: this only wakes them.
  const wakes = sizing === null ? '' : `      group_interval: ${prometheusDuration(groupIntervalOut)}\n`
  return `    - matchers: ['alertname="HighLoad"'${fleet}]
      receiver: executor
${wakes}      repeat_interval: ${prometheusDuration(repeatOut)}
    - matchers: ['alertname="LowLoad"'${fleet}]
      receiver: executor
      repeat_interval: ${prometheusDuration(repeatIn)}
`
}

function paceNote(fleets: readonly Settings[]): string {
  const bySteps =
    '    # Sent again once the cooldown is over, if the load is still there: cooldown and one group_interval more, or the pace would be halved.\n'
  const byLoad =
    '    # A fleet that is sized by its load is woken every half minute to grow and now and then to shrink: its runs reckon for themselves.\n'
  return `${fleets.some((f) => f.sizing === null) ? bySteps : ''}${fleets.some((f) => f.sizing !== null) ? byLoad : ''}`
}

/** alertmanager.yml: brings the two load alerts of every fleet to the executor, as often as the cooldowns allow and no oftener. */
export function alertmanagerYml(...fleets: readonly Settings[]): string {
  const groupInterval = Math.max(...fleets.map((fleet) => fleet.groupInterval))
  return `${fileHead('Alertmanager: brings HighLoad and LowLoad to the executor.', ...fleets)}
route:
  # One message for a fleet and a direction.
  group_by: [alertname, fleet]
  group_wait: 0s
  # Longer than any run: a webhook that is not answered for so long is sent again.
  group_interval: ${prometheusDuration(groupInterval)}
  repeat_interval: 12h
  # Whatever scales nothing ends here: name your own receiver to hear of it.
  receiver: nobody
  routes:
${paceNote(fleets)}${fleets.map((fleet) => routes(fleet, fleets.length === 1)).join('')}
receivers:
  - name: nobody
  - name: executor
    webhook_configs:
      - url: http://127.0.0.1:8080
        send_resolved: true
        # The executor hands every alert to the command in environment variables, of which there can be too many.
        max_alerts: 10

inhibit_rules:
  # Nothing is removed while load is high, or while somebody cannot be measured.
  - source_matchers: ['alertname=~"HighLoad|MemberSilent|FleetUnmeasured|FleetVanished"']
    target_matchers: ['alertname="LowLoad"']
    equal: [fleet]
`
}
