import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as portServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { prometheusPrograms } from '../support/prometheus-programs.ts'
import { WEB, World } from '../support/world.ts'

const API = WEB.replace('name: web', 'name: api').replace('id: 12345', 'id: 777')
const FLEETS = ['fleet:web:12345', 'fleet:api:777'] as const

/** The files of both fleets in a folder, the lists of their members in it too. */
async function made(): Promise<string> {
  const world = new World()
  world.files.set('fleets/web.yaml', WEB)
  world.files.set('fleets/api.yaml', API)
  world.sandbox.byHand.addInstance({ label: 'api-1', tags: [FLEETS[1]], privateIp: true })
  await world.run('monitoring', '-p', 'fleets', '--discovery', 'file')
  for (const name of ['web', 'api'])
    await world.run('targets', '-p', `fleets/${name}.yaml`, '--out', `monitoring/targets/${name}.json`)
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  for (const [path, text] of world.files) {
    if (!path.startsWith('monitoring/')) continue
    const file = join(folder, path.slice('monitoring/'.length))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text.replaceAll('/var/lib/prometheus/linode-autoscale', join(folder, 'targets')))
  }
  return folder
}

async function freePort(): Promise<number> {
  const server = portServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function until<Value>(look: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const found = await look().catch(() => null)
    if (found !== null) return found
    await sleep(100)
  }
}

interface Message {
  readonly commonLabels: Readonly<Record<string, string>>
}

const { parse: asMessage }: { readonly parse: (text: string) => Message } = JSON

/** Everything that Alertmanager sends to the executor's place. */
async function listener(): Promise<{
  readonly port: number
  readonly heard: Message[]
  readonly close: () => void
}> {
  const heard: Message[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      heard.push(asMessage(text))
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, heard, close: () => server.close() }
}

if (prometheusPrograms === null)
  test('two fleets with the real Prometheus and Alertmanager: not run, PROMETHEUS_PROGRAMS names no folder with them', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  const started: ChildProcess[] = []
  let folder = ''
  beforeAll(async () => {
    folder = await made()
  })
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  const run = (program: string, ...args: readonly string[]): void => {
    started.push(spawn(join(programs, program), args, { cwd: folder, stdio: 'ignore' }))
  }

  describe('two fleets on one host', { timeout: 60_000 }, () => {
    test('promtool and amtool find nothing wrong', async () => {
      const config = await execa(join(programs, 'promtool'), ['check', 'config', 'prometheus.yml'], {
        cwd: folder,
        reject: false,
      })
      const alertmanager = await execa(join(programs, 'amtool'), ['check-config', 'alertmanager.yml'], {
        cwd: folder,
        reject: false,
      })
      expect([config.exitCode, config.stderr]).toEqual([0, ''])
      expect(config.stdout).toContain('rules-web.yml')
      expect([alertmanager.exitCode, alertmanager.stderr]).toEqual([0, ''])
    })

    test('Prometheus discovers each fleet’s members under its own tag, and loads the rules of both', async () => {
      const port = await freePort()
      const storage = `--storage.tsdb.path=${join(folder, 'data')}`
      run('prometheus', '--config.file=prometheus.yml', storage, `--web.listen-address=127.0.0.1:${port}`)
      const ask = async (path: string): Promise<{ readonly data: Record<string, unknown> }> =>
        (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as {
          data: Record<string, unknown>
        }
      const members = await until(async () => {
        const { data } = await ask('targets?state=active')
        const active = data['activeTargets'] as readonly { labels: Record<string, string> }[]
        const ours = active.filter(({ labels }) => labels['fleet'] !== undefined)
        return ours.length < 4 ? null : ours.map(({ labels }) => `${labels['fleet']} ${labels['instance']}`)
      })
      expect(members.toSorted()).toEqual([
        'fleet:api:777 api-1',
        'fleet:web:12345 web-1',
        'fleet:web:12345 web-2',
        'fleet:web:12345 web-3',
      ])
      const { data } = await ask('rules?type=alert')
      const groups = data['groups'] as readonly { name: string; rules: readonly { name: string }[] }[]
      const scaling = groups.flatMap(({ name, rules }) =>
        rules.filter((r) => r.name === 'HighLoad').map(() => name),
      )
      expect(scaling.toSorted()).toEqual(['linode-autoscale api', 'linode-autoscale web'])
    })

    test('Alertmanager brings each fleet’s alert in a message of its own, which starts that fleet’s command alone', async () => {
      const executor = await listener()
      const port = await freePort()
      const text = readFileSync(join(folder, 'alertmanager.yml'), 'utf8')
      writeFileSync(join(folder, 'am.yml'), text.replace('127.0.0.1:8080', `127.0.0.1:${executor.port}`))
      run(
        'alertmanager',
        '--config.file=am.yml',
        `--storage.path=${join(folder, 'am')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      )
      const alerts = FLEETS.flatMap((fleet) =>
        ['HighLoad'].map((alertname) => ({ labels: { alertname, fleet, severity: 'warning' } })),
      )
      await until(async () => {
        const { status } = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(alerts),
        })
        return status === 200 ? true : null
      })
      await until(async () => await Promise.resolve(executor.heard.length < 2 ? null : true))
      executor.close()
      const {
        commands,
      }: { commands: readonly { args: readonly string[]; match_labels: Record<string, string> }[] } = parse(
        readFileSync(join(folder, 'executor.yml'), 'utf8'),
      )
      const startedBy = executor.heard.map(({ commonLabels }) =>
        commands
          .filter(({ match_labels }) =>
            Object.entries(match_labels).every(([name, value]) => commonLabels[name] === value),
          )
          .map(({ args }) => `${args[0]} ${args.at(-1)?.split('/').at(-1)}`),
      )
      expect(startedBy.toSorted()).toEqual([['scale-out api.yaml'], ['scale-out web.yaml']])
    })
  })
}
