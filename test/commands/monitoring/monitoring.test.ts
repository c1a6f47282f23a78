import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cronCommand } from '../../../src/monitoring/quoting/cron-command.ts'
import { shellWord } from '../../../src/monitoring/quoting/shell-word.ts'
import { unitCommand } from '../../../src/monitoring/quoting/unit-command.ts'
import { prometheusPrograms } from '../../support/prometheus-programs.ts'
import { systemdAnalyze } from '../../support/systemd-analyze.ts'
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
      ['scale-out', '--when', '--no-wait', '--log-file', '-', '--profile'],
      ['scale-in', '--when', '--log-file', '-', '--profile'],
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

  test('a profile that does not say where Prometheus is: told, since every command asks it', async () => {
    const told = 'note: linode-autoscale.yaml does not say where Prometheus is'
    expect((await new World().run('monitoring')).out).toContain(told)
    const asked = new World({ profile: `${WEB}prometheus: { url: "http://127.0.0.1:9090" }\n` })
    expect((await asked.run('monitoring')).out).not.toContain('note:')
  })

  test('no file holds a token', async () => {
    const world = new World()
    await world.run('monitoring')
    for (const name of NAMES) expect(world.files.get(at(name))).not.toContain('sandbox-token')
  })
})

const made = async (path: string, ...args: readonly string[]) => {
  const world = new World()
  world.files.set(path, WEB)
  const ran = await world.run('monitoring', '-p', path, ...args)
  return { ...ran, file: (name: string) => world.files.get(at(name)) ?? '', names: [...world.files.keys()] }
}

describe('names and paths that are legal and awkward', () => {
  const UNIT = 'linode-autoscale-web-reconcile.service'

  test.each([
    '/etc/sp ace/w.yaml',
    '/etc/a%20b/w.yaml',
    '/etc/$HOME/w.yaml',
    "/etc/it's/w.yaml",
    '/etc/a;id/w.yaml',
  ])('%s is one word of every file', async (path) => {
    const { code, file } = await made(path)
    expect(code).toBe(0)
    const { commands }: { commands: readonly { args: readonly string[] }[] } = parse(file('executor.yml'))
    expect(commands.map(({ args }) => args.at(-1))).toEqual([path, path])
    const lines = file('crontab').match(/^\S.*--profile .*$/gm) ?? []
    expect(lines).toHaveLength(4)
    for (const line of lines) expect(line).toContain(cronCommand(`--profile ${shellWord(path)} 2>&1`))
    expect(file(UNIT)).toContain(
      unitCommand(['/usr/local/bin/linode-autoscale', 'reconcile', '--log-file', '-', '--profile', path]),
    )
  })

  test.each([
    ['a line end in the path', '/etc/a\n* * * * * root touch x #/w.yaml', [], 'has control characters'],
    ['an escape sequence in the path', '/etc/\u001b[2J/w.yaml', [], 'has control characters'],
    ['a relative program', '/etc/w.yaml', ['--program', './bin/la'], 'give the absolute path'],
    ['a program of $PATH', '/etc/w.yaml', ['--program', 'linode-autoscale'], 'give the absolute path'],
    ['a variable in the path of the program', '/etc/w.yaml', ['--program', '/opt/$x/la'], 'has a $ in it'],
    ['a profile from a pipe', '/dev/fd/63', [], 'is gone when the files are used'],
    ['a path longer than a line of cron', `/etc/${'x'.repeat(1000)}/w.yaml`, [], 'at most 998 bytes'],
  ])('%s is refused, and nothing is written', async (_, path, args, why) => {
    const { code, err, names } = await made(path, ...args)
    expect([code, names.filter((name) => name.startsWith('monitoring/'))]).toEqual([2, []])
    expect(err).toContain(why)
  })

  test('cron passes over files with a dot in their name', async () => {
    const world = new World({ profile: WEB.replace('name: web', 'name: web.eu') })
    expect((await world.run('monitoring')).out).toContain('/etc/cron.d/linode-autoscale-web_eu,')
  })

  test.each([
    ['/home/ann/w.yaml', 'ProtectHome=read-only'],
    ['/root/w.yaml', 'ProtectHome=read-only'],
    ['/tmp/w.yaml', 'PrivateTmp=no'],
    ['/etc/w.yaml', 'ProtectHome=yes'],
  ])('a unit does not hide %s from itself', async (path, setting) => {
    expect((await made(path)).file(UNIT)).toContain(`\n${setting}\n`)
  })

  test('cron finds node, and everything goes through one shell', async () => {
    expect((await made('/etc/w.yaml')).file('crontab')).toMatch(
      /^PATH=\/usr\/local\/sbin:\/usr\/local\/bin:/m,
    )
  })
})

if (systemdAnalyze() === null)
  test('systemd-analyze on the units: not run, it is not here', () => expect(systemdAnalyze()).toBeNull())
else
  test.each(['linode-autoscale-executor.service', 'linode-autoscale-web-reconcile.service'])(
    'systemd calls the exposure of %s small: below 3.0 of 10',
    async (name) => {
      const world = new World()
      await world.run('monitoring')
      const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
      writeFileSync(join(folder, name), world.files.get(at(name)) ?? '')
      const { exitCode, stdout } = await execa(
        'systemd-analyze',
        ['security', '--offline=true', '--no-pager', '--threshold=29', join(folder, name)],
        { reject: false },
      )
      rmSync(folder, { recursive: true })
      expect([exitCode, stdout.match(/exposure level.*/)?.[0]]).toEqual([
        0,
        expect.stringMatching(/: [0-2]\.\d/),
      ])
    },
  )

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
