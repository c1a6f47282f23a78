import { describe, expect, test } from 'vitest'
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts'
import { WEB, World } from '../../support/world.ts'

const PROFILE = WEB.replace('min: 2, max: 8', 'min: 1, max: 3')
const HOUR = 3_600_000

interface Scene {
  readonly switches?: NonNullable<SandboxOptions['switches']>
  readonly args?: readonly string[]
}

/** The second run looks after the first has tidied the node of web-3's drain and before it creates: they choose different numbers. */
async function afterALeftover({ switches = {}, args = ['--no-wait'] }: Scene) {
  const world = new World({ members: 3, profile: PROFILE, sandbox: { switches } })
  world.markLeaving('web-3')
  world.sandbox.byHand.removeInstance('web-3')
  world.time.advance(HOUR)
  world.sandbox.faults.add({ method: 'DELETE', path: '*', times: 1, kind: 'delay', delayMs: 2_000 })
  const first = world.begin('scale-out', '--json', ...args)
  await world.pass(1_000)
  const ran = await world.time.run(Promise.all([first, world.begin('scale-out', '--json', ...args)]))
  return {
    world,
    ran,
    said: ran.map((r) => JSON.parse(r.out) as { result: string; hold: { reason: string } | null }),
  }
}

const LAG = { instances: 5_000, nodes: 0, events: 5_000 }

describe('two scale-outs for one load that chose different numbers: one member stays', () => {
  const scenes: readonly (readonly [string, Scene])[] = [
    ['as the later one is seen', {}],
    ['with ids that fall', { switches: { instanceIds: 'falling' } }],
    ['with lists that lag', { switches: { listLag: LAG } }],
    ['with both', { switches: { instanceIds: 'falling', listLag: LAG } }],
    ['and both wait', { args: [] }],
    [
      'and both wait, with ids that fall and lists that lag',
      { args: [], switches: { instanceIds: 'falling', listLag: LAG } },
    ],
  ]
  test.each(scenes)('%s', async (_name, scene) => {
    const { world, ran, said } = await afterALeftover(scene)
    expect(world.creates, ran.map((r) => r.err).join('')).toBe(1)
    expect(world.writes.filter((w) => w.startsWith('POST /v4beta/linode/instances 200'))).toHaveLength(2)
    expect(
      ran.map((r) => r.code),
      ran.map((r) => r.err).join(''),
    ).toEqual([0, 0])
    expect(said.map((s) => s.result).toSorted()).toEqual(['done', 'held'])
    expect(said.map((s) => s.hold?.reason ?? null)).toContain('taken-by-another-run')
    world.time.advance(10_000)
    expect(world.illegalities(), ran.map((r) => r.err + r.out).join('\n---\n')).toEqual([])
  })

  test('who gives up says so, costs nothing, and takes its backend node along', async () => {
    const { world, ran } = await afterALeftover({})
    const loser = ran.find((r) => r.out.includes('taken-by-another-run'))
    expect(loser?.err).toContain('another run has added web-3 for the same load')
    const { changes, cost } = JSON.parse(loser?.out ?? '') as {
      changes: { member: string; steps: { step: string; status: string }[] }[]
      cost: { hourly_change: number }
    }
    expect(cost.hourly_change).toBe(0)
    const steps = changes.find((c) => c.member === 'web-4')?.steps ?? []
    expect(steps.map((s) => `${s.step} ${s.status}`)).toEqual([
      'create done',
      'attach done',
      'delete done',
      'detach done',
    ])
    expect(world.backendAddress('web-4')).toBe('not attached')
  })
})

test('what a person has kept a moment after its create is not given up', async () => {
  const world = new World({
    members: 3,
    profile: PROFILE,
    witness: ({ method, url }, reply) => {
      if (method === 'POST' && url.endsWith('/linode/instances') && reply.body.includes('"web-4"'))
        world.sandbox.byHand.addTag('web-4', 'keep')
    },
  })
  world.sandbox.byHand.removeInstance('web-3')
  world.time.advance(HOUR)
  world.sandbox.faults.add({ method: 'DELETE', path: '*', times: 1, kind: 'delay', delayMs: 2_000 })
  const first = world.begin('scale-out', '--no-wait')
  await world.pass(1_000)
  await world.time.run(Promise.all([first, world.begin('scale-out', '--no-wait')]))
  expect(world.statusOf('web-4')).not.toBe('gone')
})

