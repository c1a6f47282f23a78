import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const GUIDE = 'nginx-1b9d6bcd'

/** A fleet of two, and an instance behind its NodeBalancer that the guide's script made. */
function withGuide(): World {
  const world = new World({ members: 2 })
  const { byHand } = world.sandbox
  byHand.addInstance({ label: GUIDE, tags: ['khw,autoscale'], at: 0 })
  byHand.addBackend({
    config: 67890,
    label: GUIDE,
    address: `${byHand.privateAddressOf(GUIDE)}:80`,
  })
  return world
}

const tagsOf = (world: World, label: string): readonly string[] =>
  world.sandbox.byHand.instances().find((i) => i.label === label)?.tags ?? []

/** Adopts, and is cut off before the machine itself is renamed. */
async function cutBetween(world: World): Promise<void> {
  world.sandbox.faults.add({ method: 'PUT', path: '/linode/instances/*', kind: '503', times: 1000 })
  expect((await world.run('adopt', GUIDE, '--yes')).code).toBe(1)
  world.sandbox.faults.clear()
}

describe('adopt', () => {
  test('shows what would be done, and does nothing', async () => {
    const world = withGuide()
    const { code, out } = await world.run('adopt', GUIDE)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^nginx-1b9d6bcd \(instance \d+\) would become web-3; tags khw, autoscale, fleet:web:12345; 1 backend node/,
    )
    expect(world.writes).toEqual([])
  })

  test('--yes makes it a member with one call, and its backend node follows', async () => {
    const world = withGuide()
    const { code, out } = await world.run('adopt', GUIDE, '--yes', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ result: 'done', adopted: [{ was: GUIDE, label: 'web-3' }] })
    expect(world.writes.map((w) => w.replace(/\d+ 200$/, 'N'))).toEqual([
      'PUT /v4/nodebalancers/12345/configs/67890/nodes/N',
      'PUT /v4beta/linode/instances/N',
    ])
    expect(tagsOf(world, 'web-3')).toEqual(['khw', 'autoscale', 'fleet:web:12345'])
    expect(world.illegalities()).toEqual([])
    expect(JSON.parse((await world.run('status', '--json')).out)).toMatchObject({
      size: { total: 3 },
      unfinished: [],
    })
  })

  test('one that is not attached is attached by the next run', async () => {
    const world = new World({ members: 2 })
    world.sandbox.byHand.addInstance({ label: 'mine', tags: [], at: 0 })
    await world.run('adopt', 'mine', '--yes')
    await world.run('reconcile', '--no-wait')
    expect(world.illegalities()).toEqual([])
    expect(world.states()).toHaveLength(3)
  })

  test('cut between its two calls it leaves a machine that no run touches, and goes on when it is said again', async () => {
    const world = withGuide()
    await cutBetween(world)
    expect((await world.run('reconcile', '--no-wait')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).toContain('web-3')
    expect((await world.run('adopt', GUIDE, '--yes')).code).toBe(0)
    expect(world.illegalities()).toEqual([])
    expect(world.states()).toHaveLength(3)
  })

  test('cut there, and the machine deleted by hand, its backend node is known to be left over', async () => {
    const world = withGuide()
    await cutBetween(world)
    world.lose(GUIDE)
    expect((await world.run('reconcile', '--no-wait')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).not.toContain('web-3')
  })
})

describe('adopt refuses', () => {
  test.each<readonly [string, readonly string[], (w: World) => void, string]>([
    ['one that does not exist', ['none'], () => undefined, 'there is no instance none'],
    ['a member', ['web-1'], () => undefined, 'web-1 is a member already'],
    [
      'one of another fleet',
      [GUIDE],
      (w) => w.sandbox.byHand.addTag(GUIDE, 'fleet:api:1'),
      'belongs to another fleet (fleet:api:1)',
    ],
    [
      'one behind another NodeBalancer',
      [GUIDE],
      (w) => {
        const { byHand } = w.sandbox
        byHand.addNodeBalancer({
          id: 777,
          region: 'us-east',
          configs: [{ id: 778, port: 80, check: 'http' }],
        })
        byHand.addBackend({
          config: 778,
          label: GUIDE,
          address: `${byHand.privateAddressOf(GUIDE)}:80`,
        })
      },
      'is behind NodeBalancer 777',
    ],
    [
      'more than size.max',
      [GUIDE],
      (w) => w.profile((p) => p.replace('max: 8', 'max: 2')),
      '2 members and 1 more are above size.max (2)',
    ],
  ])('refuses %s, and touches nothing', async (_rule, labels, change, why) => {
    const world = withGuide()
    change(world)
    const { code, err } = await world.run('adopt', ...labels, '--yes')
    expect([code, err]).toEqual([3, expect.stringContaining(why)])
    expect(world.writes).toEqual([])
  })

  test('names every reason at once', async () => {
    const world = withGuide()
    const { err } = await world.run('adopt', 'none', 'web-1', GUIDE, '--yes')
    expect(err).toContain('there is no instance none; web-1 is a member already')
    expect(world.writes).toEqual([])
  })
})
