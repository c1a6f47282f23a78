import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { FLEET } from '../support/sandbox/api.ts'
import { ROOT } from '../support/root.ts'
import { AmExecutor, type ExecutorCommand } from './am-executor.ts'
import { query } from './prometheus-query.ts'
import { type Account, ALERTMANAGER, knowsLinodeSd, programs, PROMETHEUS, Stage } from './stage.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const API = { nodebalancer: 12_346, config: 67_891, tag: 'fleet:api:12346' }
const PROFILE = `
name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 4 }
scale_out: { cooldown: 5s }
scale_in: { cooldown: 8s, drain: 2s }
load: { high: 0.7, warm_up: 4s, high_for: 3s, low: 0.3, low_for: 4s }
prometheus: { url: "http://127.0.0.1:9090" }
`
const PROFILES = {
  web: PROFILE,
  api: PROFILE.replace('name: web', 'name: api').replace('12345', '12346').replace('67890', '67891'),
}
type Name = keyof typeof PROFILES
const TAGS: Readonly<Record<Name, string>> = { web: FLEET.fleetTag, api: API.tag }
/** Seconds after which it is no longer waited for; a busy host takes its time. */
const LATEST = 240

/** A second fleet beside the seeded one, behind a NodeBalancer of its own. */
function addApi({ sandbox: { byHand } }: Account): void {
  byHand.addNodeBalancer({ id: API.nodebalancer, region: 'us-east', configs: [{ id: API.config, port: 80 }] })
  for (const label of ['api-1', 'api-2']) {
    byHand.addInstance({ label, tags: ['khw', API.tag], privateIp: true })
    const address = `${byHand.privateAddressOf(label)}:80`
    byHand.changeBackend(byHand.addBackend({ config: API.config, label, address }), { status: 'UP' })
  }
}

/** Seconds in the place of minutes, in every file of both fleets, and this loop's ports; nothing else of them changes. */
function quicken(folder: string, at: { executor: string; httpSd: string | null }): void {
  change(folder, 'prometheus.yml', (file) => {
    file['global'] = { scrape_interval: '1s', evaluation_interval: '1s' }
    for (const scrape of rows(file['scrape_configs'])) {
      if (scrape['linode_sd_configs'] === undefined) continue
      const credentials_file = join(folder, 'token')
      const sd = { authorization: { credentials_file }, refresh_interval: '1s' }
      if (at.httpSd === null) scrape['linode_sd_configs'] = [sd]
      else {
        delete scrape['linode_sd_configs']
        scrape['http_sd_configs'] = [{ url: at.httpSd, refresh_interval: '1s' }]
      }
    }
  })
  change(folder, 'alertmanager.yml', (file) => {
    const [route = {}] = rows([file['route']])
    route['group_interval'] = '3s'
    for (const each of rows(route['routes'])) each['repeat_interval'] = '6s'
  })
  const path = join(folder, 'alertmanager.yml')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/url: .*/, `url: ${at.executor}`))
  for (const rules of readdirSync(folder).filter((name) => name.startsWith('rules-'))) {
    const text = readFileSync(join(folder, rules), 'utf8')
    writeFileSync(
      join(folder, rules),
      text.replaceAll(/\[(?:2m|45s|40s)\]/g, '[4s]').replace(/interval: \w+/, 'interval: 1s'),
    )
  }
}

type Row = Record<string, unknown>

function change(folder: string, name: string, by: (file: Row) => void): void {
  const file: Row = parse(readFileSync(join(folder, name), 'utf8'))
  by(file)
  writeFileSync(join(folder, name), stringify(file))
}

function rows(list: unknown): readonly Row[] {
  const all: readonly unknown[] = Array.isArray(list) ? list : []
  return all.filter((each): each is Row => typeof each === 'object' && each !== null)
}

