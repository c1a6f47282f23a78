import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CHECKS } from '../../../src/check/check-item.ts'
import { WEB, World } from '../../support/world.ts'
import { ROOT } from '../../support/root.ts'

interface Item {
  readonly name: string
  readonly verdict: string
  readonly detail: string
  readonly remedy: string | null
}

const SCOPES =
  'linodes:read_write nodebalancers:read_write events:read_only account:read_only firewall:read_only images:read_only'
/** A fleet without a fault. */
const SOUND = WEB.replace('authorized_users', 'firewall_id: 4242\n  authorized_users')

async function checked(world: World, ...args: readonly string[]) {
  const { code, out } = await world.run('check', '--json', ...args)
  const items: readonly Item[] = JSON.parse(out).items
  const bad = items.filter((i) => i.verdict !== 'ok').map((i) => `${i.verdict} ${i.name}: ${i.detail}`)
  return { code, items, bad }
}

function soundWorld(profile = SOUND): World {
  const world = new World({ profile })
  world.sandbox.byHand.setScopes(SCOPES)
  world.sandbox.byHand.setFirewall(4242, { inbound: [], inbound_policy: 'ACCEPT' })
  return world
}

describe('check', () => {
  test('finds nothing in a sound fleet, and writes nothing', async () => {
    const world = soundWorld()
    expect(await checked(world)).toMatchObject({ code: 0, bad: [] })
    expect(world.writes).toEqual([])
  })

  test('finds ten mistakes at once', async () => {
    const world = soundWorld()
    world.sandbox.byHand.setScopes('*')
    world.turnNetworkHelperOff()
    world.profile(
      (p) =>
        p
          .replace('type: g6-nanode-1', 'type: g6-nanode-9')
          .replace('linode/debian12', 'linode/debian99')
          .replace('  authorized_users: [alice]\n', '')
          .replace('port: 80 }', 'port: 8080 }')
          .replace('scale_in: {', 'scale_in: { cooldown: 1m, step: 2,')
          .replace('max: 8', 'max: 4') + 'load: { high: 0.7, high_for: 5m, low: 0.5, low_for: 10m }\n',
    )
    const { byHand } = world.sandbox
    byHand.setScopes(SCOPES.replace('linodes:read_write', 'linodes:read_only'))
    byHand.setFirewall(4242, { inbound: [], inbound_policy: 'DROP' })
    world.setCheck(67890, 'none')
    const { code, bad } = await checked(world)
    expect(code).toBe(1)
    expect(bad.map((each) => each.slice(0, each.indexOf(':'))).toSorted()).toEqual(
      [
        'failure firewall',
        'failure image',
        'failure token-scopes',
        'failure type',
        'warning cooldowns',
        'warning health-check',
        'warning login',
        'warning network-helper',
        'warning ports',
        'warning thresholds',
      ].toSorted(),
    )
  })

  test.each<readonly [string, (world: World) => void, string]>([
    [
      'a token that may do everything',
      (w) => w.sandbox.byHand.setScopes('*'),
      'warning token-scopes: the token may do everything',
    ],
    [
      'a token that may do more than is needed',
      (w) => w.sandbox.byHand.setScopes(`${SCOPES} domains:read_write`),
      'warning token-scopes: the token may do more than is needed: domains:read_write',
    ],
    [
      'a NodeBalancer elsewhere',
      (w) => w.profile((p) => p.replace('region: us-east', 'region: us-ord')),
      'failure nodebalancer: NodeBalancer 12345 is in us-east, and the profile creates instances in us-ord',
    ],
    [
      'a config that does not exist',
      (w) => w.profile((p) => p.replace('67890', '67899')),
      'failure nodebalancer: config 67899 of the profile does not exist on NodeBalancer 12345',
    ],
    [
      'no firewall',
      (w) => w.profile((p) => p.replace('  firewall_id: 4242\n', '')),
      'warning firewall: new members have no firewall',
    ],
    [
      'a member that has no time to boot',
      (w) => w.profile((p) => `${p}scale_out: { healthy_within: 1m }\n`),
      'warning cooldowns: scale_out.healthy_within (1m) is short for a Linode that boots and installs its app: it would be replaced while it starts',
    ],
    [
      'bounds without room',
      (w) => w.profile((p) => p.replace('max: 8', 'max: 2')),
      'warning size: size.min and size.max are both 2: the fleet never scales',
    ],
    [
      'a guide’s instance behind it',
      (w) => {
        const legacy = w.sandbox.byHand.backends().find((b) => b.label === 'legacy-1')
        if (legacy !== undefined)
          w.sandbox.byHand.changeBackend(legacy.id, { label: 'nginx-1b9d6bcd-bbfd-4b2d-9b5d' })
      },
      'warning backends: nginx-1b9d6bcd-bbfd-4b2d-9b5d come from the guide’s script: foreign, and never removed',
    ],
    [
      'another fleet behind it',
      (w) => w.sandbox.byHand.addTag('legacy-1', 'fleet:api:12345'),
      'warning backends: legacy-1 behind this NodeBalancer carries fleet:api:12345, another fleet’s tag',
    ],
  ])('%s', async (_rule, change, finding) => {
    const world = soundWorld()
    change(world)
    expect((await checked(world)).bad).toContain(finding)
  })

  test('what the token may not read is said, and the list goes on', async () => {
    const world = soundWorld()
    world.sandbox.byHand.setScopes('linodes:read_write nodebalancers:read_write events:read_only')
    const { code, items } = await checked(world)
    expect(code).toBe(0)
    const unknown = items.filter((i) => i.detail.includes('not known')).map((i) => i.name)
    expect(unknown).toEqual(expect.arrayContaining(['token-expiry', 'network-helper']))
  })

  test('for a person every finding comes with what to do', async () => {
    const world = soundWorld()
    world.setCheck(67890, 'none')
    const { out } = await world.run('check')
    expect(out).toMatch(/\nwarning +health-check +config 67890 has check none: .*\n +do: set an http check/)
    expect(out.endsWith('web: 0 failures, 1 warning\n')).toBe(true)
  })
})

