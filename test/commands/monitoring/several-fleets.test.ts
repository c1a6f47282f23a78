import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { WEB, World } from '../../support/world.ts'

const named = (name: string, id: number): string =>
  WEB.replace('name: web', `name: ${name}`).replace('12345', `${id}`)
const PROFILES = { web: WEB, api: named('api', 777), mail: named('mail', 888) } as const

function worldOf(...names: readonly (keyof typeof PROFILES)[]): World {
  const world = new World()
  for (const name of names) world.files.set(`fleets/${name}.yaml`, PROFILES[name])
  return world
}

const flags = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => ['-p', `fleets/${name}.yaml`])
const made = (world: World): ReadonlyMap<string, string> =>
  new Map(
    [...world.files]
      .filter(([path]) => path.startsWith('monitoring/'))
      .map(([path, text]) => [path.slice(11), text]),
  )

describe('two fleets on one host', () => {
  test('one file of each program, rules and units of each fleet', async () => {
    const world = worldOf('web', 'api')
    const { code } = await world.run('monitoring', ...flags('web', 'api'))
    expect(code).toBe(0)
    expect([...made(world).keys()].toSorted()).toEqual(
      [
        'prometheus.yml',
        'rules-web.yml',
        'rules-api.yml',
        'alertmanager.yml',
        'executor.yml',
        'linode-autoscale-executor.service',
        'linode-autoscale-web-reconcile.service',
        'linode-autoscale-web-reconcile.timer',
        'linode-autoscale-api-reconcile.service',
        'linode-autoscale-api-reconcile.timer',
        'crontab-web',
        'crontab-api',
        'dashboard.json',
      ].toSorted(),
    )
  })

  test('check finds nothing wrong in them, for either fleet', async () => {
    const world = worldOf('web', 'api')
    await world.run('monitoring', ...flags('web', 'api'))
    const { out } = await world.run(
      'check',
      '--json',
      '-p',
      'fleets/web.yaml',
      '--prometheus',
      'monitoring/prometheus.yml',
      '--rules',
      'monitoring/rules-web.yml',
      '--alertmanager',
      'monitoring/alertmanager.yml',
      '--executor',
      'monitoring/executor.yml',
    )
    const items: readonly { name: string; verdict: string }[] = JSON.parse(out).items
    const chain = items.filter(({ name }) => /^(?:prometheus|rules|alertmanager|executor)$/.test(name))
    expect(chain.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'prometheus ok',
      'rules ok',
      'alertmanager ok',
      'executor ok',
    ])
  })
})

describe('two fleets on one executor', () => {
  test('each alert starts its own fleet’s command, by the fleet tag', async () => {
    const world = worldOf('web', 'api')
    await world.run('monitoring', ...flags('web', 'api'))
    const {
      commands,
    }: { commands: readonly { args: readonly string[]; match_labels: Record<string, string> }[] } = parse(
      made(world).get('executor.yml') ?? '',
    )
    expect(
      commands.map(({ args, match_labels }) => [
        match_labels['alertname'],
        match_labels['fleet'],
        args.at(-1)?.split('/').at(-1),
      ]),
    ).toEqual([
      ['HighLoad', 'fleet:web:12345', 'web.yaml'],
      ['LowLoad', 'fleet:web:12345', 'web.yaml'],
      ['HighLoad', 'fleet:api:777', 'api.yaml'],
      ['LowLoad', 'fleet:api:777', 'api.yaml'],
    ])
  })
})

describe('more fleets', () => {
  test('a fleet that is added later changes what is shared, and nothing of the others', async () => {
    const world = worldOf('web', 'api', 'mail')
    await world.run('monitoring', ...flags('web', 'api'))
    const before = made(world)
    await world.run('monitoring', '--force', ...flags('web', 'api', 'mail'))
    const changed = [...made(world)].filter(([name, text]) => before.get(name) !== text).map(([name]) => name)
    expect(changed.filter((name) => !name.includes('mail')).toSorted()).toEqual(
      [
        'prometheus.yml',
        'alertmanager.yml',
        'executor.yml',
        'linode-autoscale-executor.service',
        'dashboard.json',
      ].toSorted(),
    )
  })

  test('a folder stands for the profiles in it', async () => {
    const world = worldOf('web', 'api')
    const { code, out } = await world.run('monitoring', '-p', 'fleets')
    expect([code, out.match(/what watches the fleet/g)?.length]).toEqual([0, 2])
  })

  test('two fleets of one name would share a unit: refused', async () => {
    const world = worldOf('web')
    world.files.set('fleets/other.yaml', WEB.replace('12345', '777'))
    const { code, err } = await world.run('monitoring', ...flags('web', 'other'))
    expect([code, err]).toEqual([2, expect.stringContaining('two profiles are of a fleet named web')])
  })
})