describe('above max', () => {
  test('what has never served is removed by any reconcile, newest first, without a cooldown', async () => {
    const world = new World({ members: 2, profile: PROFILE })
    await world.run('scale-out', '--no-wait')
    world.sandbox.byHand.addInstance({ label: 'web-4', tags: ['fleet:web:12345'], status: 'provisioning' })
    const { code, out } = await world.run('reconcile', '--no-wait')
    expect([code, out]).toEqual([0, expect.stringContaining('1 removed')])
    expect([world.statusOf('web-3'), world.statusOf('web-4')]).toEqual(['booting', 'gone'])
  })

  test('what has served goes only after the cooldown', async () => {
    const world = new World({ members: 2, profile: PROFILE })
    await world.run('scale-out')
    world.profile((text) => text.replace('max: 3', 'max: 2'))
    const { out } = await world.run('reconcile', '--no-wait')
    expect(out).toContain('held (cooldown)')
  })
})

describe('an instance that is born without the fleet tag', () => {
  const dropped = { switches: { createTags: 'dropped' } } as const

  test('is deleted by the run that made it, which fails and says why', async () => {
    const world = new World({ members: 3, sandbox: dropped })
    const { code, out } = await world.run('scale-out')
    expect([code, out]).toEqual([1, expect.stringContaining('came back without the tag fleet:web:12345')])
    expect(out).toContain('the token’s user may not tag; it was deleted again')
    expect(world.statusOf('web-4')).toBe('gone')
    expect(world.backendAddress('web-4')).toBe('not attached')
  })

  test('and cannot be deleted: the run says that too', async () => {
    const world = new World({ members: 3, sandbox: dropped })
    world.sandbox.faults.add({ method: 'DELETE', path: '*', times: 1_000, kind: '503' })
    const { code, out } = await world.run('scale-out')
    expect([code, out]).toEqual([1, expect.stringContaining('deleting it again failed, delete it by hand')])
  })

  test('is made three times an hour at most', async () => {
    const world = new World({ members: 0, sandbox: dropped })
    for (let minute = 0; minute < 5; minute++) {
      await world.run('reconcile', '--no-wait')
      world.time.advance(60_000)
    }
    expect(world.writes.filter((w) => w.startsWith('POST'))).toHaveLength(3)
    expect((await world.run('reconcile')).out).toContain('held (new-members-fail)')
  })
})

function retag(world: World, tags: readonly string[]): void {
  for (const label of ['web-1', 'web-2', 'web-3']) world.sandbox.byHand.setTags(label, tags)
}

describe('members whose tag was overwritten', () => {
  const three = WEB.replace('min: 2, max: 8', 'min: 3, max: 3')

  test('count against max: nobody is made beside them, and the hold names them', async () => {
    const world = new World({ members: 3, profile: three })
    retag(world, ['khw'])
    const { code, out } = await world.run('reconcile', '--no-wait')
    expect([code, out]).toEqual([0, expect.stringContaining('held (strangers)')])
    expect(out).toMatch(
      /web-1 \(instance \d+\), web-2 \(instance \d+\), web-3 \(instance \d+\) run without the tag/,
    )
    expect(out).toContain('put it back on them, or rename or delete them')
    retag(world, ['khw', 'fleet:web:12345'])
    expect((await world.run('reconcile', '--no-wait')).out).toContain('nothing to do')
    expect(world.creates).toBe(0)
  })

  test('count against filling to min, but never against the first member in service', async () => {
    const world = new World({ members: 3, profile: three.replace('max: 3', 'max: 8') })
    retag(world, ['khw'])
    await world.run('reconcile')
    expect(world.creates).toBe(1)
    expect((await world.run('reconcile')).out).toContain('held (strangers)')
    expect(world.creates).toBe(1)
  })

  test('do not count against a load that asks for more', async () => {
    const world = new World({ members: 3, profile: WEB })
    world.sandbox.byHand.setTags('web-3', [])
    expect((await world.run('scale-out')).out).toContain('1 added')
  })

  test('that are another fleet’s or do not run count for nothing', async () => {
    const world = new World({ members: 3, profile: three })
    world.sandbox.byHand.setTags('web-1', ['fleet:web:54321'])
    world.sandbox.byHand.setTags('web-2', [])
    world.powerOff('web-2')
    await world.run('reconcile', '--no-wait')
    expect(world.creates).toBe(2)
  })
})
