import { describe, expect, test } from 'vitest'
import { WEB, WEB_ON_TWO, World, type WorldOptions } from '../../support/world.ts'

const VPC = WEB.replace('region: us-east', 'region: us-ord\n  vpc: { subnet_id: 241169 }')
const IPV6 = WEB.replace('id: 12345', 'id: 12345\n  backend: public-ipv6')
const DAY = 86_400_000

/** A world of one kind of address. */
const KINDS: readonly (readonly [string, string, Partial<WorldOptions>])[] = [
  ['vpc', VPC, {}],
  ['vpc on a premium NodeBalancer', VPC, { nodeBalancerType: 'premium' }],
  ['public-ipv6', IPV6, {}],
  ['public-ipv6 on a premium NodeBalancer', WEB, { nodeBalancerType: 'premium' }],
]

describe.each(KINDS)('a fleet reached by %s', (_kind, profile, options) => {
  test('grows, rests and shrinks like any other', async () => {
    const world = new World({ profile, foreign: 0, ...options })
    expect((await world.run('scale-out')).code).toBe(0)
    expect(world.health()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
    world.time.advance(DAY)
    const rest = await world.run('reconcile', '--json')
    expect(JSON.parse(rest.out)).toMatchObject({ result: 'done', changes: [] })
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.health()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP'])
  })

  test('a dry run names the kind of address', async () => {
    const world = new World({ profile, foreign: 0, ...options })
    const { out } = await world.run('scale-out', '--dry-run')
    expect(out).toMatch(/attach {2}<its (VPC|public IPv6) address>:80 to config 67890/)
    expect(world.writes).toEqual([])
  })

  test('a backend node whose instance is gone is known by its label', async () => {
    const world = new World({ profile, foreign: 0, members: 4, ...options })
    world.lose('web-2')
    const { code, out } = await world.run('reconcile')
    expect([code, out]).toEqual([0, expect.stringContaining('tidy web-2')])
    expect(world.health()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP'])
  })

  test('a backend node that was lost is made again, at the same address', async () => {
    const world = new World({ profile, foreign: 0, ...options })
    const before = world.backendAddress('web-2')
    for (const { id } of world.sandbox.byHand.backends().filter((b) => b.label === 'web-2'))
      world.sandbox.byHand.removeBackend(id)
    expect((await world.run('reconcile')).code).toBe(0)
    expect([world.health(), world.backendAddress('web-2')]).toEqual([
      ['web-1 UP', 'web-2 UP', 'web-3 UP'],
      before,
    ])
  })

  test('an old backend node of a label that is used again is not the new member’s', async () => {
    const world = new World({ profile, foreign: 0, ...options })
    const { byHand } = world.sandbox
    world.lose('web-2')
    byHand.addInstance({ label: 'web-2', tags: ['fleet:web:12345'], region: 'us-ord', subnet: 241169 })
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.health()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP'])
  })
})

describe('what does not fit is refused before anything is created', () => {
  test.each<readonly [string, string, (world: World) => void, string]>([
    [
      'a region without VPCs',
      VPC.replace('us-ord', 'us-east'),
      () => undefined,
      'the region us-east has no VPCs; set nodebalancer.backend to another kind, or use a NodeBalancer of a region that has them',
    ],
    [
      'a NodeBalancer in no VPC',
      VPC.replace('id: 12345', 'id: 12399').replace('67890', '67899'),
      (w) =>
        w.sandbox.byHand.addNodeBalancer({
          id: 12399,
          region: 'us-ord',
          configs: [{ id: 67899, port: 80, check: 'http' }],
        }),
      'NodeBalancer 12399 does not reach VPC subnet 241169: it is in no VPC; name a NodeBalancer that was created in that VPC, or set nodebalancer.backend to another kind',
    ],
    [
      'a NodeBalancer in another subnet',
      VPC.replace('241169', '7'),
      () => undefined,
      'NodeBalancer 12345 does not reach VPC subnet 7: it is in subnet 241169; set instance.vpc.subnet_id to 241169',
    ],
    [
      'a config of UDP',
      WEB,
      (w) => w.setProtocol(67890, 'udp'),
      'config 67890 of NodeBalancer 12345 is UDP, and its backend nodes cannot be drained; take it out of nodebalancer.configs',
    ],
  ])('%s', async (_rule, profile, prepare, words) => {
    const world = new World({ profile: profile.includes('us-east') ? WEB : VPC, foreign: 0 })
    prepare(world)
    world.profile(() => profile)
    const before = world.writes.length
    for (const command of ['scale-out', 'reconcile']) {
      const { code, err } = await world.run(command)
      expect([code, err]).toEqual([3, `error: ${words}\n`])
    }
    expect(world.writes.length).toBe(before)
  })
})

const TWO = WEB.replace(
  'nodebalancer:\n  id: 12345\n  configs: [{ id: 67890, port: 80 }]',
  `nodebalancer:
  - { id: 12345, configs: [{ id: 67890, port: 80, weight: 50 }, { id: 67891, port: 8080 }] }
  - { id: 12346, configs: [{ id: 67892, port: 80, mode: backup, weight: 7 }] }`,
)

describe('several NodeBalancers and configs', () => {
  test('a member gets a backend node on each, with the weight and mode of the config', async () => {
    const world = new World({ profile: TWO, foreign: 0 })
    const { code } = await world.run('scale-out')
    expect(code).toBe(0)
    const made = world.sandbox.byHand.backends().filter((b) => b.label === 'web-4')
    expect(made.map((b) => [b.config, b.address.split(':')[1], b.mode, b.weight, b.status])).toEqual([
      [67890, '80', 'accept', 50, 'UP'],
      [67891, '8080', 'accept', 100, 'UP'],
      [67892, '80', 'backup', 7, 'UP'],
    ])
  })

  test('is in service when all of its backend nodes are', async () => {
    const world = new World({ profile: TWO, foreign: 0 })
    const [node] = world.sandbox.byHand.backends(67892)
    world.sandbox.byHand.changeBackend(node?.id ?? 0, { status: 'DOWN' })
    const { out } = await world.run('status')
    expect(out).toContain('web: 2 in service of 3 members')
    expect(out).toMatch(/web-1 +out-of-service/)
  })

  test('a member that leaves is drained on each and put back in the mode of each', async () => {
    const world = new World({ profile: TWO, foreign: 0 })
    world.markLeaving('web-3')
    const { code } = await world.run('scale-out', '--to', '3')
    expect(code).toBe(0)
    expect(world.backendsOf('web-3').map((b) => [b.label, b.mode])).toEqual([
      ['web-3', 'accept'],
      ['web-3', 'accept'],
      ['web-3', 'backup'],
    ])
  })

  test('any other mode than the config’s is a person’s', async () => {
    const world = new World({ profile: TWO, foreign: 0 })
    const [node] = world.sandbox.byHand.backends(67892)
    world.sandbox.byHand.changeBackend(node?.id ?? 0, { mode: 'accept' })
    const { out } = await world.run('status')
    expect(out).toContain('held: mode accept on config 67892, not set by us')
  })

  test('shrinks by all of them', async () => {
    const world = new World({ profile: TWO, foreign: 0 })
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).not.toContain('web-3')
    expect(world.sandbox.byHand.instances()).toHaveLength(2)
  })

  test('one in another region is refused', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    world.sandbox.byHand.addNodeBalancer({ id: 12346, region: 'us-west', configs: [{ id: 67892, port: 80 }] })
    world.profile(() => TWO)
    const { code, err } = await world.run('scale-out')
    expect([code, err]).toEqual([3, expect.stringContaining('NodeBalancer 12346 is in us-west')])
  })
})

