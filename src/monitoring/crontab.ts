import { fileHead } from './file-head.ts'
import { metricsFile, targetsFile } from './metrics-file.ts'
import { cronCommand } from './quoting/cron-command.ts'
import { shellWord } from './quoting/shell-word.ts'
import type { Settings } from './settings.ts'

/** The same by cron: a turn of follow; or reconcile, and the fallback that asks Prometheus itself when the alerts do not come. */
export function crontab(settings: Settings): string {
  const { program, profile, name, user } = settings
  const line: Line = (when, ...args) => {
    const words = [program, ...args, '--profile', profile].map(shellWord).join(' ')
    return `${when} ${user} ${cronCommand(`${words} 2>&1 | logger -t linode-autoscale`)}`
  }
  const listing =
    settings.discovery === 'file'
      ? `# The members, for a Prometheus that cannot discover them itself.\n${line('* * * * *', 'targets', '--out', targetsFile(settings))}\n`
      : ''
  return `${fileHead(`cron (/etc/cron.d/${cronFile(name)}): ${settings.sizing === null ? 'what to do when Alertmanager or the executor is down' : 'follow, a turn every minute'}.`, settings)}
# Its own PATH has neither node nor what is installed beside the system.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# Everything goes to the journal: cron would mail what a run says, every minute.
${repairs(settings, line)}
# What the alerts LinodeAutoscale... are about, for node_exporter's textfile collector; its folder must be writable for this user.
${line('* * * * *', 'status', '--prometheus', '--out', metricsFile(settings))}
${listing}${settings.sizing === null ? directions(line) : ''}`
}

type Line = (when: string, ...args: readonly string[]) => string

function repairs({ sizing }: Settings, line: Line): string {
  if (sizing !== null)
    return `# A turn waits for nothing, and two at once do nothing twice. Leave this line out where the systemd timer runs.
${line('* * * * *', 'follow')}`
  return `# Reconcile: leave this line out where the systemd timer runs. --no-wait, since cron starts it whether or not the last one has ended.
${line('* * * * *', 'reconcile', '--no-wait')}`
}

function directions(line: Line): string {
  return `# Each direction asks Prometheus whether its alert fires. Beside the alerts they scale nothing twice: the cooldown is shared.
${line('*/2 * * * *', 'scale-out', '--when', '--no-wait')}
${line('*/5 * * * *', 'scale-in', '--when')}
`
}

/** The file of /etc/cron.d for a fleet: cron passes over every name with a dot in it. */
export function cronFile(name: string): string {
  return `linode-autoscale-${name.replaceAll('.', '_')}`
}
