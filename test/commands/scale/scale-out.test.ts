import { describe, expect, test } from 'vitest'
import { WEB, WEB_ON_TWO, World } from '../../support/world.ts'

const CREATE = 'POST /v4beta/linode/instances 200'
const attach = (config: number): string => `POST /v4/nodebalancers/12345/configs/${config}/nodes 200`

describe('scale-out', () => {
  test('creates one member, attaches it and waits until it is in service', async () => {
    const world = new World()
    const { code, out, err } = await world.run('scale-out')
    expect(err).toContain('web-4: in service')
    expect(out).toContain('web: done: 1 added, +$0.0075 an hour')
    expect(code).toBe(0)
    expect(world.writes).toEqual([CREATE, attach(67890)])
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
  })

  test('sends the profile, the fleet tag, a private address and a root password nobody sees, in the create itself', async () => {
    const bodies: Record<string, unknown>[] = []
    const world = new World({
      profile: WEB.replace('  authorized_users: [alice]\n', ''),
      witness: ({ method, body }) => {
        if (method === 'POST' && body.includes('root_pass'))
          bodies.push(JSON.parse(body) as Record<string, unknown>)
      },
    })
    const { out, err } = await world.run('scale-out', '--verbose', '--json')
    const [{ root_pass: password, ...body } = {}] = bodies
    expect(body).toEqual({
      label: 'web-4',
      region: 'us-east',
      type: 'g6-nanode-1',
      image: 'linode/debian12',
      tags: ['khw', 'fleet:web:12345', expect.stringMatching(/^spec:\d+-[0-9a-f]{20}$/)],
      private_ip: true,
      interface_generation: 'legacy_config',
    })
    expect(String(password)).toMatch(/^\S{32,128}$/)
    expect(out + err).not.toContain(String(password))
    expect(out + err).not.toContain('sandbox-token')
  })

  test('attaches to every config of the profile', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    const { code } = await world.run('scale-out')
    expect(code).toBe(0)
    expect(world.writes.toSorted()).toEqual([CREATE, attach(67890), attach(67891)].toSorted())
    expect(world.states()).toContain('web-4 UP UP')
  })

  test('by n creates members side by side', async () => {
    const world = new World()
    const { code, out } = await world.run('scale-out', '--by', '3')
    expect([code, out]).toEqual([0, expect.stringContaining('3 added')])
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP', 'web-5 UP', 'web-6 UP'])
    expect(world.time.monotonic()).toBeLessThan(200_000)
  })
})

describe('scale-out waits', () => {
  test('does not wait for health with --no-wait', async () => {
    const world = new World()
    const { code, out } = await world.run('scale-out', '--no-wait')
    expect([code, out]).toEqual([0, expect.stringContaining('1 added')])
    expect(world.states()).toContain('web-4 Unknown')
    expect(world.time.monotonic()).toBeLessThan(10_000)
  })

  test('attaches to a config without a health check only when the instance runs, also with --no-wait', async () => {
    const world = new World()
    world.setCheck(67890, 'none')
    const seen: string[] = []
    world.witness = ({ method, url }) => {
      if (method === 'POST' && url.endsWith('/nodes')) seen.push(world.statusOf('web-4'))
    }
    const { code } = await world.run('scale-out', '--no-wait')
    expect([code, seen]).toEqual([0, ['running']])
  })
})

describe('scale-out makes use of what is there', () => {
  test('takes the lowest number that nobody has, and leaves a stranger of such a label alone', async () => {
    const world = new World()
    world.sandbox.byHand.addInstance({ label: 'web-4' })
    const { code, out } = await world.run('scale-out')
    expect(code).toBe(0)
    expect(out).toContain('note: web-4 (instance')
    expect(out).toContain('is not a member: it has no tag fleet:web:12345')
    expect(world.states()).toContain('web-5 UP')
  })

  test('puts back what is leaving instead of creating', async () => {
    const world = new World()
    world.markLeaving('web-3')
    const { code, out } = await world.run('scale-out')
    expect([code, out]).toEqual([0, expect.stringContaining('1 put back')])
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP'])
    expect(world.writes).toHaveLength(1)
  })

  test('attaches a member that a dead run has left without a backend node', async () => {
    const world = new World()
    world.removeBackends('web-3')
    const { code, out } = await world.run('scale-out')
    expect(out).toContain('attach web-3')
    expect(out).toContain('(on-the-way)')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP'])
  })

  test('removes a backend node whose instance is gone', async () => {
    const world = new World()
    world.lose('web-3')
    await world.run('scale-out', '--no-wait')
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-4 Unknown'])
    expect(world.sandbox.byHand.backends().map((b) => b.label)).toEqual([
      'web-1',
      'web-2',
      'legacy-1',
      'web-4',
    ])
  })
})

