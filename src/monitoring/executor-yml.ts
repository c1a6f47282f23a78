import { fileHead } from './file-head.ts'
import type { Settings } from './settings.ts'

function command({ program, profile, fleetTag }: Settings, alert: string, args: readonly string[]): string {
  return `  - cmd: ${program}
    args: [${[...args, '--profile', profile].map((arg) => JSON.stringify(arg)).join(', ')}]
    match_labels: { alertname: ${alert}, fleet: '${fleetTag}' }
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
# On every interface unless told otherwise, and without any authentication.
listen_address: 127.0.0.1:8080
verbose: false
commands:
  # --log-file -: one line about every run in the journal, where the executor itself would say nothing of a failure.
  # Health is for reconcile to judge: a run that waits ten minutes for it would have its webhook sent again.
${command(settings, 'HighLoad', ['scale-out', '--no-wait', '--log-file', '-'])}
${command(settings, 'LowLoad', ['scale-in', '--log-file', '-'])}`
}
