import { fileHead } from './file-head.ts'
import { yamlText } from './quoting/yaml-text.ts'
import type { Settings } from './settings.ts'

function command({ program, profile, fleetTag }: Settings, alert: string, args: readonly string[]): string {
  return `  - cmd: ${yamlText(program)}
    args: [${[...args, '--profile', profile].map(yamlText).join(', ')}]
    match_labels: { alertname: ${alert}, fleet: ${yamlText(fleetTag)} }
    # A failed run is not told to Alertmanager, which would start it again within seconds: reconcile finishes it.
    notify_on_failure: false
    # One run at a time; another that is started all the same holds.
    max: 1
    # A run that has begun finishes, whether or not the alert is still there.
    ignore_resolved: true
`
}

/** executor.yml of prometheus-am-executor: one command for each direction. */
export function executorYml(settings: Settings): string {
  return `${fileHead(settings, 'prometheus-am-executor: which alert runs which command.')}
# On every interface unless told otherwise, and without any authentication: keep it on loopback.
listen_address: 127.0.0.1:8080
verbose: false
commands:
  # --log-file -: one line about every run in the journal, where the executor itself would say nothing of a failure.
  # --when: whoever reaches this port can post an alert, so each run asks Prometheus whether it fires before it changes anything.
  # Health is for reconcile to judge: a run that waits ten minutes for it would have its webhook sent again.
${command(settings, 'HighLoad', ['scale-out', '--when', '--no-wait', '--log-file', '-'])}
${command(settings, 'LowLoad', ['scale-in', '--when', '--log-file', '-'])}`
}
