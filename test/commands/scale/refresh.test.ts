import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

/** Three members in service that this profile made, whose image the profile has left since. */
async function aDriftedWorld(change?: (world: World) => unknown): Promise<World> {
  const world = new World({ members: 0 })
  await world.run('reconcile')
  await world.run('scale-out', '--to', '3', '--force')
  world.time.advance(3_600_000)
  await change?.(world)
  world.profile((text) => text.replace('linode/debian12', 'linode/debian13'))
  return world
}

function members(world: World) {
  return world.sandbox.byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
}

function images(world: World): readonly string[] {
  return members(world)
    .map((i) => `${i.label} ${i.image ?? ''}`)
    .toSorted()
}

describe('refresh', () => {
  test('replaces every member, a new one first, and leaves a legal fleet without a trace of it', async () => {
    const world = await aDriftedWorld()
    const before = world.states()
    const { code, out, err } = await world.run('refresh')
    console.log(out, err)
    expect(code).toBe(0)
    expect(before).toHaveLength(3)
    expect(images(world).map((text) => text.split(' ')[1])).toEqual(Array(3).fill('linode/debian13'))
    expect(members(world).flatMap((i) => i.tags.filter((tag) => tag.startsWith('replaces:')))).toEqual([])
    expect(world.illegalities()).toEqual([])
    const writes = world.writes.length
    expect((await world.run('refresh')).out).toContain('nothing to do')
    expect(world.writes).toHaveLength(writes)
  })
})
