import { fileHead } from './file-head.ts'
import { prometheusDuration } from './prometheus-duration.ts'
import { yamlText } from './quoting/yaml-text.ts'
import type { Settings } from './settings.ts'

/** The routes of one fleet; of the only one they need not say so. */
function routes({ fleetTag, repeatOut, repeatIn }: Settings, isAlone: boolean): string {
  const fleet = isAlone ? '' : `, ${yamlText(`fleet="${fleetTag}"`)}`
  return `    - matchers: ['alertname="HighLoad"'${fleet}]
      receiver: executor
      repeat_interval: ${prometheusDuration(repeatOut)}
    - matchers: ['alertname="LowLoad"'${fleet}]
      receiver: executor
      repeat_interval: ${prometheusDuration(repeatIn)}
`
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
    # Sent again once the cooldown is over, if the load is still there: cooldown and one group_interval more, or the pace would be halved.
${fleets.map((fleet) => routes(fleet, fleets.length === 1)).join('')}
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
