import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

interface StatusJson {
  readonly version: number
  readonly size: unknown
  readonly members: readonly {
    readonly label: string
    readonly state: string
    readonly backends: readonly unknown[]
  }[]
  readonly unfinished: readonly { readonly kind: string; readonly member: string }[]
}

describe('status', () => {
  test('shows size, members, foreign backends, cooldowns, cost and activity', async () => {
    const world = new World()
    await world.run('scale-out')
    const { code, out } = await world.run('status')
    expect(code).toBe(0)
    expect(out).toContain('web: 4 in service of 4 members, min 2, max 8')
    expect(out).toMatch(/^web-4 {3}in-service {2}running g6-nanode-1 {2}192\.168\.\d+\.\d+ {2}accept UP$/m)
    for (const wide of [['-v'], ['-o', 'wide']])
      expect((await world.run('status', ...wide)).out).toMatch(
        /^web-4 {3}in-service {2}\d+ running g6-nanode-1 {2}192\.168\.\d+\.\d+ {2}accept UP \d+$/m,
      )
    expect(JSON.parse((await world.run('status', '-o', 'json')).out)).toMatchObject({ command: 'status' })
    expect(out).toMatch(/^ {2}legacy-1: 192\.168\.\d+\.\d+:80 accept UP \(config 67890\)$/m)
    expect(out).toContain('scale-out until 2026-11-23T12:05:00Z (in 3m; web-4 was created)')
    expect(out).toContain('scale-in until 2026-11-23T12:15:00Z (in 13m; web-4 was created)')
    expect(out).toContain('$0.03 an hour, $20.00 a month')
    expect(out).toMatch(/2026-11-23T12:00:00Z {2}\d+[ms] ago {2}create {2}web-4 {2}by sandbox/)
    expect(world.writes).toHaveLength(2)
  })

  const states: readonly (readonly [string, (world: World) => unknown])[] = [
    ['in-service', () => undefined],
    ['leaving', (w) => w.markLeaving('web-3')],
    ['held', (w) => w.sandbox.byHand.addTag('web-3', 'keep')],
    ['unattached', (w) => w.removeBackends('web-3')],
    ['out-of-service', (w) => w.pin('web-3', 'DOWN')],
    ['not-running', (w) => w.powerOff('web-3')],
    ['starting', async (w) => await w.recreate('web-3')],
  ]
  test.each(states)('a member can be %s', async (state, change) => {
    const world = new World()
    await change(world)
    const status = await jsonOf(world)
    expect(status.members.find((m) => m.label === 'web-3')).toMatchObject({ state })
  })

  test('names what is unfinished and who finishes it', async () => {
    const world = new World({ members: 4 })
    world.markLeaving('web-2')
    world.removeBackends('web-3')
    world.lose('web-4')
    const { unfinished } = await jsonOf(world)
    expect(unfinished.map((u) => [u.kind, u.member])).toEqual([
      ['leaving', 'web-2'],
      ['attach', 'web-3'],
      ['leftover', 'web-4'],
    ])
    const { out } = await world.run('status')
    expect(out).toContain('web-2: scale-in, reconcile and scale-out put it back')
    expect(out).toMatch(/web-3: 192\.168\.\d+\.\d+:80 is not on config 67890: any run attaches it/)
    expect(out).toMatch(
      /web-4: backend node \d+ \(192\.168\.\d+\.\d+:80\) on config 67890 has no instance: any run removes it/,
    )
  })
})

describe('status --json', () => {
  test('--json has the documented shape and nothing else on standard output', async () => {
    const world = new World({ members: 2 })
    const { out } = await world.run('status', '--json')
    const [one, two] = world.sandbox.byHand.instances()
    const status: unknown = JSON.parse(out)
    const backend = (label: string) => {
      const [{ id, address } = { id: 0, address: '' }] = world.backendsOf(label)
      return { config: 67890, id, address, mode: 'accept', status: 'UP' }
    }
    const member = (i: typeof one) => ({
      label: i?.label,
      state: 'in-service',
      instance: {
        id: i?.id,
        status: 'running',
        type: 'g6-nanode-1',
        created: '2026-11-22T12:00:00Z',
        address: i?.privateIpv4[0],
      },
      drift: { state: 'unknown', differs: [], detail: 'made before specs were kept' },
      backends: [backend(i?.label ?? '')],
    })
    expect(status).toEqual({
      version: 1,
      command: 'status',
      fleet: 'web',
      result: 'done',
      observed: expect.stringMatching(/^2026-11-23T12:\d\d:\d\dZ$/),
      nodebalancers: [{ id: 12345, address: expect.stringMatching(/^[\d.]+$/), region: 'us-east' }],
      size: { serving: 2, total: 2, min: 2, max: 8 },
      members: [member(one), member(two)],
      foreign: [{ ...backend('legacy-1'), label: 'legacy-1' }],
      unfinished: [],
      elsewhere: [],
      cooldown: { scale_out: null, scale_in: null },
      paused: null,
      cost: { hourly: 0.015, monthly: 10 },
      activity: [],
    })
  })

  test('what the lines tell of a held member, and the most that all may cost, is in it', async () => {
    const world = new World({ members: 2 })
    world.profile((p) => p.replace('max: 8', 'max: 8, max_hourly: 0.05'))
    world.sandbox.byHand.addTag('web-1', 'keep')
    const { out } = await world.run('status')
    const [, observed] = /, observed (\S+)$/m.exec(out) ?? []
    expect(out).toMatch(/^web-1 {3}held: tag keep .*[^]*; at most \$0\.05 an hour$/m)
    const status = JSON.parse((await world.run('status', '--json')).out)
    expect(observed).toMatch(/^2026-/)
    expect(status).toMatchObject({ max_hourly: 0.05, members: [{ held: 'tag keep' }, {}] })
    expect(status.members[1]).not.toHaveProperty('held')
  })
})

async function jsonOf(world: World): Promise<StatusJson> {
  return JSON.parse((await world.run('status', '--json')).out) as StatusJson
}
