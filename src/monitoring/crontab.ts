import { fileHead } from './file-head.ts'
import type { Settings } from './settings.ts'

/** The same by cron: reconcile, and the fallback that asks Prometheus itself when the alerts do not come. */
export function crontab(settings: Settings): string {
  const { program, profile, name } = settings
  const line = (when: string, args: string): string =>
    `${when} linode-autoscale ${program} ${args} --profile ${profile}`
  return `${fileHead(settings, `cron (/etc/cron.d/linode-autoscale-${name}): what to do when Alertmanager or the executor is down.`)}
# Reconcile: leave this line out where the systemd timer runs. --no-wait, since cron starts it whether or not the last one has ended.
${line('* * * * *', 'reconcile --no-wait')}
# Each direction asks Prometheus whether its alert fires. Beside the alerts they scale nothing twice: the cooldown is shared.
${line('*/2 * * * *', 'scale-out --when --no-wait')}
${line('*/5 * * * *', 'scale-in --when')}
`
}
