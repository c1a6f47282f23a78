import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const QUICK = WEB.replace('scale_in: {', 'scale_in: { cooldown: 0s,')
const FIXED = QUICK.replace('max: 8', 'max: 2')
const NOT_SEEN = 'the token may not see it any more (the token is of a restricted user'

/** From now on the token shows these alone. */
function showOnly(world: World, ...labels: readonly string[]): void {
  const those = world.sandbox.byHand.instances().filter((i) => labels.includes(i.label))
  world.sandbox.switches.visibleLinodes = those.map((i) => i.id)
}

/** Once, after the nth answer to such a request. */
function after(world: World, request: RegExp, happens: () => void, nth = 1): void {
  let times = 0
  world.witness = ({ method, url }) => {
    if (request.test(`${method} ${url}`) && ++times === nth) happens()
  }
}

const labels = (world: World): readonly string[] =>
  world.sandbox.byHand.instances().flatMap((i) => (i.label.startsWith('web-') ? [i.label] : []))

/** The run has failed for its sight, and the member is as it was. */
function expectGivenBack(
  world: World,
  { code, out }: Awaited<ReturnType<World['run']>>,
  label: string,
): void {
  expect(code).toBe(1)
  expect(out).toContain(NOT_SEEN)
  expect(out).not.toContain('another run')
  expect(world.backendsOf(label)).toMatchObject([{ mode: 'accept', label }])
}

describe('a token that no longer shows the member that is being drained', () => {
  test('scale-in fails, says so, and gives the machine its connections back', async () => {
    const world = new World({ members: 4, profile: QUICK })
    const going = world.begin('scale-in')
    await world.pass(5_000)
    showOnly(world, 'web-1', 'web-2', 'web-3')
    expectGivenBack(world, await world.time.run(going), 'web-4')
  })

  test('of two, scale-in removes the one that it sees', async () => {
    const world = new World({ members: 5, profile: QUICK })
    const going = world.begin('scale-in', '--by', '2')
    await world.pass(5_000)
    showOnly(world, 'web-1', 'web-2', 'web-3', 'web-4')
    expectGivenBack(world, await world.time.run(going), 'web-5')
    expect(labels(world)).toEqual(['web-1', 'web-2', 'web-3', 'web-5'])
  })

  test.each<readonly [string, RegExp, number]>([
    ['after the second look', /account\/events/, 2],
    ['between the last read of the instance and its delete', /^GET \S+\/instances\/\d+$/, 1],
  ])('%s: 404 is no deletion, and its backend node stays', async (_when, request, nth) => {
    const world = new World({ members: 4, profile: QUICK })
    after(world, request, () => showOnly(world, 'web-1', 'web-2', 'web-3', 'legacy-1'), nth)
    expectGivenBack(world, await world.run('scale-in'), 'web-4')
    expect(world.writes.filter((w) => w.startsWith('DELETE') && w.includes('/nodes/'))).toEqual([])
  })
})

describe('a token that no longer shows whoever is being replaced at min = max', () => {
  test('reconcile makes no third machine, and the place is not kept for one', async () => {
    const world = new World({ members: 2, profile: FIXED })
    world.pin('web-2', 'DOWN')
    after(world, /^PUT .*\/nodes\//, () => showOnly(world, 'web-1', 'legacy-1'))
    expectGivenBack(world, await world.run('reconcile'), 'web-2')
    expect(labels(world)).toHaveLength(2)
    world.sandbox.switches.visibleLinodes = null
    expect((await world.run('status')).out).toMatch(/unfinished +nothing/)
  })

  test('refresh stops', async () => {
    const world = new World({ members: 2, profile: FIXED })
    world.profile((text) => text.replace('g6-nanode-1', 'g6-standard-1'))
    after(world, /^PUT .*\/nodes\//, () => showOnly(world, 'web-2', 'legacy-1'))
    expectGivenBack(world, await world.run('refresh', '--yes'), 'web-1')
    expect(labels(world)).toEqual(['web-1', 'web-2'])
  })
})

test('a member that was deleted by hand is gone to a restricted user who may read that', async () => {
  const world = new World({ members: 4, profile: QUICK })
  const going = world.begin('scale-in')
  await world.pass(5_000)
  world.sandbox.byHand.removeInstance('web-4')
  showOnly(world, 'web-1', 'web-2', 'web-3')
  const { code, out } = await world.time.run(going)
  expect(code).toBe(0)
  expect(out).toContain('held (taken-by-a-person): web-4: somebody deleted it during its drain')
})

test('a dead member that a person takes in its drain at min = max is held for that person', async () => {
  const world = new World({ members: 2, profile: FIXED })
  world.pin('web-2', 'DOWN')
  after(world, /^PUT .*\/nodes\//, () => world.sandbox.byHand.removeTag('web-2', 'fleet:web:12345'))
  const { code, out } = await world.run('reconcile')
  expect(code).toBe(0)
  expect(out).toContain('held (taken-by-a-person): web-2: instance 97000002 is no member any more')
  expect(out).toContain('web-2 lives and is no member any more, and there is no room beside it')
})
