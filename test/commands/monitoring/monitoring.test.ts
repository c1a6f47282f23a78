import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { prometheusPrograms } from '../../support/prometheus-programs.ts'
import { WEB, World } from '../../support/world.ts'

const NAMES = [
  'prometheus.yml',
  'rules.yml',
  'alertmanager.yml',
  'executor.yml',
  'linode-autoscale-executor.service',
  'linode-autoscale-web-reconcile.service',
  'linode-autoscale-web-reconcile.timer',
  'crontab',
  'dashboard.json',
]
const at = (name: string): string => `monitoring/${name}`
const LOAD = 'load: { high: 0.8, high_for: 90s, low: 0.2, low_for: 1h }\n'

describe('what is written', () => {
  test('every file, and where it goes, without a token and without a request', async () => {
    const world = new World()
    world.env = {}
    const { code, out, err } = await world.run('monitoring')
    expect([code, err]).toEqual([0, ''])
    expect([...world.files.keys()]).toEqual(['linode-autoscale.yaml', ...NAMES.map(at)])
    for (const name of NAMES) expect(out).toMatch(new RegExp(`^written  monitoring/${name} +\\S`, 'm'))
    expect(world.sandbox.log).toEqual([])
  })

  test('every file says in its head which profile made it, by which command', async () => {
    const world = new World()
    await world.run('monitoring')
    const heads = NAMES.map((name) => (world.files.get(at(name)) ?? '').split('\n').slice(0, 4).join('\n'))
    for (const head of heads)
      expect(head).toMatch(
        /fleet web behind NodeBalancer 12345 by: linode-autoscale monitoring -p \/.*linode-autoscale\.yaml/,
      )
  })

  test('thresholds, durations and repeats are the profile’s', async () => {
    const world = new World({ profile: `${WEB}${LOAD}` })
    await world.run('monitoring', '--out', 'lab')
    const rules = world.files.get('lab/rules.yml') ?? ''
    expect(rules).toContain('fleet:busy:avg{fleet="fleet:web:12345"} > 0.8\n        for: 90s')
    expect(rules).toContain('fleet:busy:avg{fleet="fleet:web:12345"} < 0.2')
    expect(rules).toContain('for: 1h')
    expect(world.files.get('lab/alertmanager.yml')).toMatch(
      /HighLoad"'\]\n +receiver: executor\n +repeat_interval: 8m/,
    )
  })

  test.each([
    ['private-ipv4', '__meta_linode_private_ipv4', '$1:9100'],
    ['public-ipv4', '__meta_linode_public_ipv4', '$1:9100'],
    ['ipv6', '__meta_linode_public_ipv6', '[$1]:9100'],
  ])('scrape: %s asks that address, and nobody who has none', async (scrape, label, replacement) => {
    const world = new World({
      profile: `${WEB}prometheus: { url: "http://127.0.0.1:9090", scrape: ${scrape} }\n`,
    })
    await world.run('monitoring')
    const {
      scrape_configs: [config],
    }: { scrape_configs: readonly { relabel_configs: readonly object[] }[] } = parse(
      world.files.get(at('prometheus.yml')) ?? '',
    )
    expect(config?.relabel_configs).toEqual(
      expect.arrayContaining([
        { source_labels: [label], regex: '.+', action: 'keep' },
        { source_labels: [label], target_label: '__address__', replacement },
      ]),
    )
  })
})

describe('what the files run and do not tell', () => {
  test('the executor runs one command for each direction, safely', async () => {
    const world = new World()
    await world.run('monitoring', '--program', '/opt/linode-autoscale')
    const {
      commands,
    }: { commands: readonly { cmd: string; args: readonly string[]; match_labels: object }[] } = parse(
      world.files.get(at('executor.yml')) ?? '',
    )
    expect(commands.map(({ args }) => args.slice(0, -1))).toEqual([
      ['scale-out', '--no-wait', '--log-file', '-', '--profile'],
      ['scale-in', '--log-file', '-', '--profile'],
    ])
    for (const command of commands)
      expect(command).toMatchObject({
        cmd: '/opt/linode-autoscale',
        notify_on_failure: false,
        max: 1,
        ignore_resolved: true,
        match_labels: { fleet: 'fleet:web:12345' },
      })
  })

  test('no file holds a token', async () => {
    const world = new World()
    await world.run('monitoring')
    for (const name of NAMES) expect(world.files.get(at(name))).not.toContain('sandbox-token')
  })
})

const changed = async (): Promise<World> => {
  const world = new World()
  await world.run('monitoring')
  world.files.set(at('rules.yml'), `${world.files.get(at('rules.yml'))}# mine\n`)
  world.files.set(at('crontab'), 'mine\n')
  return world
}