describe('check of the chain’s files', () => {
  test('the generated ones have no trap', async () => {
    const world = soundWorld()
    await world.run('monitoring')
    const flags = ['executor', 'alertmanager', 'rules'].flatMap((name) => [
      `--${name}`,
      `monitoring/${name}.yml`,
    ])
    const { code, items, bad } = await checked(world, ...flags)
    expect([code, bad]).toEqual([0, []])
    expect(items.map((i) => i.name)).toEqual(expect.arrayContaining(['executor', 'alertmanager', 'rules']))
  })

  const guide = {
    executor: `listen_address: ":8080"
commands:
  - cmd: scale.sh
    resolved_signal: SIGUSR1
`,
    alertmanager: `route:
  group_by: ['...']
  group_interval: 10s
  repeat_interval: 1h
  receiver: executor
`,
    rules: `groups:
  - rules:
      - record: avg_cpu_load5
        expr: avg(1 - (irate(node_cpu_seconds_total{mode="idle"}[5m]) / on(instance) group_left sum by (instance)(irate(node_cpu_seconds_total[5m]))))
      - alert: HighLoad
        annotations: { summary: '{{ $labels.job }}' }
`,
  }

  test.each([
    ['executor', [1, 3, 3, 3, 3, 3]],
    ['alertmanager', [2, 3, 4]],
    ['rules', [null, 4, 4, 4, 6]],
  ] as const)('the guide’s %s: every trap with its line', async (name, lines) => {
    const world = soundWorld()
    world.files.set('guide.yml', guide[name])
    const { code, items } = await checked(world, `--${name}`, 'guide.yml')
    const found = items.filter((i) => i.name === name)
    expect(code).toBe(1)
    expect(found.every((i) => i.remedy !== null)).toBe(true)
    const places = found.map((i) => Number(/^guide\.yml:(\d+): /.exec(i.detail)?.[1] ?? Number.NaN))
    expect(places.map((n) => (Number.isNaN(n) ? null : n)).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
      lines,
    )
  })

  test('a file that is not there is a usage error', async () => {
    const world = soundWorld()
    const { code, err } = await world.run('check', '--rules', 'none.yml')
    expect([code, err]).toEqual([2, expect.stringContaining('--rules none.yml: there is no such file')])
  })
})

test('docs/check.md tells of every item as the tool does', () => {
  const page = readFileSync(join(ROOT, 'docs', 'check.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\| (?!is)/gm)].map(([, name = '', what]) => [
    name,
    what,
  ])
  expect(Object.fromEntries(rows)).toEqual(CHECKS)
})
