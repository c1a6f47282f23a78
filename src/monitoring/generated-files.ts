import { alertmanagerYml } from './alertmanager-yml.ts'
import { cronFile, crontab } from './crontab.ts'
import { dashboard } from './dashboard.ts'
import { executorYml } from './executor-yml.ts'
import { prometheusYml } from './prometheus-yml.ts'
import { rulesYml } from './rules-yml.ts'
import type { Settings } from './settings.ts'
import { executorService, reconcileService, reconcileTimer } from './systemd-units.ts'

/** One generated file. */
export interface GeneratedFile {
  readonly name: string
  readonly text: string
  /** Where it belongs on the monitoring host. */
  readonly goesTo: string
}

/** Every file that makes the loop, written from one profile. */
export function generatedFiles(settings: Settings): readonly GeneratedFile[] {
  const { name } = settings
  const reconcile = `linode-autoscale-${name}-reconcile`
  return [
    { name: 'prometheus.yml', text: prometheusYml(settings), goesTo: '/etc/prometheus/prometheus.yml' },
    { name: 'rules.yml', text: rulesYml(settings), goesTo: '/etc/prometheus/rules.yml' },
    { name: 'alertmanager.yml', text: alertmanagerYml(settings), goesTo: '/etc/prometheus/alertmanager.yml' },
    { name: 'executor.yml', text: executorYml(settings), goesTo: '/etc/linode-autoscale/executor.yml' },
    {
      name: 'linode-autoscale-executor.service',
      text: executorService(settings),
      goesTo: '/etc/systemd/system/linode-autoscale-executor.service',
    },
    {
      name: `${reconcile}.service`,
      text: reconcileService(settings),
      goesTo: `/etc/systemd/system/${reconcile}.service`,
    },
    {
      name: `${reconcile}.timer`,
      text: reconcileTimer(settings),
      goesTo: `/etc/systemd/system/${reconcile}.timer`,
    },
    {
      name: 'crontab',
      text: crontab(settings),
      goesTo: `/etc/cron.d/${cronFile(name)}, instead of the timer`,
    },
    { name: 'dashboard.json', text: dashboard(settings), goesTo: 'Grafana: Dashboards, New, Import' },
  ]
}