describe('what is installed', () => {
  const INSTALLED = {
    'prometheus.yml': 'etc/prometheus/prometheus.yml',
    'rules.yml': 'etc/prometheus/rules.yml',
    'alertmanager.yml': 'etc/prometheus/alertmanager.yml',
    'executor.yml': 'etc/linode-autoscale/executor.yml',
    'linode-autoscale-executor.service': 'etc/systemd/system/linode-autoscale-executor.service',
    'linode-autoscale-web-reconcile.service': 'etc/systemd/system/linode-autoscale-web-reconcile.service',
    'linode-autoscale-web-reconcile.timer': 'etc/systemd/system/linode-autoscale-web-reconcile.timer',
  }
  async function installed(): Promise<World> {
    const world = new World()
    await world.run('monitoring')
    for (const [name, path] of Object.entries(INSTALLED))
      world.files.set(`/host/${path}`, made(world).get(name) ?? '')
    return world
  }

  test('--check --root compares it file by file; the crontab is not missed beside the timer', async () => {
    const world = await installed()
    const { code, out } = await world.run('monitoring', '--check', '--root', '/host')
    expect([code, out.match(/^same /gm)?.length]).toEqual([0, 7])
  })

  test('a crontab may lack its reconcile line, beside the timer, and nothing else', async () => {
    const world = await installed()
    const cron = '/host/etc/cron.d/linode-autoscale-web'
    const whole = (await world.run('monitoring')) && (world.files.get('monitoring/crontab') ?? '')
    const lines = whole.split('\n')
    const without = (word: string) => lines.filter((line) => !line.includes(word)).join('\n')
    expect(without(' reconcile ')).not.toBe(whole)
    world.files.set(cron, without(' reconcile '))
    expect((await world.run('monitoring', '--check', '--root', '/host')).code).toBe(0)
    world.files.set(cron, without(' scale-in '))
    expect((await world.run('monitoring', '--check', '--root', '/host')).code).toBe(1)
  })

  test('and says what to reload', async () => {
    const world = await installed()
    world.files.set('/host/etc/prometheus/rules.yml', 'mine\n')
    world.files.delete('/host/etc/linode-autoscale/executor.yml')
    const { code, out } = await world.run('monitoring', '--check', '--root', '/host')
    expect(code).toBe(1)
    expect(out).toMatch(/^different +\/host\/etc\/prometheus\/rules\.yml/m)
    expect(out.split('\n').filter((line) => line.startsWith('then: '))).toEqual([
      'then: systemctl reload prometheus',
      'then: systemctl restart linode-autoscale-executor',
    ])
  })
})

describe('flags of the host', () => {
  test.each([
    [['--root', '/'], 'give --check too'],
    [['--check', '--root', '/', '--out', 'x'], '--root and --out exclude'],
    [['--user', 'a b'], '--user a b: give the name'],
    [['--discovery', 'dns'], '--discovery dns: give linode or file'],
    [['--prefix', 'usr'], '--prefix usr: give an absolute path'],
  ])('%s is refused', async (given, why) => {
    const { code, err } = await new World().run('monitoring', ...given)
    expect([code, err]).toEqual([2, expect.stringContaining(why)])
  })

  test('--user and --prefix are in every file that names them', async () => {
    const world = new World()
    await world.run('monitoring', '--user', 'scaler', '--prefix', '/usr/local')
    const files = made(world)
    for (const name of ['linode-autoscale-executor.service', 'linode-autoscale-web-reconcile.service'])
      expect(files.get(name)).toMatch(/^User=scaler$/m)
    expect(files.get('crontab')).toMatch(/^\* \* \* \* \* scaler /m)
    expect(files.get('linode-autoscale-executor.service')).toContain(
      '-f /usr/local/etc/linode-autoscale/executor.yml',
    )
  })
})

describe('a Prometheus that cannot discover Linodes itself (Debian 12)', () => {
  test('reads the file that the timer and cron write, with the same relabelling', async () => {
    const world = new World()
    await world.run('monitoring', '--discovery', 'file')
    const files = made(world)
    const target = '/var/lib/prometheus/linode-autoscale/web.json'
    expect(files.get('prometheus.yml')).toContain(`- files: ["${target}"]`)
    for (const name of ['linode-autoscale-web-reconcile.service', 'crontab'])
      expect(files.get(name)).toContain(`targets --out ${target} --profile`)
    const { out } = await world.run('check', '--json', '--prometheus', 'monitoring/prometheus.yml')
    const items: readonly { name: string; verdict: string }[] = JSON.parse(out).items
    expect(items.find(({ name }) => name === 'prometheus')?.verdict).toBe('ok')
  })
})
