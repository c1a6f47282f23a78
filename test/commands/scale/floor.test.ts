import { describe, expect, test } from 'vitest'
import { tagged, tagsOf } from '../../support/nodebalancer-tags.ts'
import { WEB, World } from '../../support/world.ts'

const HOUR = 3_600_000
const members = (world: World): number => world.states().length
const json = async (world: World, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await world.run(...args, '--json')).out)

describe('a floor', () => {
  test('is kept as a tag, filled at once, seen by every host and told by status', async () => {
    const world = new World()
    const { code, out } = await world.run('scale-out', '--to', '6', '--keep', '2h')
    expect(code).toBe(0)
    expect(out).toMatch(
      /a floor: 6 until 2026-11-23T14:00:00Z \(in \d+m\), kept as a tag of NodeBalancer 12345; scale-out --keep 0 ends it/,
    )
    expect(tagsOf(world)).toEqual(['floor:web:6:20261123T1400Z'])
    expect(members(world)).toBe(6)
    expect(await json(world, 'status')).toMatchObject({
      size: { min: 6, max: 8 },
      bounds: { min_by: 'floor', until: '2026-11-23T14:00:00Z', next: { min: 2 }, floor: { min: 6 } },
    })
    expect((await world.run('status')).out).toMatch(
      /min 6 \(a floor\), max 8 until 2026-11-23T14:00:00Z \(in \d+m\), then min 2/,
    )
  })

  test.each(['scale-in', 'scale-in --by 3 --force', 'reconcile'])('%s does not go below it', async (line) => {
    const world = new World({ members: 6 })
    await world.run('scale-out', '--to', '6', '--keep', '2h')
    world.time.advance(HOUR)
    await world.run(...line.split(' '))
    expect(members(world)).toBe(6)
  })

  test('ends by itself: nothing is torn down, and scale-in may', async () => {
    const world = new World({ members: 6 })
    await world.run('scale-out', '--to', '6', '--keep', '2h')
    world.time.advance(3 * HOUR)
    await world.run('reconcile')
    expect(members(world)).toBe(6)
    expect(await json(world, 'scale-in')).toMatchObject({ result: 'done', size: { min: 2 } })
    expect(members(world)).toBe(5)
  })

  test('ends with --keep 0, which changes nothing else', async () => {
    const world = new World({ members: 6 })
    await world.run('scale-out', '--to', '6', '--keep', '2h')
    expect((await world.run('scale-out', '--keep', '0')).out).toBe('web: no floor\n')
    expect(tagsOf(world)).toEqual([])
    expect(members(world)).toBe(6)
    expect(await json(world, 'scale-out', '--keep', '0')).toMatchObject({ command: 'scale-out', floor: null })
    expect(await json(world, 'scale-in', '--force')).toMatchObject({ result: 'done' })
  })
})

describe('a floor beside others', () => {
  test('a new one takes the place of the old, and other tags stay', async () => {
    const world = new World({ members: 6 })
    await world.run('pause', '--only', 'scale-in')
    await world.run('scale-out', '--to', '6', '--keep', '2h')
    await world.run('scale-out', '--to', '5', '--keep', '30m')
    expect(tagsOf(world).length).toBe(2)
    expect(tagsOf(world)[0]).toBe('paused-in:web')
    expect(tagsOf(world)[1]).toMatch(/^floor:web:5:20261123T123\dZ$/)
  })

  test('max beats it: a max that was lowered since', async () => {
    const world = new World({ members: 6 })
    await world.run('scale-out', '--to', '6', '--keep', '2h')
    world.profile((text) => text.replace('max: 8', 'max: 4'))
    expect(await json(world, 'status')).toMatchObject({ size: { min: 4, max: 4 } })
  })
})

describe('no floor is set', () => {
  test.each([
    ['for no number', ['--keep', '2h'], '--keep 2h: say how many are kept with --to'],
    ['beside --by', ['--by', '1', '--keep', '2h'], '--keep and --by exclude each other'],
    ['for no time', ['--to', '6', '--keep', 'tea'], '--keep tea: give a duration such as 30m or 2h'],
    ['above max', ['--to', '9', '--keep', '2h'], '--to 9: give a whole number from 2 to 8'],
  ])('%s', async (_name, args, said) => {
    const world = new World()
    const { code, err } = await world.run('scale-out', ...args)
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
    expect(world.writes).toEqual([])
  })

  test('in a dry run, which says what it would be', async () => {
    const world = new World()
    const { out } = await world.run('scale-out', '--to', '6', '--keep', '2h', '--dry-run')
    expect(out).toContain('would set a floor: 6 until 2026-11-23T14:00:00Z')
    expect(world.writes).toEqual([])
  })

  test('by a run that is held and writes nothing', async () => {
    const world = new World()
    await world.run('pause')
    const before = world.writes
    expect((await world.run('scale-out', '--to', '6', '--keep', '2h')).out).toContain(
      'no floor is set or ended: paused',
    )
    expect(world.writes).toEqual(before)
  })

  test('for a name that begins alike', async () => {
    const world = new World({ profile: WEB, members: 4 })
    tagged(world, ['floor:we:4:20261123T1400Z'])
    expect(await json(world, 'scale-in', '--dry-run')).toMatchObject({ size: { min: 2 } })
  })
})
