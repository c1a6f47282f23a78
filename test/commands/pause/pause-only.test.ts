import { describe, expect, test } from 'vitest'
import { tagged, tagsOf } from '../../support/nodebalancer-tags.ts'
import { WEB, World, type WorldOptions } from '../../support/world.ts'

const HOUR = 3_600_000
const members = (world: World): number => world.states().length
const json = async (world: World, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await world.run(...args, '--json')).out)

async function pausing(half: string, options: WorldOptions = {}): Promise<World> {
  const world = new World(options)
  await world.run('pause', '--only', half)
  return world
}

describe('pause --only', () => {
  test('is a tag of its own, told by status, and ends by itself or with resume', async () => {
    const world = new World()
    const { out } = await world.run('pause', '--only', 'scale-in', '--for', '2h')
    expect(out).toContain(
      'web: scale-in: paused until 2026-11-23T14:00:00Z (in 2h), kept as a tag of NodeBalancer 12345',
    )
    expect(tagsOf(world)).toEqual(['paused-in:web:20261123T1400Z'])
    expect(await json(world, 'status')).toMatchObject({
      paused: null,
      paused_only: [{ action: 'scale-in', until: '2026-11-23T14:00:00Z' }],
    })
    expect((await world.run('status')).out).toContain(
      'scale-in is paused until 2026-11-23T14:00:00Z (in 119m), and repairs go on',
    )
    world.time.advance(2 * HOUR)
    expect(await json(world, 'status')).not.toHaveProperty('paused_only')
    await world.run('pause', '--only', 'scale-out')
    await world.run('pause')
    expect(tagsOf(world).length).toBe(3)
    await world.run('resume', '--only', 'scale-out')
    expect(tagsOf(world)).toEqual(['paused-in:web:20261123T1400Z', 'paused:web'])
    await world.run('resume')
    expect(tagsOf(world)).toEqual([])
  })

  test('of anything else is refused', async () => {
    const { code, err } = await new World().run('pause', '--only', 'reconcile')
    expect([code, err]).toEqual([2, expect.stringContaining('--only reconcile: give scale-in or scale-out')])
  })
})

describe('with scale-in paused', () => {
  test('scale-in holds, a drain is put back, and repairs go on', async () => {
    const world = await pausing('scale-in', { members: 4 })
    world.markLeaving('web-4')
    world.removeBackends('web-2')
    expect(await json(world, 'scale-in')).toMatchObject({
      result: 'held',
      hold: {
        reason: 'paused',
        detail: 'web has its scale-in paused; linode-autoscale resume ends that, and --force passes it',
      },
    })
    expect(members(world)).toBe(4)
    expect(world.illegalities()).toEqual([])
  })

  test('one that comes during a drain puts it back', async () => {
    const world = new World()
    const running = world.begin('scale-in', '--json')
    await world.pass(5_000)
    tagged(world, ['paused-in:web'])
    const { out } = await world.time.run(running)
    expect(JSON.parse(out)).toMatchObject({ result: 'held', hold: { reason: 'paused' } })
    expect(members(world)).toBe(3)
    expect(world.illegalities()).toEqual([])
  })

  test('scale-out grows, and min is filled', async () => {
    const world = await pausing('scale-in', { members: 1 })
    expect(await json(world, 'scale-in')).toMatchObject({ changes: [{ kind: 'add' }] })
    expect(await json(world, 'scale-out', '--force')).toMatchObject({ result: 'done' })
    expect(members(world)).toBe(3)
  })

  test('reconcile trims nobody, and replaces the dead', async () => {
    const world = await pausing('scale-in', { profile: WEB.replace('max: 8', 'max: 3'), members: 4 })
    world.pin('web-2', 'DOWN')
    const { out } = await world.run('reconcile', '--json')
    expect(JSON.parse(out)).toMatchObject({ hold: { reason: 'paused' } })
    const labels = world.states().map((s) => s.split(' ')[0])
    expect(labels).not.toContain('web-2')
    expect(labels).toEqual(expect.arrayContaining(['web-1', 'web-3', 'web-4']))
  })

  test('--force passes it', async () => {
    const world = await pausing('scale-in')
    expect(await json(world, 'scale-in', '--force')).toMatchObject({ result: 'done' })
    expect(members(world)).toBe(2)
  })
})

describe('with scale-out paused', () => {
  test('scale-out holds, and repairs go on', async () => {
    const world = await pausing('scale-out')
    world.removeBackends('web-2')
    expect(await json(world, 'scale-out')).toMatchObject({ result: 'held', hold: { reason: 'paused' } })
    expect(members(world)).toBe(3)
    expect(world.illegalities()).toEqual([])
  })

  test('what leaves is not put back by it', async () => {
    const world = await pausing('scale-out', { members: 4 })
    world.markLeaving('web-4')
    expect(await json(world, 'scale-out')).toMatchObject({ hold: { reason: 'paused' } })
    expect(world.backendsOf('web-4').map((b) => b.mode)).toEqual(['drain'])
  })

  test.each(['scale-out', 'reconcile', 'scale-in'])('%s fills to min', async (line) => {
    const world = await pausing('scale-out', { members: 1 })
    await world.run(line)
    expect(members(world)).toBe(2)
  })

  test('scale-in removes', async () => {
    const world = await pausing('scale-out')
    expect(await json(world, 'scale-in')).toMatchObject({ result: 'done' })
    expect(members(world)).toBe(2)
  })
})
