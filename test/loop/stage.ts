import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { realClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { serveSandbox } from '../../src/sandbox/server.ts'
import { startTraffic, type Traffic } from '../../src/sandbox/traffic/traffic.ts'
import { faultsOf } from '../support/judge.ts'
import { FLEET } from '../support/sandbox/api.ts'
import { ROOT } from '../support/root.ts'
import { Program } from './programs.ts'

/** Where Prometheus and Alertmanager listen. */
export const PROMETHEUS = '127.0.0.1:9090'
export const ALERTMANAGER = '127.0.0.1:9093'

/** What takes minutes in reality. Milliseconds. */
const TIMINGS = { provision: 1500, boot: 500, appStart: 500, checkInterval: 500 }
const PROMETHEUS_FLAGS = [
  '--config.file=prometheus.yml',
  '--storage.tsdb.path=data',
  `--web.listen-address=${PROMETHEUS}`,
  '--scrape.discovery-reload-interval=1s',
]
const ALERTMANAGER_FLAGS = [
  '--config.file=alertmanager.yml',
  '--storage.path=alerts',
  '--cluster.listen-address=',
  `--web.listen-address=${ALERTMANAGER}`,
]

/** An account whose members carry real traffic. */
export interface Account {
  readonly sandbox: Sandbox
  readonly traffic: Traffic
  readonly url: string
  /** What the official API document says against the commands' requests and the sandbox's answers. */
  readonly against: readonly string[]
}

/** What is built up for a test, and taken down after it. */
export class Stage implements AsyncDisposable {
  readonly #cleanUps: (() => void | Promise<void>)[] = []

  /** Disposes of a thing with the stage. */
  keep<Thing extends AsyncDisposable>(thing: Thing): Thing {
    this.#cleanUps.push(async () => await thing[Symbol.asyncDispose]())
    return thing
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-loop-'))
    this.#cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  /** Two members that carry real traffic; a request costs `work` milliseconds of one core. */
  async account(work?: number): Promise<Account> {
    const sandbox = createSandbox({ clock: realClock(), timings: TIMINGS })
    seedFleet(sandbox, { ...FLEET, foreign: 0, members: 2 })
    const traffic = await startTraffic(sandbox.network, work === undefined ? {} : { work })
    this.#cleanUps.push(async () => await traffic.close())
    const against: string[] = []
    const handle: Sandbox['handle'] = (request) => {
      const reply = sandbox.handle(request)
      const isOurs = request.headers['user-agent']?.startsWith('Prometheus') !== true
      if (isOurs) against.push(...faultsOf(request, reply))
      return reply
    }
    const server = await serveSandbox({ ...sandbox, handle }, { traffic })
    this.#cleanUps.push(async () => await server.close())
    return { sandbox, traffic, url: server.url, against }
  }

  /** Prometheus by the files of a folder, once it answers. */
  async prometheus(bin: string, folder: string, env: Readonly<Record<string, string>>): Promise<void> {
    const prometheus = new Program('prometheus', join(bin, 'prometheus'), PROMETHEUS_FLAGS, { folder, env })
    await this.keep(prometheus).ready(`http://${PROMETHEUS}/-/ready`)
  }

  /** Alertmanager by the files of a folder, once it answers. */
  async alertmanager(bin: string, folder: string): Promise<void> {
    const alertmanager = new Program('alertmanager', join(bin, 'alertmanager'), ALERTMANAGER_FLAGS, {
      folder,
      env: {},
    })
    await this.keep(alertmanager).ready(`http://${ALERTMANAGER}/-/ready`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).toReversed()) await cleanUp()
  }
}

/** The folder of Prometheus' and Alertmanager's programs. */
export async function programs(): Promise<string> {
  const named = process.env['PROMETHEUS_PROGRAMS']
  if (named !== undefined && named !== '') return named
  return (await execa(join(ROOT, 'scripts', 'prometheus-programs.sh'))).stdout
}

/** Whether a Prometheus discovers Linodes itself. */
export async function knowsLinodeSd(promtool: string, file: string): Promise<boolean> {
  const { stderr, stdout } = await execa(promtool, ['check', 'config', '--syntax-only', file], {
    reject: false,
  })
  return !`${stdout}${stderr}`.includes('linode_sd_configs not found')
}
