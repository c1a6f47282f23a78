import { describe, expect, test } from 'vitest'
import { DriftedWorld } from '../../support/drifted-world.ts'
import { WEB } from '../../support/world.ts'

const profileOf = (min: number, max: number): string =>
  WEB.replace('min: 2, max: 8', `min: ${min}, max: ${max}`)

const same = (...ns: readonly number[]): readonly string[] => ns.map((n) => `web-${n} same`)

describe('refresh replaces every member, and leaves a legal fleet without a trace of it', () => {
  test.each<[string, number, readonly string[], { readonly fewest: number; readonly most: number }]>([
    ['one by one', 3, [], { fewest: 3, most: 4 }],
    ['two at once', 4, ['--surge', '2'], { fewest: 4, most: 6 }],
    ['more at once than there are', 3, ['--surge', '9'], { fewest: 3, most: 6 }],
    ['as far as max leaves room', 7, ['--surge', '3'], { fewest: 7, most: 8 }],
    ['at max by one fewer, and no more', 8, [], { fewest: 7, most: 8 }],
  ])('%s', async (_, members, flags, { fewest, most }) => {
    const world = await DriftedWorld.of(members)
    const { code, out, err } = await world.run('refresh', '--bake', '10s', ...flags)
    expect([code, out], err).toEqual([0, expect.stringContaining(`${members} removed`)])
    const states = (await world.drift()).map((text) => text.split(' ')[1])
    expect(states).toEqual(Array<string>(members).fill('same'))
    expect([world.fewest, world.most, world.serving]).toEqual([fewest, most, members])
    expect(world.places).toEqual([])
    expect(world.illegalities()).toEqual([])
    const writes = world.writes.length
    expect((await world.run('refresh')).out).toContain('nothing to do')
    await world.run('reconcile')
    expect(world.writes).toHaveLength(writes)
  })

  test('at min = max, where there is never room, by one fewer', async () => {
    const world = await DriftedWorld.of(3, { profile: profileOf(3, 3) })
    expect((await world.run('refresh')).code).toBe(0)
    expect([world.fewest, world.most, world.serving]).toEqual([2, 3, 3])
    expect((await world.drift()).every((text) => text.endsWith('same'))).toBe(true)
    expect(world.illegalities()).toEqual([])
  })

  test('a dry run sends reads only, and tells who would be replaced', async () => {
    const world = await DriftedWorld.of(3)
    const writes = world.writes.length
    const { code, out } = await world.run('refresh', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('instance web-4, to take the place of web-1')
    expect(out).toContain('note: to be replaced: web-1, web-2, web-3')
    expect(world.writes).toHaveLength(writes)
  })
})

describe('whom it replaces', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['one first', ['--until', '1'], ['web-2 drifted', 'web-3 drifted', ...same(4)]],
    ['a part, rounded up', ['--until', '50%'], ['web-3 drifted', ...same(4, 5)]],
  ])('%s', async (_, flags, left) => {
    const world = await DriftedWorld.of(3)
    await world.run('refresh', ...flags)
    expect(await world.drift()).toEqual(left)
    const writes = world.writes.length
    await world.run('refresh', ...flags)
    expect(world.writes).toHaveLength(writes)
  })

  test('what a person holds stays, and is told', async () => {
    const world = await DriftedWorld.of(3)
    world.sandbox.byHand.addTag('web-2', 'keep')
    const { out } = await world.run('refresh')
    expect(out).toContain('web-2 is left alone: held (tag keep)')
    expect(await world.drift()).toEqual(['web-2 drifted', ...same(4, 5)])
  })

  test('of those whose spec nobody knows only the old, when asked for', async () => {
    const world = await DriftedWorld.of(3)
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.sandbox.byHand.addInstance({ label: 'web-9', tags: ['fleet:web:12345', 'khw'] })
    world.time.advance(7_200_000)
    await world.run('reconcile')
    const { out } = await world.run('refresh')
    expect(out).toContain('nobody knows what web-9 were made from')
    expect(await world.drift()).toEqual([...same(1, 2, 3), 'web-9 unknown'])
    await world.run('refresh', '--older-than', '1h')
    expect((await world.drift()).map((text) => text.split(' ')[1])).toEqual(Array(4).fill('same'))
    expect((await world.drift())[0]).not.toBe('web-1 same')
    expect(world.illegalities()).toEqual([])
  })
})

describe('what stops it', () => {
  test('a new member that fails: it costs no capacity, and says at which step and how to go back', async () => {
    const world = await DriftedWorld.of(3)
    world.sandbox.byHand.misbehave('web-4', { answers: false })
    const { code, out } = await world.run('refresh')
    expect([code, out]).toEqual([1, expect.stringContaining('add web-4: wait failed')])
    expect(out).toContain('the refresh stopped at web-4, step wait; 0 replaced before; web-1 serves on')
    expect(out).toContain('to go back, put the former instance block back')
    expect([world.fewest, world.most, world.serving]).toEqual([3, 4, 3])
    world.profile((text) => text.replace('debian13', 'debian12'))
    expect((await world.run('refresh')).code).toBe(0)
    expect(await world.drift()).toEqual(same(1, 2, 3))
    expect(world.fewest).toBe(3)
  })

  test('what failed is replaced by nobody, and a mended profile goes on', async () => {
    const world = await DriftedWorld.of(3)
    world.sandbox.byHand.misbehave('web-4', { answers: false })
    await world.run('refresh')
    await world.run('reconcile')
    expect(world.states()).toHaveLength(4)
    world.profile((text) => text.replace('debian13', 'ubuntu24.04'))
    expect((await world.run('refresh')).code).toBe(0)
    expect((await world.drift()).map((text) => text.split(' ')[1])).toEqual(Array(3).fill('same'))
    expect(world.fewest).toBe(3)
    expect(world.illegalities()).toEqual([])
  })
})

describe('what holds it', () => {
  test('a pause, from its first round and between two', async () => {
    const world = await DriftedWorld.of(3)
    await world.run('pause')
    expect((await world.run('refresh')).out).toContain('paused')
    expect(world.places).toEqual([])
    await world.run('resume')
    const going = world.begin('refresh')
    await world.pass(90_000)
    await world.run('pause')
    const { code, out } = await world.time.run(going)
    expect([code, out]).toEqual([0, expect.stringContaining('paused')])
    expect(world.fewest).toBe(3)
    await world.run('resume')
    await world.run('refresh')
    expect((await world.drift()).map((text) => text.split(' ')[1])).toEqual(Array(3).fill('same'))
    expect(world.illegalities()).toEqual([])
  })

  test('most members DOWN', async () => {
    const world = await DriftedWorld.of(3)
    world.breakAll()
    const { code, out } = await world.run('refresh')
    expect([code, out]).toEqual([0, expect.stringContaining('most-members-down')])
    expect(world.states()).toHaveLength(3)
  })

  test.each([
    ['--surge', '0'],
    ['--until', '101%'],
    ['--until', 'x'],
    ['--older-than', 'soon'],
    ['--bake', '2h'],
  ])('%s %s is no such number: nothing is sent', async (...flags) => {
    const world = await DriftedWorld.of(2)
    const { code } = await world.run('refresh', ...flags)
    expect([code, world.fewest]).toEqual([2, Infinity])
  })
})
