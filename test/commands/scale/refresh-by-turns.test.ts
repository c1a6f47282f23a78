import { describe, expect, test } from 'vitest'
import { DriftedWorld } from '../../support/drifted-world.ts'
import { WEB } from '../../support/world.ts'

const HOUR = 3_600_000

/** A fleet that was made from an image of 12, and two hosts that refresh it one after the other, never at the same time. */
class Hosts extends DriftedWorld {
  static override async of(n: number, options: { readonly profile?: string } = {}): Promise<Hosts> {
    const world = new Hosts({ profile: WEB.replace('debian13', 'debian12'), members: 0, ...options })
    await world.drifted(n)
    return world
  }

  /** The host whose profile has that image refreshes, an hour after whoever was before it. */
  async from(image: string, ...more: readonly string[]): Promise<string> {
    this.profile((text) => text.replace(/linode\/\w+/, `linode/${image}`))
    this.time.advance(HOUR)
    const { code, out, err } = await this.run('refresh', ...more)
    expect(code, err).toBe(0)
    return out.split('\n').find((line) => line.startsWith('web: ')) ?? out
  }
}

const BY_TURNS =
  /^web: held \(two-specs\): web-\d+ was made in place of one of the profile’s spec, and that one in place of one of web-\d+’s: two hosts refresh by turns from different profiles of this fleet, or one was changed to and fro; --force passes this; until 2026-11-25T14:/

describe('two hosts refresh by turns, and never meet', () => {
  test('there and back is a profile that was put back; there again is one turn too many', async () => {
    const world = await Hosts.of(2)
    expect(await world.from('debian13')).toContain('done: 2 added, 2 removed')
    expect(await world.from('debian12')).toContain('done: 2 added, 2 removed')
    const writes = world.writes.length
    expect(await world.from('debian13')).toMatch(BY_TURNS)
    expect(world.writes).toHaveLength(writes)
    expect(await world.from('debian12')).toContain('done: nothing to do')
    expect(world.fewest).toBe(2)
  })

  test.each<[string, (world: Hosts) => Promise<string>]>([
    ['another spec', async (world) => await world.from('debian11')],
    ['--force', async (world) => await world.from('debian13', '--force')],
    [
      'two days',
      async (world) => {
        world.time.advance(48 * HOUR)
        return await world.from('debian13')
      },
    ],
  ])('%s ends it', async (_, goesOn) => {
    const world = await Hosts.of(2)
    await world.from('debian13')
    await world.from('debian12')
    expect(await goesOn(world)).toContain('done: 2 added, 2 removed')
  })

  test('three specs after each other, and back to the one before, are none', async () => {
    const world = await Hosts.of(2)
    await world.from('debian13')
    await world.from('debian11')
    expect(await world.from('debian13')).toContain('done: 2 added, 2 removed')
  })
})

describe('what is remembered of turns', () => {
  test('a member that grew between them does not hide it', async () => {
    const world = await Hosts.of(2)
    await world.from('debian13')
    await world.from('debian12')
    await world.run('scale-out', '--force')
    expect(await world.from('debian13')).toMatch(BY_TURNS)
  })

  test('where one goes first for want of room it is seen all the same', async () => {
    const world = await Hosts.of(3, {
      profile: WEB.replace('debian13', 'debian12').replace('max: 8', 'max: 3'),
    })
    expect(await world.from('debian13')).toContain('3 added, 3 removed')
    expect(await world.from('debian12')).toContain('3 added, 3 removed')
    expect(await world.from('debian13')).toMatch(BY_TURNS)
  })

  test('nobody is renewed by age meanwhile either', async () => {
    const world = await Hosts.of(2)
    await world.from('debian13')
    await world.from('debian12')
    world.profile((text) => text.replace('debian12', 'debian13').replace('max: 8', 'max: 8, max_age: 1h'))
    world.time.advance(2 * HOUR)
    const writes = world.writes.length
    await world.run('reconcile')
    expect(world.writes).toHaveLength(writes)
  })
})
