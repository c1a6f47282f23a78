import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { realClock } from '../../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../../src/sandbox/seed.ts'
import { serveSandbox } from '../../../src/sandbox/server.ts'
import { FLEET } from '../../support/sandbox/api.ts'
import { faultsOf } from '../../support/judge.ts'
import { prometheusPrograms } from '../../support/prometheus-programs.ts'

const toStop: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop()
})

interface Account {
  readonly sandbox: Sandbox
  readonly url: string
  /** What the official API document says against our answers; what Prometheus asks is its own affair. */
  readonly against: string[]
}

async function account(): Promise<Account> {
  const sandbox = createSandbox({ clock: realClock() })
  seedFleet(sandbox, FLEET)
  const against: string[] = []
  const server = await serveSandbox({
    ...sandbox,
    handle: (request) => {
      const reply = sandbox.handle(request)
      against.push(...faultsOf(request, reply).filter((fault) => !fault.includes('"side":"request"')))
      return reply
    },
  })
  toStop.push(async () => await server.close())
  return { sandbox, url: server.url, against }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  server.close()
  return typeof at === 'object' && at !== null ? at.port : 0
}

const CONFIG = `
scrape_configs:
  - job_name: fleet
    linode_sd_configs:
      - authorization: { credentials: sandbox-token }
        refresh_interval: 1s
        port: 80
`

/** The real Prometheus, discovering the account. Resolves to its URL. */
async function prometheus(programs: string, linodeUrl: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  const port = await freePort()
  writeFileSync(join(folder, 'prometheus.yml'), CONFIG)
  const flags = [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=data',
    `--web.listen-address=127.0.0.1:${port}`,
    '--scrape.discovery-reload-interval=1s',
  ]
  const env = { LINODE_URL: linodeUrl }
  const child = spawn(join(programs, 'prometheus'), flags, { cwd: folder, env, stdio: 'ignore' })
  const gone = once(child, 'exit')
  toStop.push(async () => {
    child.kill()
    await gone
    rmSync(folder, { recursive: true, force: true })
  })
  return `http://127.0.0.1:${port}`
}

type Labels = Readonly<Record<string, string>>

/** The `__meta_linode_*` labels and the address of every target that Prometheus knows. */
async function discovered(url: string): Promise<readonly Labels[]> {
  const response = await fetch(`${url}/api/v1/targets`).catch(() => null)
  if (response?.ok !== true) return []
  const { data }: { data: { activeTargets: readonly { discoveredLabels: Labels }[] } } = JSON.parse(
    await response.text(),
  )
  return data.activeTargets.map(({ discoveredLabels }) =>
    Object.fromEntries(
      Object.entries(discoveredLabels).filter(([name]) => /^__(?:meta_linode_|address__)/.test(name)),
    ),
  )
}

/** What the sandbox says that linode_sd makes of it. */
function expected(sandbox: Sandbox): readonly Labels[] {
  // An empty label is no label to Prometheus.
  return sandbox.network
    .targetGroups()
    .map(({ targets, labels }) =>
      Object.fromEntries(
        Object.entries({ ...labels, __address__: targets[0] ?? '' }).filter(([, value]) => value !== ''),
      ),
    )
}

const byLabel = (all: readonly Labels[]): readonly Labels[] =>
  all.toSorted((a, b) =>
    String(a['__meta_linode_instance_label']).localeCompare(String(b['__meta_linode_instance_label'])),
  )

async function agrees(url: string, sandbox: Sandbox): Promise<void> {
  await expect
    .poll(async () => byLabel(await discovered(url)), { timeout: 40_000, interval: 200 })
    .toEqual(byLabel(expected(sandbox)))
}

if (prometheusPrograms === null)
  test('linode_sd of the real Prometheus: not run, PROMETHEUS_PROGRAMS names no folder with the programs', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  describe('the real linode_sd discovers the sandbox', () => {
    test('every instance with every label, as http_sd of the sandbox tells them; then one more, then one fewer', async () => {
      const { sandbox, url, against } = await account()
      const prom = await prometheus(programs, url)
      await agrees(prom, sandbox)
      sandbox.byHand.addInstance({ label: 'web-9', tags: ['khw', 'team:web'] })
      await agrees(prom, sandbox)
      sandbox.byHand.removeInstance('web-1')
      await agrees(prom, sandbox)
      expect(against).toEqual([])
    }, 120_000)
  })
}
