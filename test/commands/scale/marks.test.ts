import { describe, expect, test } from 'vitest'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { WEB, WEB_ON_TWO, World } from '../../support/world.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 23, 12)
const RUNS = ['scale-in --to 2', 'scale-out --no-wait', 'reconcile --no-wait']

function nodeOf(world: World, label: string, config = 67890) {
  return world.backendsOf(label).find((b) => b.config === config)
}

/** A node of a member, marked by a run at `at`, and in any mode. */
function mark(world: World, label: string, mode: 'accept' | 'drain' | 'reject', at = START): void {
  const id = nodeOf(world, label)?.id ?? 0
  world.sandbox.byHand.changeBackend(id, { mode, label: markedLabel(label, at) })
}

describe('a mark is ours only while both halves stand', () => {
  test.each(RUNS)(
    '%s takes a mark off a node that a person has put back, and removes nobody',
    async (line) => {
      const world = new World({ members: 4 })
      mark(world, 'web-3', 'accept')
      world.time.advance(60_000)
      await world.run(...line.split(' '))
      expect(nodeOf(world, 'web-3')).toMatchObject({ label: 'web-3', mode: 'accept' })
      expect(world.sandbox.byHand.instances().map((i) => i.label)).toContain('web-3')
    },
  )

  test('in another mode it comes off, and the mode stays', async () => {
    const world = new World()
    mark(world, 'web-3', 'reject')
    await world.run('reconcile', '--no-wait')
    expect(nodeOf(world, 'web-3')).toMatchObject({ label: 'web-3', mode: 'reject' })
  })

  test('what a person drains a day later stays theirs', async () => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'accept')
    await world.run('reconcile', '--no-wait')
    world.time.advance(24 * HOUR)
    world.sandbox.byHand.changeBackend(nodeOf(world, 'web-3')?.id ?? 0, { mode: 'drain' })
    for (const line of RUNS) await world.run(...line.split(' '))
    expect(nodeOf(world, 'web-3')).toMatchObject({ label: 'web-3', mode: 'drain' })
  })

  test('undone on one of two configs it is given back on the other', async () => {
    const world = new World({ profile: WEB_ON_TWO, members: 4 })
    mark(world, 'web-3', 'drain')
    world.sandbox.byHand.changeBackend(nodeOf(world, 'web-3', 67891)?.id ?? 0, {
      label: markedLabel('web-3', START),
    })
    await world.run('scale-in')
    expect(world.backendsOf('web-3').map((b) => [b.label, b.mode])).toEqual([
      ['web-3', 'accept'],
      ['web-3', 'accept'],
    ])
  })
})

describe('a drain that no run can finish any more is held', () => {
  const tooOld = 2 * HOUR

  test.each(RUNS)('%s neither finishes it nor puts it back', async (line) => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'drain')
    world.time.advance(tooOld)
    await world.run(...line.split(' '))
    expect(nodeOf(world, 'web-3')).toMatchObject({ mode: 'drain', label: markedLabel('web-3', START) })
  })

  test('status names it, since when, and what ends it', async () => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'drain')
    world.time.advance(tooOld)
    expect((await world.run('status')).out).toContain(
      'held: in drain on config 67890 since 2026-11-23T12:00:00Z: too long for a run to finish it; set it back to accept, or delete the instance',
    )
  })

  test('a young one is finished', async () => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'drain')
    world.time.advance(60_000)
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.sandbox.byHand.instances().map((i) => i.label)).not.toContain('web-3')
  })
})

describe('a machine that was a member and is left in a drain of ours', () => {
  test('is put back when it carries no fleet tag any more, by any run', async () => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'drain')
    world.sandbox.byHand.removeTag('web-3', 'fleet:web:12345')
    expect((await world.run('status')).out).toContain('is no member any more, and was left in a drain')
    await world.run('reconcile', '--no-wait')
    expect(nodeOf(world, 'web-3')).toMatchObject({ label: 'web-3', mode: 'accept' })
  })

  test.each(RUNS)('is put back by %s when it was renamed and carries our tag', async (line) => {
    const world = new World({ members: 4 })
    const node = nodeOf(world, 'web-3')
    mark(world, 'web-3', 'drain')
    world.sandbox.byHand.rename('web-3', 'web-3-debug')
    await world.run(...line.split(' '))
    const now = world.sandbox.byHand.backends().find((b) => b.id === node?.id)
    expect(now).toMatchObject({ label: 'web-3', mode: 'accept' })
  })

  test('is left to another fleet when it carries that one’s tag', async () => {
    const world = new World({ members: 4 })
    mark(world, 'web-3', 'drain')
    world.sandbox.byHand.removeTag('web-3', 'fleet:web:12345')
    world.sandbox.byHand.addTag('web-3', 'fleet:shop:9')
    await world.run('reconcile', '--no-wait')
    expect(nodeOf(world, 'web-3')).toMatchObject({ mode: 'drain' })
  })

  test.each<readonly [string, (world: World) => void]>([
    ['loses its fleet tag', (w) => w.sandbox.byHand.removeTag('web-4', 'fleet:web:12345')],
    ['is renamed', (w) => w.sandbox.byHand.rename('web-4', 'shop-4')],
  ])('one that %s during the drain is put back by the very run', async (_name, change) => {
    const world = new World({ members: 4 })
    const going = world.begin('scale-in')
    await world.pass(5_000)
    const node = nodeOf(world, 'web-4')
    change(world)
    const { out } = await world.time.run(going)
    expect(out).toContain('is no member any more: its label or its fleet tag was changed')
    const now = world.sandbox.byHand.backends().find((b) => b.id === node?.id)
    expect(now).toMatchObject({ label: 'web-4', mode: 'accept' })
  })
})

