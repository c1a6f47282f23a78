import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import type { ExecutorCommand } from './am-executor.ts'

/** Where the programs of the loop listen. */
export interface Ports {
  readonly alertmanager: string
  readonly executor: string
  /** Targets by http_sd instead of linode_sd, for a Prometheus that was built without it. */
  readonly httpSd: string | null
  /** The file of the token for linode_sd. */
  readonly token: string
  /** Seconds after which Alertmanager sends an alert again, and how often it looks. */
  readonly repeat?: number
  readonly group?: number
}

function edit(
  folder: string,
  file: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): void {
  const path = join(folder, file)
  const document = parseDocument(readFileSync(path, 'utf8'))
  change(document)
  writeFileSync(path, document.toString())
}

/** Makes the generated files run in seconds instead of minutes, and point at this loop's ports; nothing else of them changes. */
export function quicken(folder: string, ports: Ports): void {
  quickenPrometheus(folder, ports)
  edit(folder, 'alertmanager.yml', (document) => {
    document.setIn(['route', 'group_interval'], `${ports.group ?? 3}s`)
    for (const route of [0, 1])
      document.setIn(['route', 'routes', route, 'repeat_interval'], `${ports.repeat ?? 6}s`)
  })
  replace(folder, 'alertmanager.yml', /url: .*/, `url: ${ports.executor}`)
}

/** Prometheus alone: scrapes, rates and evaluations; windows of a minute and more stay as they are. */
export function quickenPrometheus(
  folder: string,
  { alertmanager, httpSd, token }: Pick<Ports, 'alertmanager' | 'httpSd' | 'token'>,
): void {
  edit(folder, 'prometheus.yml', (document) => {
    document.setIn(['global', 'scrape_interval'], '1s')
    document.setIn(['global', 'evaluation_interval'], '1s')
    document.setIn(['alerting', 'alertmanagers', 0, 'static_configs', 0, 'targets', 0], alertmanager)
    const discovery = ['scrape_configs', 0, 'linode_sd_configs']
    document.setIn([...discovery, 0, 'refresh_interval'], '1s')
    document.setIn([...discovery, 0, 'authorization', 'credentials_file'], token)
    if (httpSd === null) return
    document.deleteIn(discovery)
    document.setIn(['scrape_configs', 0, 'http_sd_configs'], [{ url: httpSd, refresh_interval: '1s' }])
  })
  replace(folder, 'rules.yml', /\[(?:2m|45s|40s)\]/g, '[4s]')
  replace(folder, 'rules.yml', /interval: \w+/, 'interval: 1s')
}

function replace(folder: string, file: string, what: RegExp, by: string): void {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(what, by)
  if (after === before) throw new Error(`${file} has no ${what.source}`)
  writeFileSync(path, after)
}

/** The commands of a generated executor.yml, with another program in front and another profile behind. */
export function commandsOf(
  folder: string,
  program: readonly string[],
  profile: string,
): readonly ExecutorCommand[] {
  const text = readFileSync(join(folder, 'executor.yml'), 'utf8')
  const { commands }: { commands: readonly ExecutorCommand[] } = parse(text)
  const [cmd = '', ...before] = program
  return commands.map((command) => {
    const args = command.args?.map((arg) => (arg.endsWith('.yaml') ? profile : arg)) ?? []
    return { ...command, cmd, args: [...before, ...args] }
  })
}
