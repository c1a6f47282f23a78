import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

describe('reconcile', () => {
  test('does nothing to a fleet that is as it should be', async () => {
    const world = new World()
    const { code, out } = await world.run('reconcile')
    expect([code, out]).toEqual([0, expect.stringContaining('web: done: nothing to do')])
    expect(world.writes).toEqual([])
  })

  test('finishes, attaches, tidies and fills to min; a second one right after does nothing', async () => {
    const world = new World({ members: 4, profile: WEB.replace('min: 2', 'min: 3') })
    world.markLeaving('web-1')
    world.removeBackends('web-2')
    world.sandbox.byHand.removeInstance('web-3')
    const first = await world.run('reconcile')
    expect(first.code).toBe(0)
    expect(world.states().every((s) => s.endsWith(' UP'))).toBe(true)
    expect(world.states()).toHaveLength(3)
    const writes = world.writes.length
    const second = await world.run('reconcile')
    expect(second.out).toContain('nothing to do')
    expect(world.writes).toHaveLength(writes)
  })

  test('fills to min at once, whatever the cooldown', async () => {
    const world = new World({ members: 2 })
    await world.run('scale-out')
    for (const label of ['web-1', 'web-3']) {
      world.removeBackends(label)
      world.sandbox.byHand.removeInstance(label)
    }
    const { out } = await world.run('reconcile', '--no-wait')
    expect(out).toContain('1 added')
  })

  test('a max mistyped as 8 for 80 costs one step a run and a cooldown, not 72 machines', async () => {
    const world = new World({ members: 80, profile: WEB.replace('max: 8', 'max: 80') })
    world.profile((text) => text.replace('max: 80', 'max: 8'))
    const first = await world.run('reconcile')
    expect(first.out).toContain('1 removed')
    const second = await world.run('reconcile')
    expect(second.out).toContain('held (cooldown)')
    expect(world.states()).toHaveLength(79)
  })
})

describe('reconcile replaces', () => {
  test.each([
    ['stays DOWN', (w: World) => w.pin('web-2', 'DOWN')],
    ['hangs in its boot', (w: World) => w.stall('web-2')],
  ])('replaces a member that %s for all the time it is watched', async (_name, change) => {
    const world = new World()
    change(world)
    const { code, out } = await world.run('reconcile')
    expect(out).toContain('remove web-2')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP'])
    expect(world.time.monotonic()).toBeGreaterThan(600_000)
  })

  test('at max it removes the dead one first', async () => {
    const world = new World({ profile: WEB.replace('max: 8', 'max: 3') })
    world.pin('web-2', 'DOWN')
    let most = 0
    world.witness = () => (most = Math.max(most, world.states().length))
    await world.run('reconcile')
    expect(world.states()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP'])
    expect(most).toBe(3)
  })

  test('replaces one dead member a run', async () => {
    const world = new World({ members: 6 })
    world.pin('web-2', 'DOWN')
    world.pin('web-3', 'DOWN')
    await world.run('reconcile')
    expect(world.states().map((s) => s.split(' ')[0])).toEqual([
      'web-1',
      'web-3',
      'web-4',
      'web-5',
      'web-6',
      'web-7',
    ])
  })
})

describe('reconcile replaces nobody in vain', () => {
  const innocent: readonly (readonly [string, (world: World) => unknown])[] = [
    ['a restart of the app for 10 seconds', async (w) => await w.blip('web-2', 10_000)],
    ['a power-off by hand', (w) => w.powerOff('web-2')],
    ['a host migration', (w) => w.sandbox.byHand.setStatus('web-2', 'migrating')],
    ['a config that was added to the profile', (w) => w.addConfig(67899, 8081)],
    ['a member that a person has drained', (w) => w.drainByHand('web-2')],
    ['a health check that fails for everybody', (w) => w.breakAll()],
  ]
  test.each(innocent)('%s replaces nothing', async (_name, change) => {
    const world = new World()
    await change(world)
    const { code } = await world.run('reconcile')
    expect(code).toBe(0)
    expect(world.writes.filter((w) => w.includes('/linode/instances'))).toEqual([])
    expect(world.states()).toHaveLength(3)
  })

  test('a replacement that does not come into service is told, and the dead one stays', async () => {
    const world = new World()
    world.pin('web-2', 'DOWN')
    world.sandbox.byHand.misbehave('web-4', { answers: false })
    const { code, out } = await world.run('reconcile')
    expect(out).toContain('not in service in time')
    expect(code).toBe(1)
    expect(world.statusOf('web-2')).toBe('running')
    expect(world.backendsOf('web-2')).toMatchObject([{ label: 'web-2', mode: 'accept' }])
  })

  test('--dry-run tells what is left to finish and sends reads only', async () => {
    const world = new World()
    world.markLeaving('web-3')
    const { out } = await world.run('reconcile', '--dry-run')
    expect(out).toContain('remove web-3')
    expect(world.writes).toEqual([])
  })
})