describe('locks are seen before anything is drained', () => {
  test('a locked instance is held, and another is chosen', async () => {
    const world = new World()
    world.sandbox.byHand.setLocks('web-3', ['cannot_delete'])
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.health()).toEqual(['web-1 UP', 'web-3 UP'])
  })

  test('a NodeBalancer locked with what is in it holds everybody', async () => {
    const world = new World()
    world.sandbox.byHand.setNodeBalancerLocks(12345, ['cannot_delete_with_subresources'])
    const { code, out } = await world.run('scale-in')
    expect([code, out]).toEqual([0, expect.stringContaining('held (no-candidate)')])
    expect((await world.run('status')).out).toContain(
      'held: locked (cannot_delete_with_subresources on NodeBalancer 12345)',
    )
    expect(world.writes).toEqual([])
  })

  test('one that is locked itself, and not what is in it, holds nobody', async () => {
    const world = new World()
    world.sandbox.byHand.setNodeBalancerLocks(12345, ['cannot_delete'])
    expect((await world.run('scale-in')).code).toBe(0)
  })

  test('what is left over on a locked NodeBalancer is told and left', async () => {
    const world = new World()
    world.lose('web-2')
    world.sandbox.byHand.setNodeBalancerLocks(12345, ['cannot_delete_with_subresources'])
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.writes).toEqual([])
    expect((await world.run('status')).out).toContain('its NodeBalancer is locked, and nothing removes it')
  })
})