/** A person points the drained backend node of web-3 at a machine of theirs, which is older than the drain. */
function pointAway(world: World): { readonly id: number; readonly address: string } {
  const { byHand } = world.sandbox
  byHand.addInstance({ label: 'db-1', region: 'us-east' })
  world.time.advance(60_000)
  mark(world, 'web-3', 'drain', START + 60_000)
  const id = nodeOf(world, 'web-3')?.id ?? 0
  const address = `${byHand.privateAddressOf('db-1')}:80`
  byHand.changeBackend(id, { address })
  return { id, address }
}

describe('a machine that never was a member gets no connections by a drain of ours', () => {
  test.each(RUNS)('%s leaves what a person has pointed at theirs alone', async (line) => {
    const world = new World({ members: 4 })
    const { id, address } = pointAway(world)
    await world.run(...line.split(' '))
    const now = world.sandbox.byHand.backends().find((b) => b.id === id)
    expect(now).toMatchObject({ address, mode: 'drain', label: markedLabel('web-3', START + 60_000) })
    expect(world.writes.filter((w) => w.endsWith(`/nodes/${id}`))).toEqual([])
  })

  test.each(RUNS)('%s leaves whoever got the address of a deleted one alone', async (line) => {
    const world = new World({ members: 4 })
    const { byHand } = world.sandbox
    world.sandbox.switches.reuseAddresses = true
    mark(world, 'web-3', 'drain')
    const node = nodeOf(world, 'web-3')
    byHand.removeInstance('web-3')
    world.time.advance(60_000)
    byHand.addInstance({ label: 'ubuntu-db', region: 'us-east' })
    expect(`${byHand.privateAddressOf('ubuntu-db')}:80`).toBe(node?.address)
    await world.run(...line.split(' '))
    const now = byHand.backends().find((b) => b.id === node?.id)
    expect(now).toMatchObject({ mode: 'drain', label: markedLabel('web-3', START) })
  })

  test('status names it, whose address it is and what ends it', async () => {
    const world = new World({ members: 4 })
    const { id, address } = pointAway(world)
    expect((await world.run('status')).out).toContain(
      `backend node ${id} (${address}) on config 67890 is in our drain of web-3, and db-1 (instance `,
    )
  })

  test('of one that was pointed away during the drain the run says that a person has', async () => {
    const world = new World({ members: 4 })
    const { byHand } = world.sandbox
    byHand.addInstance({ label: 'db-1', region: 'us-east' })
    const going = world.begin('scale-in')
    await world.pass(5_000)
    const node = nodeOf(world, 'web-4')
    const address = `${byHand.privateAddressOf('db-1')}:80`
    byHand.changeBackend(node?.id ?? 0, { address })
    const { out } = await world.time.run(going)
    expect(out).toContain(`held (taken-by-a-person): web-4: somebody has pointed backend node ${node?.id}`)
    expect(byHand.backends().find((b) => b.id === node?.id)).toMatchObject({ address, mode: 'drain' })
    expect(byHand.instances().map((i) => i.label)).toContain('web-4')
  })
})

test.each([29, 30, 32])(
  'a node that a person has given a label of %i characters stops no scale-in',
  async (length) => {
    const world = new World({ members: 4 })
    world.sandbox.byHand.changeBackend(nodeOf(world, 'web-4')?.id ?? 0, {
      label: 'canary'.padEnd(length, '-x'),
    })
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.sandbox.byHand.instances().filter((i) => i.label.startsWith('web-'))).toHaveLength(3)
    expect(world.illegalities()).toEqual([])
  },
)

describe('what disappears during a drain is told for what it is', () => {
  test.each<readonly [string, string, string]>([
    ['the NodeBalancer', '/v4/nodebalancers/12345', 'NodeBalancer 12345 of the profile does not exist'],
    ['the config', '/v4/nodebalancers/12345/configs/67890', 'config 67890 of the profile does not exist'],
  ])('%s', async (_name, path, why) => {
    const world = new World({ members: 4 })
    const going = world.begin('scale-in')
    await world.pass(5_000)
    world.sandbox.handle({
      method: 'DELETE',
      url: path,
      headers: { authorization: 'Bearer sandbox-token' },
      body: '',
    })
    const { code, out } = await world.time.run(going)
    expect([code, out]).toEqual([1, expect.stringContaining(why)])
    expect(world.sandbox.byHand.instances()).toHaveLength(5)
  })
})

describe('a delete takes its backend nodes away wherever they are', () => {
  test('on a config that has left the profile, by address and label', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    const { byHand } = world.sandbox
    byHand.addBackend({ config: 67891, address: `${byHand.privateAddressOf('web-3')}:9000`, label: 'mine' })
    world.profile(() => WEB)
    expect((await world.run('scale-in')).code).toBe(0)
    expect(byHand.backends(67891).map((b) => b.label)).toEqual(['web-1', 'web-2', 'legacy-1', 'mine'])
  })

  test('behind a NodeBalancer that the profile does not name', async () => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addNodeBalancer({ id: 22222, region: 'us-east', configs: [{ id: 33333, port: 80 }] })
    byHand.addBackend({ config: 33333, address: `${byHand.privateAddressOf('web-3')}:80`, label: 'web-3' })
    expect((await world.run('scale-in')).code).toBe(0)
    expect(byHand.backends(33333)).toEqual([])
  })
})

test('a scale-out that begins while a scale-in drains puts its victim back', async () => {
  const world = new World({ members: 4 })
  const going = world.begin('scale-in')
  await world.pass(5_000)
  const out = await world.time.run(world.begin('scale-out', '--to', '4', '--no-wait'))
  expect(out.out).toContain('put-back web-4')
  await world.time.run(going)
  expect([world.creates, world.states().length]).toEqual([0, 4])
  expect(world.illegalities()).toEqual([])
})
