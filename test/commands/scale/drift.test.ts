import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

interface Shown {
  readonly members: readonly {
    readonly label: string
    readonly drift: {
      readonly state: string
      readonly differs: readonly unknown[]
      readonly lacks_tags?: readonly string[]
      readonly detail?: string
    }
  }[]
}

async function driftOf(world: World, label: string) {
  const shown = JSON.parse((await world.run('status', '--json')).out) as Shown
  return shown.members.find((m) => m.label === label)?.drift
}

function tagsOf(world: World, label: string): readonly string[] {
  return world.sandbox.byHand.instances().find((i) => i.label === label)?.tags ?? []
}

/** Three members of before, and one that was made by this profile. */
async function aWorld(): Promise<World> {
  const world = new World()
  await world.run('scale-out')
  return world
}

describe('what a member was made from', () => {
  test('is in its create: another image in the profile, and it drifted; the ones of before show what is to be seen', async () => {
    const world = await aWorld()
    expect(tagsOf(world, 'web-4')).toContainEqual(expect.stringMatching(/^spec:1-[0-9a-f]{20}$/))
    expect(await driftOf(world, 'web-4')).toEqual({ state: 'same', differs: [] })
    expect(await driftOf(world, 'web-1')).toMatchObject({
      state: 'unknown',
      detail: 'made before specs were kept',
    })
    world.profile((text) => text.replace('linode/debian12', 'linode/debian13'))
    const seen = { field: 'image', is: 'linode/debian12', profile: 'linode/debian13' }
    expect(await driftOf(world, 'web-4')).toMatchObject({ state: 'drifted', differs: [seen] })
    expect(await driftOf(world, 'web-1')).toMatchObject({ state: 'drifted', differs: [seen] })
    const { out } = await world.run('status')
    expect(out).toContain(
      'drift       web-1, web-2, web-3, web-4 (image linode/debian12, not linode/debian13)',
    )
  })

  test('what cannot be seen drifts too, and comes back when the profile does', async () => {
    const world = await aWorld()
    world.profile((text) => text.replace('  tags: [khw]', '  tags: [khw]\n  swap_size: 1024'))
    expect(await driftOf(world, 'web-4')).toEqual({ state: 'drifted', differs: [] })
    expect((await world.run('status')).out).toContain(
      'drift       web-4 (made from another spec); not known: web-1',
    )
    world.profile((text) => text.replace('\n  swap_size: 1024', ''))
    expect(await driftOf(world, 'web-4')).toEqual({ state: 'same', differs: [] })
  })

  test('secrets of the environment are in it, and not to be read in it', async () => {
    const world = new World()
    const withData = '  tags: [khw]\n  stackscript_id: 1\n  stackscript_data: { pw: { env: PASS } }'
    world.profile((text) => text.replace('  tags: [khw]', withData))
    world.env = { ...world.env, PASS: 'one' }
    await world.run('scale-out')
    const spec = tagsOf(world, 'web-4').find((tag) => tag.startsWith('spec:'))
    expect(spec).toMatch(/^spec:1-[0-9a-f]{20}$/)
    expect(await driftOf(world, 'web-4')).toMatchObject({ state: 'same' })
    world.env = { ...world.env, PASS: 'two' }
    expect(await driftOf(world, 'web-4')).toMatchObject({ state: 'drifted' })
  })

  test('the metrics tell of it', async () => {
    const world = await aWorld()
    world.profile((text) => text.replace('linode/debian12', 'linode/debian13'))
    const { out } = await world.run('status', '--prometheus')
    expect(out).toContain('linode_autoscale_members_by_spec{fleet="fleet:web:12345",spec="drifted"} 4')
    expect(out).toContain('linode_autoscale_members_by_spec{fleet="fleet:web:12345",spec="same"} 0')
  })
})

describe('tags of the profile', () => {
  test('come to members by reconcile, in place: no machine is made, and no other tag is lost', async () => {
    const world = await aWorld()
    const before = tagsOf(world, 'web-4')
    world.sandbox.byHand.addTag('web-4', 'mine')
    world.profile((text) => text.replace('[khw]', '[khw, prod]'))
    expect(await driftOf(world, 'web-4')).toEqual({ state: 'same', differs: [], lacks_tags: ['prod'] })
    const { code, out } = await world.run('reconcile')
    expect([code, out]).toEqual([0, expect.stringContaining('retag web-4: tag prod on instance')])
    expect([...tagsOf(world, 'web-4')].toSorted()).toEqual([...before, 'mine', 'prod'].toSorted())
    expect(world.creates).toBe(1)
    const writes = world.writes.length
    await world.run('reconcile')
    expect(world.writes).toHaveLength(writes)
  })

  test('of a member that a person holds are left alone', async () => {
    const world = await aWorld()
    world.holdAll()
    world.profile((text) => text.replace('[khw]', '[khw, prod]'))
    const writes = world.writes.length
    await world.run('reconcile')
    expect(world.writes).toHaveLength(writes)
  })

  test('that left the profile stay: nobody knows whose they are', async () => {
    const world = await aWorld()
    world.profile((text) => text.replace('[khw]', '[prod]'))
    await world.run('reconcile')
    expect(tagsOf(world, 'web-4')).toEqual(expect.arrayContaining(['khw', 'prod', 'fleet:web:12345']))
  })
})
