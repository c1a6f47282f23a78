import { describe, expect, test } from 'vitest'
import { WEB, World, type WorldOptions } from '../../support/world.ts'

/** A nanode costs $0.0075 an hour. */
const limited = (dollars: string, options: WorldOptions = {}): World =>
  new World({ profile: WEB.replace('max: 8 }', `max: 8, max_hourly: ${dollars} }`), ...options })
const members = (world: World): number => world.states().length
const json = async (world: World, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await world.run(...args, '--json')).out)

describe('size.max_hourly', () => {
  test('holds with the price that one more comes to', async () => {
    const world = limited('0.025')
    expect(await json(world, 'scale-out')).toMatchObject({
      result: 'held',
      hold: {
        reason: 'at-cost',
        detail: '3 members cost $0.0225 an hour, one more comes to $0.03, and size.max_hourly is $0.025',
      },
    })
    expect(members(world)).toBe(3)
  })

  test('lets as many through as it pays', async () => {
    const world = limited('0.0375')
    expect(await json(world, 'scale-out', '--by', '4', '--no-wait')).toMatchObject({ result: 'done' })
    expect(members(world)).toBe(5)
  })

  test.each([
    ['scale-out', 1],
    ['reconcile', 1],
    ['scale-in', 1],
  ])('beats min, as a max does: %s', async (line, n) => {
    const world = limited('0.01', { members: 1 })
    expect(await json(world, line)).toMatchObject({ hold: { reason: 'at-cost' } })
    expect(members(world)).toBe(n)
  })

  test('goes by the dearest type that a create may come to', async () => {
    const world = limited('0.0375')
    world.profile((text) => text.replace('type: g6-nanode-1', 'type: [g6-nanode-1, g6-standard-2]'))
    expect(await json(world, 'scale-out')).toMatchObject({ hold: { reason: 'at-cost' } })
  })

  test('says so and holds nothing where a price cannot be read', async () => {
    const world = limited('0.001')
    world.sandbox.faults.add({ method: 'GET', path: '/linode/types/g6-nanode-1', kind: '503', times: 100 })
    const { out } = await world.run('scale-out')
    expect(out).toContain('note: size.max_hourly holds nothing now: a price could not be read')
    expect(members(world)).toBe(4)
  })

  test('holds no removal, and is told by status', async () => {
    const world = limited('0.01')
    expect((await world.run('status')).out).toContain('; at most $0.01 an hour')
    expect(await json(world, 'scale-in')).toMatchObject({ result: 'done' })
  })
})
