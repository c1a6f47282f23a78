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
        'failure nodebalancer',
        'failure token-scopes',
        'failure type',
        'warning cooldowns',
        'warning drift',
        'warning health-check',
        'warning login',
        'warning network-helper',
        'warning ports',
        'warning thresholds',
      ].toSorted(),
    )
  })
})

const FOUND: readonly (readonly [string, (world: World) => void, string])[] = [
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
    'a cooldown that is no longer than the drain, in the unit of each',
    (w) =>
      w.profile((p) =>
        p
          .replace('scale_in: {', 'scale_in: { cooldown: 1m, drain: 90s,')
          .concat('scale_out: { cooldown: 0s }\n'),
      ),
    'warning cooldowns: scale_in.cooldown (1m) is not longer than the drain (90s)',
  ],
  [
    'bounds without room',
    (w) => w.profile((p) => p.replace('max: 8', 'max: 2')),
    'warning size: size.min and size.max are both 2: the fleet never scales',
  ],
  [
    'more members than max, which reconcile would remove',
    (w) => w.profile((p) => p.replace('min: 2, max: 8', 'min: 1, max: 2')),
    'failure members: 3 members exist and size.max is 2: 1 are too many, and reconcile removes 1 a run',
  ],
  [
    'fewer members than min',
    (w) => w.profile((p) => p.replace('min: 2', 'min: 5')),
    'warning members: 3 members exist and size.min is 5: the next reconcile creates 2',
  ],
  [
    'an instance that is named like a member',
    (w) => w.sandbox.byHand.removeTag('web-3', 'fleet:web:12345'),
    'warning members: web-3 is named like a member and no member: the fleet tag is missing',
  ],
  [
    'a member in another region',
    (w) => void w.sandbox.byHand.addInstance({ label: 'web-9', tags: ['fleet:web:12345'], region: 'us-ord' }),
    'warning members: web-9 (us-ord): members elsewhere than in us-east, where new ones are created and the NodeBalancer is',
  ],
  [
    'a region without room',
    (w) => {
      w.sandbox.switches.noCapacity = ['g6-nanode-1']
    },
    'failure room: us-east has no room for g6-nanode-1 now: creates fail',
  ],
  [
    'maintenance of a member',
    (w) => w.sandbox.byHand.planMaintenance('web-2', 'cold_migration', Date.UTC(2026, 11, 24, 3, 0, 0)),
    'warning maintenance: Linode will interrupt web-2 (cold migration at 2026-12-24T03:00:00Z (in 30d))',
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
]

describe('check finds', () => {
  test.each(FOUND)('%s', async (_rule, change, finding) => {
    const world = soundWorld()
    change(world)
    expect((await checked(world)).bad).toContain(finding)
  })
})

describe('what check says', () => {
  test('of a NodeBalancer that is gone it claims neither checks nor ports', async () => {
    const world = soundWorld()
    world.profile((p) => p.replace('12345', '999'))
    const { items } = await checked(world)
    const said = items.filter((i) => ['health-check', 'ports'].includes(i.name)).map((i) => i.detail)
    expect(said).toEqual(Array(2).fill('not known: no config of the profile was found'))
  })

  test('of a config that is gone neither, beside one that is there', async () => {
    const world = soundWorld()
    world.profile((p) => p.replace('id: 67890, port: 80 }', 'id: 67890, port: 80 }, { id: 67899, port: 81 }'))
    const { items } = await checked(world)
    const said = items.filter((i) => ['health-check', 'ports'].includes(i.name)).map((i) => i.detail)
    expect(said).toEqual(['every config that was found has one', '67890: 80'])
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

const GUIDE = join(ROOT, 'test', 'check', 'chain', 'guide')
/** What is wrong in the well-known guide, where, and how it is told. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ['1 one core over all', 'rules.yml:5', /idle time of one core/],
  ['2 per core', 'rules.yml:5', /over cores and not over hosts/],
  ['2 every host', 'rules.yml:5', /every host that Prometheus knows/],
  ['3 the dead and the silent', 'rules.yml:9', /does not ask who answers/],
  ['4 two samples', 'rules.yml:5', /irate sees two samples/],
  ['5 waiting is busy', 'rules.yml:5', /waiting for a disk/],
  ['5 a label that is gone', 'rules.yml:15', /the label job is gone/],
  ['6 the empty address', 'prometheus.yml:19', /asked at \[\]:9100/],
  ['7 inhibition that never applies', 'alertManager.yml:12', /no alert of the rules can hold another back/],
  ['8 one member an hour', 'alertManager.yml:5', /repeat_interval 1h/],
  ['9 sent again beside itself', 'executor.yml:4', /max is not set/],
  ['10 two tags that are one', 'executor.yml:4', /--tags khw,autoscale is one tag/],
  ['the token', 'prometheus.yml:14', /the token stands in the file/],
  ['the signal', 'executor.yml:8', /gets SIGUSR1/],
  ['every interface', 'executor.yml:1', /listens on every interface/],
  ['the script', 'executor.yml:4', /scaleOut\.sh makes Linodes beside/],
  ['never in', 'rules.yml:2', /never scales in/],
]

describe('check of the chain’s files', () => {
  test('the generated ones have no trap', async () => {
    const world = soundWorld()
    await world.run('monitoring')
    const flags = ['prometheus', 'rules', 'alertmanager', 'executor'].flatMap((name) => [
      `--${name}`,
      `monitoring/${name}.yml`,
    ])
    const { code, items, bad } = await checked(world, ...flags)
    expect([code, bad]).toEqual([0, []])
    expect(items.map((i) => i.name)).toEqual(
      expect.arrayContaining(['prometheus', 'rules', 'alertmanager', 'executor']),
    )
  })

  test('the guide’s four files: each of its ten mistakes with line and remedy', async () => {
    const world = soundWorld()
    const names = {
      prometheus: 'prometheus.yml',
      rules: 'rules.yml',
      alertmanager: 'alertManager.yml',
      executor: 'executor.yml',
    }
    const flags = Object.entries(names).flatMap(([flag, name]) => {
      world.files.set(name, readFileSync(join(GUIDE, name), 'utf8'))
      return [`--${flag}`, name]
    })
    const { code, items, bad } = await checked(world, ...flags)
    expect(code).toBe(1)
    expect(items.filter((i) => i.verdict !== 'ok' && i.remedy === null)).toEqual([])
    for (const [mistake, place, what] of MISTAKES)
      expect([mistake, bad.find((each) => each.includes(`: ${place}: `) && what.test(each))]).toEqual([
        mistake,
        expect.any(String),
      ])
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
