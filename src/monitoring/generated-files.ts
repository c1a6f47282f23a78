import { alertmanagerYml } from './alertmanager-yml.ts'
import { cronFile, crontab } from './crontab.ts'
import { dashboard } from './dashboard.ts'
import { executorYml } from './executor-yml.ts'
import { prometheusYml, rulesFile } from './prometheus-yml.ts'
import { rulesYml } from './rules-yml.ts'
import type { Settings } from './settings.ts'
import { executorService, followService, onceService, onceTimer, onceUnit } from './systemd-units.ts'

/** One generated file. */
export interface GeneratedFile {
  readonly name: string
  readonly text: string
  /** Where it belongs on the monitoring host. */
  readonly goesTo: string
  /** The path that it has there; null for what is put in by hand. */
  readonly installed: string | null
  /** What makes its program read it; null when nothing is needed. */
  readonly reload: string | null
  /** What it may be too: without what another file does. */
  readonly orElse?: string
  /** Of ways that do the same, one is enough. */
  readonly way?: Way
}

/** One of the ways in which a fleet is looked after. */
export interface Way {
  readonly fleet: string
  readonly by: 'follow' | 'timer' | 'cron' | 'alerts'
}

/** Every file that makes the loop, written from the profiles of all fleets of a host. */
export function generatedFiles(...fleets: readonly [Settings, ...Settings[]]): readonly GeneratedFile[] {
  const isAlone = fleets.length === 1
  const [prometheus, ...shared] = sharedFiles(fleets)
  return [
    ...(prometheus === undefined ? [] : [prometheus]),
    ...fleets.map((fleet) => rulesOf(fleet, isAlone)),
    ...shared,
    ...fleets.flatMap((fleet) => fleetFiles(fleet, isAlone)),
    {
      name: 'dashboard.json',
      text: dashboard(...fleets),
      goesTo: 'Grafana: Dashboards, New, Import',
      installed: null,
      reload: null,
    },
  ]
}

function at(name: string, text: string, path: string, reload: string): GeneratedFile {
  return { name, text, goesTo: path, installed: path, reload }
}

function sharedFiles(fleets: readonly [Settings, ...Settings[]]): readonly GeneratedFile[] {
  const { prefix } = fleets[0]
  const prometheus = `${prefix}/etc/prometheus`
  const isFollowed = fleets.every(({ sizing }) => sizing !== null)
  return [
    at('prometheus.yml', prometheusYml(...fleets), `${prometheus}/prometheus.yml`, RELOAD_PROMETHEUS),
    // A fleet that is followed needs no alert that starts a run.
    ...chainFiles(fleets).map((file): GeneratedFile =>
      isFollowed ? { ...file, way: { fleet: fleets[0].name, by: 'alerts' } } : file,
    ),
  ]
}

function chainFiles(fleets: readonly [Settings, ...Settings[]]): readonly GeneratedFile[] {
  const [first, ...others] = fleets
  const { prefix } = first
  const prometheus = `${prefix}/etc/prometheus`
  return [
    at(
      'alertmanager.yml',
      alertmanagerYml(...fleets),
      `${prometheus}/alertmanager.yml`,
      'systemctl reload prometheus-alertmanager',
    ),
    at(
      'executor.yml',
      executorYml(...fleets),
      `${prefix}/etc/linode-autoscale/executor.yml`,
      RESTART_EXECUTOR,
    ),
    at(
      'linode-autoscale-executor.service',
      executorService(first, ...others),
      '/etc/systemd/system/linode-autoscale-executor.service',
      `systemctl daemon-reload && ${RESTART_EXECUTOR}`,
    ),
  ]
}

const RELOAD_PROMETHEUS = 'systemctl reload prometheus'
const RESTART_EXECUTOR = 'systemctl restart linode-autoscale-executor'

function rulesOf(fleet: Settings, isAlone: boolean): GeneratedFile {
  const name = rulesFile(fleet, isAlone)
  const path = `${fleet.prefix}/etc/prometheus/${name}`
  return { name, text: rulesYml(fleet), goesTo: path, installed: path, reload: RELOAD_PROMETHEUS }
}

function fleetFiles(fleet: Settings, isAlone: boolean): readonly GeneratedFile[] {
  const { name } = fleet
  const unit = `linode-autoscale-${name}-${onceUnit(fleet)}`
  const enable = `systemctl enable --now ${unit}.timer`
  const cron = `/etc/cron.d/${cronFile(name)}`
  return [
    ...(fleet.sizing === null ? [] : [resident(fleet)]),
    { ...unitFile(`${unit}.service`, onceService(fleet), enable), way: { fleet: name, by: 'timer' } },
    { ...unitFile(`${unit}.timer`, onceTimer(fleet), enable), way: { fleet: name, by: 'timer' } },
    {
      name: isAlone ? 'crontab' : `crontab-${name}`,
      text: crontab(fleet),
      orElse: withoutRepairs(crontab(fleet)),
      goesTo: `${cron}, instead of the timer`,
      installed: cron,
      reload: null,
      way: { fleet: name, by: 'cron' },
    },
  ]
}

function resident(fleet: Settings): GeneratedFile {
  const name = `linode-autoscale-${fleet.name}-follow.service`
  const enable = `systemctl enable ${name} && systemctl restart ${name}`
  return { ...unitFile(name, followService(fleet), enable), way: { fleet: fleet.name, by: 'follow' } }
}

function unitFile(name: string, text: string, enable: string): GeneratedFile {
  return at(name, text, `/etc/systemd/system/${name}`, `systemctl daemon-reload && ${enable}`)
}

/** As it is installed beside the timer. */
function withoutRepairs(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/ (?:reconcile|follow) /.test(line))
    .join('\n')
}
