import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const RUNS = ['scale-in --to 3', 'scale-in', 'scale-out --no-wait', 'reconcile --no-wait']

/** What a run took away, as requests. */
function takenAway(world: World): readonly string[] {
  return world.writes.filter((w) => w.startsWith('DELETE '))
}

function restrictTo(world: World, ...labels: readonly string[]): void {
  const ids = world.sandbox.byHand
    .instances()
    .filter((i) => labels.includes(i.label))
    .map((i) => i.id)
  world.sandbox.switches.visibleLinodes = ids
}

describe('an address decides whose a backend node is, whatever it is called', () => {
  test.each(RUNS)('%s leaves somebody’s serving web-9 alone', async (line) => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addInstance({ label: 'ubuntu', region: 'us-east' })
    byHand.addBackend({ config: 67890, address: `${byHand.privateAddressOf('ubuntu')}:80`, label: 'web-9' })
    world.time.advance(60_000)
    expect((await world.run(...line.split(' '))).code).toBe(0)
    expect(byHand.backends().filter((b) => b.label === 'web-9')).toMatchObject([
      { mode: 'accept', status: 'UP' },
    ])
  })

  test.each<readonly [string, (world: World) => void]>([
    ['renamed', (w) => w.sandbox.byHand.rename('web-2', 'web-2-debug')],
    ['without its tag', (w) => w.sandbox.byHand.removeTag('web-2', 'fleet:web:12345')],
    [
      'renamed and without its tag',
      (w) => {
        w.sandbox.byHand.removeTag('web-2', 'fleet:web:12345')
        w.sandbox.byHand.rename('web-2', 'something')
      },
    ],
  ])('a member that was %s keeps its backend node through every run', async (_name, change) => {
    for (const line of RUNS) {
      const world = new World({ members: 4 })
      change(world)
      await world.run(...line.split(' '))
      const kept = world.sandbox.byHand.backends().filter((b) => b.label === 'web-2')
      expect(kept, line).toMatchObject([{ mode: 'accept', status: 'UP' }])
    }
  })

  test('status names one that bears the fleet tag under a strange label', async () => {
    const world = new World()
    world.sandbox.byHand.rename('web-2', 'web-2-debug')
    expect((await world.run('status')).out).toContain('web-2-debug (instance ')
  })

  test('a fleet of which only one is left, that was renamed, is tidied and filled by the next reconcile', async () => {
    const world = new World()
    world.sandbox.byHand.rename('web-3', 'db-85')
    world.sandbox.byHand.removeInstance('web-1')
    world.sandbox.byHand.removeInstance('web-2')
    world.time.advance(900_000)
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.states()).toEqual(['db-85 UP', 'web-4 UP', 'web-5 UP'])
    expect(takenAway(world)).toHaveLength(2)
  })

  test('a mark at a member’s address that bears another label is taken off, and the member is not removed', async () => {
    const world = new World()
    const [node] = world.backendsOf('web-3')
    world.sandbox.byHand.changeBackend(node?.id ?? 0, { mode: 'drain', label: 'web-7.outgsmo0' })
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.backendsOf('web-3')).toMatchObject([{ label: 'web-3', mode: 'accept' }])
    expect(takenAway(world)).toEqual([])
  })
})

describe('blindness is not emptiness', () => {
  test.each(RUNS)('%s stops before its first write when the user sees no Linode', async (line) => {
    const world = new World()
    restrictTo(world)
    const { code, err } = await world.run(...line.split(' '))
    expect([code, world.writes]).toEqual([3, []])
    expect(err).toContain('web-1 (')
    expect(err).toContain('the token is of a restricted user, who does not see every Linode')
  })

  test.each(RUNS)('%s stops when the user sees half of them', async (line) => {
    const world = new World({ members: 4 })
    restrictTo(world, 'web-1', 'web-2')
    const { code, err } = await world.run(...line.split(' '))
    expect([code, world.writes]).toEqual([3, []])
    expect(err).toContain('web-3 (')
  })

  test('and goes on when it sees again', async () => {
    const world = new World()
    restrictTo(world)
    await world.run('reconcile')
    world.sandbox.switches.visibleLinodes = null
    expect((await world.run('reconcile')).code).toBe(0)
  })

  test('a token that goes blind during a drain has nothing deleted', async () => {
    const world = new World({ members: 4 })
    const going = world.begin('scale-in')
    await world.pass(5_000)
    restrictTo(world)
    const { code } = await world.time.run(going)
    expect([code, takenAway(world)]).toEqual([1, []])
    expect(world.sandbox.byHand.instances()).toHaveLength(5)
  })
})

const SEES = ['web-1', 'web-2', 'web-4']

/** Whose machine does not answer for a moment, and so is DOWN. */
function silence(world: World, ...labels: readonly string[]): void {
  for (const label of labels) world.sandbox.byHand.misbehave(label, { answers: false })
  world.time.advance(120_000)
}

const asksGrants = (world: World): number =>
  world.sandbox.log.filter((e) => e.path.split('?')[0]?.endsWith('/profile/grants')).length