describe('what is there already', () => {
  test('the same files are left alone', async () => {
    const world = new World()
    await world.run('monitoring')
    const { code, out } = await world.run('monitoring')
    expect([code, out.match(/^same /gm)?.length, out.includes('written')]).toEqual([0, NAMES.length, false])
  })

  test('different ones are not overwritten: all are named, nothing is written, exit 2', async () => {
    const world = await changed()
    world.files.delete(at('executor.yml'))
    const { code, err } = await world.run('monitoring')
    expect(code).toBe(2)
    expect(err).toContain('monitoring/rules.yml, monitoring/crontab are there and differ')
    expect(err).toContain('--force')
    expect([world.files.get(at('crontab')), world.files.has(at('executor.yml'))]).toEqual(['mine\n', false])
  })

  test('--force overwrites them', async () => {
    const world = await changed()
    const { code, out } = await world.run('monitoring', '--force')
    expect([code, out.match(/^written /gm)?.length]).toEqual([0, 2])
    expect(world.files.get(at('crontab'))).toContain('reconcile')
  })
})

describe('--check', () => {
  test('--check writes nothing, shows what differs or is missing, and exits 1', async () => {
    const world = await changed()
    world.files.delete(at('executor.yml'))
    const { code, out } = await world.run('monitoring', '--check')
    expect(code).toBe(1)
    expect(out).toMatch(/^missing +monitoring\/executor\.yml/m)
    expect(out).toContain('monitoring/rules.yml: - is there, + is what the profile makes')
    expect(out).toMatch(/^- # mine$/m)
    expect([world.files.get(at('crontab')), world.files.has(at('executor.yml'))]).toEqual(['mine\n', false])
  })

  test('--check of the same files exits 0', async () => {
    const world = new World()
    await world.run('monitoring')
    expect((await world.run('monitoring', '--check')).code).toBe(0)
  })

  test('--json tells the same', async () => {
    const world = await changed()
    const { out } = await world.run('monitoring', '--check', '--json')
    const told: { files: readonly { path: string; status: string; diff?: readonly string[] }[] } =
      JSON.parse(out)
    expect(told).toMatchObject({
      version: 1,
      command: 'monitoring',
      fleet: 'web',
      group_interval: 120,
      repeat_interval: { scale_out: 480, scale_in: 1080 },
    })
    expect(told.files.find(({ path }) => path === at('rules.yml'))).toMatchObject({
      status: 'different',
      diff: expect.arrayContaining(['- # mine']),
    })
    expect(told.files.filter(({ status }) => status === 'same')).toHaveLength(NAMES.length - 2)
  })
})

const PROFILES = [
  ['the defaults', WEB],
  ['a load of its own', `${WEB}${LOAD}`],
  ['a long drain', WEB.replace('scale_in: {', 'scale_in: { drain: 10m, step: 3,')],
  ['public addresses', `${WEB}prometheus: { url: "http://127.0.0.1:9090", scrape: ipv6 }\n`],
] as const

if (prometheusPrograms === null)
  test('promtool and amtool on every file: not run, PROMETHEUS_PROGRAMS names no folder with them', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  describe('promtool and amtool find nothing wrong', () => {
    test.each(PROFILES)('%s', async (_, profile) => {
      const world = new World({ profile })
      await world.run('monitoring')
      const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
      for (const name of NAMES) writeFileSync(join(folder, name), world.files.get(at(name)) ?? '')
      const check = async (program: string, ...args: readonly string[]) =>
        await execa(join(programs, program), args, { cwd: folder, reject: false })
      const config = await check('promtool', 'check', 'config', '--syntax-only', 'prometheus.yml')
      const rules = await check('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', 'rules.yml')
      const alertmanager = await check('amtool', 'check-config', 'alertmanager.yml')
      rmSync(folder, { recursive: true })
      // A Prometheus that was built without linode_sd cannot read its configuration.
      const isUnknown = config.stderr.includes('linode_sd_configs not found')
      expect([isUnknown ? 0 : config.exitCode, config.stderr]).toEqual([0, isUnknown ? config.stderr : ''])
      expect([rules.exitCode, rules.stderr]).toEqual([0, ''])
      expect([alertmanager.exitCode, alertmanager.stderr]).toEqual([0, ''])
    })
  })
}

test('the dashboard is JSON that says what made it, and asks for nothing but recorded series', async () => {
  const world = new World()
  await world.run('monitoring')
  const text = world.files.get(at('dashboard.json')) ?? ''
  const model: { description: string; panels: readonly { targets: readonly { expr: string }[] }[] } =
    JSON.parse(text)
  expect(model.description).toContain('linode-autoscale monitoring -p')
  const rules = world.files.get(at('rules.yml')) ?? ''
  const series = model.panels.flatMap((panel) => panel.targets.map(({ expr }) => expr.split('{')[0] ?? ''))
  expect(series.filter((name) => name !== 'ALERTS' && !rules.includes(`record: ${name}\n`))).toEqual([])
})