describe('scale-out in trouble', () => {
  test.each([
    ['never boots', { boot: 'hangs' }, 'the instance is'],
    ['runs and stays DOWN', { answers: false }, 'config 67890 says DOWN'],
  ] as const)('fails and says why when the member %s', async (_name, behaviour, why) => {
    const world = new World()
    world.sandbox.byHand.misbehave('web-4', behaviour)
    const { code, out } = await world.run('scale-out')
    expect(code).toBe(1)
    expect(out).toContain('web: failed')
    expect(out).toContain('not in service in time')
    expect(out).toContain(why)
    expect(world.time.monotonic()).toBeGreaterThanOrEqual(600_000)
    expect(world.time.monotonic()).toBeLessThan(620_000)
  })

  test('stops waiting at a signal and leaves an attached member on its way', async () => {
    const world = new World()
    const running = world.begin('scale-out')
    await world.pass(10_000)
    world.stop.abort('SIGTERM')
    const { code, out } = await world.time.run(running)
    expect(out).toContain('web: stopped by SIGTERM: 1 added')
    expect(out).toContain('web-4 is left for the next run, or reconcile, to finish')
    expect(code).toBe(143)
    expect(world.states()).toContain('web-4 Unknown')
  })

  test('adopts the instance whose create was carried out but never answered', async () => {
    const world = new World()
    world.sandbox.faults.add({ method: 'POST', path: '/linode/instances', kind: 'drop-after' })
    const { code, out } = await world.run('scale-out')
    expect(out).toContain('adopted')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
  })

  test('looks before it attaches again when the answer was lost', async () => {
    const world = new World()
    const path = '/nodebalancers/*/configs/*/nodes'
    world.sandbox.faults.add({ method: 'POST', path, kind: 'drop-after' })
    const { code } = await world.run('scale-out')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
  })
})

test('under the brake one probe is created: if it gets in service, the machines were the fault', async () => {
  const world = new World()
  world.breakAll()
  const { out } = await world.run('scale-out', '--by', '3', '--no-wait')
  expect(out).toContain('1 added')
})

describe('scale-out holds, exits 0 and says why', () => {
  const table: readonly (readonly [string, readonly string[], (world: World) => unknown, string])[] = [
    ['on-the-way', [], async (w) => await w.run('scale-out', '--no-wait'), '1 of 4 members are on their way'],
    ['cooldown', [], async (w) => await w.run('scale-out'), 'web-4 was created at 2026-11-23T12:00:00Z'],
    ['at-max', ['--force'], async (w) => await w.run('scale-out', '--to', '8', '--force'), '8 members exist'],
    ['at-size', ['--to', '3'], () => undefined, '3 members are in service and 3 are wanted\n'],
    [
      'at-size',
      ['--to', '2'],
      () => undefined,
      '3 members are in service and 2 are wanted: a scale-out removes nobody\n',
    ],
    ['most-members-down', [], async (w) => await w.probe(), '3 of 3 members are DOWN'],
  ]
  test.each(table)('%s', async (reason, args, before, detail) => {
    const world = new World()
    await before(world)
    const writes = world.writes.length
    const { code, out } = await world.run('scale-out', ...args)
    expect(out).toContain(`web: held (${reason}): `)
    expect(out).toContain(detail)
    expect(code).toBe(0)
    expect(world.writes).toHaveLength(writes)
  })

  test('--force passes the cooldown', async () => {
    const world = new World()
    await world.run('scale-out')
    const { out } = await world.run('scale-out', '--force')
    expect(out).toContain('1 added')
  })

  test('taken-by-another-run: of two at once exactly one adds a member', async () => {
    const world = new World()
    const [one, two] = await world.time.run(Promise.all([world.begin('scale-out'), world.begin('scale-out')]))
    expect([one.code, two.code]).toEqual([0, 0])
    const outs = [one.out, two.out].toSorted((a, b) => a.length - b.length).join('')
    expect(outs).toContain('1 added')
    expect(outs).toContain('held (taken-by-another-run)')
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
  })
})

test('the default step is the profile’s', async () => {
  const world = new World({ profile: `${WEB}scale_out: { step: 2 }\n` })
  await world.run('scale-out')
  expect(world.states()).toHaveLength(5)
})