describe('to a restricted user a backend node without an instance is nobody’s to remove', () => {
  test.each(RUNS)('%s leaves that of a member alone that is DOWN for a moment', async (line) => {
    const world = new World({ members: 4 })
    silence(world, 'web-3')
    restrictTo(world, ...SEES)
    expect((await world.run(...line.split(' '))).code).toBe(0)
    world.sandbox.byHand.misbehave('web-3', { answers: true })
    world.time.advance(120_000)
    expect(world.states()).toContain('web-3 UP')
  })

  test.each(RUNS)('%s leaves that of a member alone that a dead run has drained', async (line) => {
    const world = new World({ members: 4 })
    world.markLeaving('web-3')
    restrictTo(world, ...SEES)
    await world.run(...line.split(' '))
    expect(world.backendsOf('web-3')).toMatchObject([{ mode: 'drain' }])
  })

  test.each(RUNS)('%s leaves somebody’s web-9 alone that is DOWN', async (line) => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addInstance({ label: 'ubuntu', region: 'us-east' })
    byHand.addBackend({ config: 67890, address: `${byHand.privateAddressOf('ubuntu')}:80`, label: 'web-9' })
    silence(world, 'ubuntu')
    restrictTo(world, 'web-1', 'web-2', 'web-3')
    await world.run(...line.split(' '))
    expect(byHand.backends().filter((b) => b.label === 'web-9')).toHaveLength(1)
  })

  test('status says what keeps it and what ends it; a user who sees everybody tidies up', async () => {
    const world = new World({ members: 4 })
    world.lose('web-3')
    restrictTo(world, ...SEES)
    const { code, out } = await world.run('status')
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'has no instance that was seen, and is left alone: the token is of a restricted user, who does not see every Linode; with the token of one who does, any run removes it if no instance has its address',
    )
    world.sandbox.switches.visibleLinodes = null
    expect((await world.run('reconcile', '--no-wait')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).not.toContain('web-3')
  })
})

describe('whoever sees nobody of a fleet, and how it is told', () => {
  test.each(RUNS)('%s stops where it sees nobody, and all are DOWN', async (line) => {
    const world = new World()
    silence(world, 'web-1', 'web-2', 'web-3')
    restrictTo(world)
    for (const times of [1, 2]) {
      const { code, err } = await world.run(...line.split(' '))
      expect([code, world.writes], `run ${times}`).toEqual([3, []])
      expect(err).toContain(
        'backend nodes of this fleet, of which nobody is seen; the token is of a restricted user',
      )
    }
  })

  test('its grants are asked for only where a backend node of ours has no instance', async () => {
    const world = new World({ members: 4 })
    silence(world, 'web-3')
    await world.run('reconcile', '--no-wait')
    expect(asksGrants(world)).toBe(0)
    world.lose('web-3')
    await world.run('status')
    expect(asksGrants(world)).toBe(1)
  })
})

describe('what is no blindness, and how it is told', () => {
  test('status tells it and check fails', async () => {
    const world = new World()
    restrictTo(world)
    const status = await world.run('status', '--json')
    expect([status.code, JSON.parse(status.out)]).toMatchObject([3, { error: { code: 'blind' } }])
    const { code, out } = await world.run('check', '--json')
    expect(code).toBe(1)
    const { items } = JSON.parse(out) as { items: { name: string; verdict: string }[] }
    expect(items.find((i) => i.name === 'backends')?.verdict).toBe('failure')
  })

  test('an instance that somebody deleted a moment ago is no blindness', async () => {
    const world = new World({ members: 4 })
    world.sandbox.byHand.removeInstance('web-4')
    expect((await world.run('scale-out', '--no-wait')).code).toBe(0)
  })

  test('nothing is asked beside the usual when every backend node has an instance', async () => {
    const world = new World()
    await world.run('reconcile', '--no-wait')
    const gets = world.sandbox.log.map((e) => e.path.split('?')[0])
    expect(gets.filter((path) => path?.endsWith('/linode/instances'))).toHaveLength(1)
    expect(gets.filter((path) => path?.endsWith('/profile/grants'))).toEqual([])
  })
})

test('a backend node of another fleet of the same name, behind another NodeBalancer, is its own', async () => {
  const world = new World()
  const { byHand } = world.sandbox
  byHand.addNodeBalancer({ id: 22222, region: 'us-east', configs: [{ id: 33333, port: 80 }] })
  byHand.addInstance({ label: 'web-3x', region: 'us-east', tags: ['fleet:web:22222'] })
  byHand.addBackend({ config: 33333, address: `${byHand.privateAddressOf('web-3x')}:80`, label: 'web-9' })
  world.profile(() => WEB)
  await world.run('reconcile')
  expect(byHand.backends(33333)).toHaveLength(1)
  expect(takenAway(world)).toEqual([])
})

test('where Linodes cannot be filtered by their address, the whole list is asked', async () => {
  const world = new World({ members: 4, sandbox: { switches: { addressFilter: false } } })
  world.lose('web-3')
  expect((await world.run('reconcile', '--no-wait')).code).toBe(0)
  expect(world.sandbox.byHand.backends().map((b) => b.label)).not.toContain('web-3')
})