/** One set of files for both, Prometheus and Alertmanager by them, and the executor that runs the commands of both. */
async function chain(stage: Stage, { sandbox, url }: Account, told: (line: string) => void): Promise<void> {
  const folder = stage.folder()
  const bin = await programs()
  writeFileSync(join(folder, 'token'), sandbox.token)
  const paths = Object.entries(PROFILES).map(([name, text]) => {
    writeFileSync(join(folder, `${name}.yaml`), text)
    return join(folder, `${name}.yaml`)
  })
  await execa(process.execPath, [
    BIN,
    'monitoring',
    ...paths.flatMap((path) => ['-p', path]),
    '--out',
    folder,
  ])
  const isReal = await knowsLinodeSd(join(bin, 'promtool'), join(folder, 'prometheus.yml'))
  const { commands }: { commands: readonly ExecutorCommand[] } = parse(
    readFileSync(join(folder, 'executor.yml'), 'utf8'),
  )
  const ours = commands.map((each) => ({ ...each, cmd: process.execPath, args: [BIN, ...(each.args ?? [])] }))
  const env = { LINODE_URL: url, LINODE_TOKEN: sandbox.token }
  const executor = stage.keep(new AmExecutor(ours, env, told))
  quicken(folder, {
    executor: await executor.listen(),
    httpSd: isReal ? null : `${url}/__sandbox/http_sd`,
  })
  change(folder, 'prometheus.yml', (file) => {
    file['alerting'] = { alertmanagers: [{ static_configs: [{ targets: [ALERTMANAGER] }] }] }
  })
  await Promise.all([stage.alertmanager(bin, folder), stage.prometheus(bin, folder, { LINODE_URL: url })])
}

/** How many members each fleet has. */
function sizes({ sandbox }: Account): Readonly<Record<Name, number>> {
  const instances = sandbox.byHand.instances()
  const of = (name: Name): number => instances.filter(({ tags }) => tags.includes(TAGS[name])).length
  return { web: of('web'), api: of('api') }
}

/** Looks until it is over, or far too late; what was seen, and of whom high load fired. */
async function watch(account: Account, isOver: (now: Readonly<Record<Name, number>>) => boolean) {
  const seen = [sizes(account)]
  const high = new Set<string>()
  const begun = performance.now()
  while (!isOver(seen.at(-1) ?? sizes(account)) && performance.now() - begun < LATEST * 1000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    seen.push(sizes(account))
    const firing = await query(`http://${PROMETHEUS}`, 'ALERTS{alertname="HighLoad",alertstate="firing"}')
    for (const { metric } of firing) high.add(metric['fleet'] ?? '')
  }
  return {
    last: seen.at(-1),
    most: (name: Name) => Math.max(...seen.map((each) => each[name])),
    high: [...high],
  }
}

function stress({ sandbox }: Account, name: Name, burns: number): void {
  for (const n of [1, 2]) sandbox.byHand.misbehave(`${name}-${n}`, { burns })
}

test('two fleets by one Prometheus, one Alertmanager and one executor: the load of one is not the other’s', async () => {
  await using stage = new Stage()
  const account = await stage.account()
  addApi(account)
  const said: string[] = []
  await chain(stage, account, (line) => {
    if (/^(?:✓|✗|\w+: (?:done|held|failed))/.test(line)) said.push(line)
  })

  stress(account, 'web', 0.9)
  const first = await watch(account, ({ web }) => web > 2)
  expect([first.last, first.high]).toEqual([{ web: 3, api: 2 }, [TAGS.web]])
  stress(account, 'web', 0)
  const rest = await watch(account, ({ web }) => web === 2)
  expect([rest.last, rest.most('api')]).toEqual([{ web: 2, api: 2 }, 2])

  stress(account, 'api', 0.9)
  const second = await watch(account, ({ api }) => api > 2)
  expect([second.last, second.high]).toEqual([{ web: 2, api: 3 }, [TAGS.api]])
  stress(account, 'api', 0)
  const end = await watch(account, ({ api }) => api === 2)
  expect([end.last, end.most('web')]).toEqual([{ web: 2, api: 2 }, 2])
  for (const line of said) console.log(line)
  expect(account.against).toEqual([])
})
