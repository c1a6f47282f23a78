import { describe, expect, test } from 'vitest'
import { DriftedWorld } from '../../support/drifted-world.ts'
import { WEB } from '../../support/world.ts'

const MINUTE = 60_000

async function states(world: DriftedWorld): Promise<readonly (string | undefined)[]> {
  return (await world.drift()).map((text) => text.split(' ')[1])
}

/** A refresh whose process ends at some moment, whatever it does: nothing of it runs on. */
async function killedAt(world: DriftedWorld, ms: number): Promise<void> {
  const before = world.env
  const going = world.begin('refresh')
  await world.pass(ms)
  world.stop.abort('SIGTERM')
  await world.time.run(going)
  world.stop = new AbortController()
  world.env = before
}

describe('two refreshes at once make one member for each, and never fewer serve', () => {
  test.each([0, 1_000, 20_000, 90_000, 150_000])('%i ms apart', async (ms) => {
    const world = await DriftedWorld.of(3)
    const first = world.begin('refresh')
    await world.pass(ms)
    const ran = await world.time.run(Promise.all([first, world.begin('refresh')]))
    expect(
      ran.map((r) => r.code),
      ran.map((r) => r.err).join('\n'),
    ).toEqual([0, 0])
    await world.run('refresh')
    expect(await states(world)).toEqual(['same', 'same', 'same'])
    expect([world.fewest, world.made]).toEqual([3, 6])
    expect(world.most).toBeLessThanOrEqual(5)
    expect(world.illegalities()).toEqual([])
  })
})

describe('stopped by a signal, another one goes on, and nothing is left', () => {
  test.each([500, 30_000, 75_000, 140_000, 150_000, 210_000])('after %i ms', async (ms) => {
    const world = await DriftedWorld.of(3)
    await killedAt(world, ms)
    expect(world.fewest).toBe(3)
    const { code, err } = await world.run('refresh')
    expect(code, err).toBe(0)
    expect(await states(world)).toEqual(['same', 'same', 'same'])
    expect([world.fewest, world.made, world.places]).toEqual([3, 6, []])
    expect(world.illegalities()).toEqual([])
  })

  test('and where nobody goes on, reconcile ends the pair, and begins no other', async () => {
    const world = await DriftedWorld.of(3)
    await killedAt(world, 80_000)
    expect(world.states()).toHaveLength(4)
    await world.run('reconcile')
    expect(world.states()).toHaveLength(4)
    expect((await world.run('status')).out).toContain('web-4: is to take the place of web-1')
    for (let i = 0; i < 3; i++) {
      world.time.advance(12 * MINUTE)
      await world.run('reconcile')
    }
    expect(await world.drift()).toEqual(['web-2 drifted', 'web-3 drifted', 'web-4 same'])
    expect([world.fewest, world.places]).toEqual([3, []])
    expect(world.illegalities()).toEqual([])
  })
})

/** web-4 serves beside web-1, whose place it is to take. */
async function aPair(): Promise<DriftedWorld> {
  const world = await DriftedWorld.of(3)
  await killedAt(world, 80_000)
  world.time.advance(20 * MINUTE)
  return world
}

describe('beside a pair that stands', () => {
  test('a pair is one member: a scale-out adds what was asked for', async () => {
    const world = await aPair()
    expect((await world.run('status')).out).toContain('web: 3 in service of 4 members')
    expect((await world.run('scale-out')).code).toBe(0)
    expect(world.states()).toHaveLength(5)
    expect((await world.run('status')).out).toContain('web: 4 in service of 5 members')
  })

  test('a scale-in ends it before it chooses anybody', async () => {
    const world = await aPair()
    const { code, out } = await world.run('scale-in')
    expect([code, out]).toEqual([0, expect.stringContaining('remove web-1')])
    expect([world.serving, world.states()]).toEqual([3, ['web-2 UP', 'web-3 UP', 'web-4 UP']])
    await world.run('reconcile')
    expect(world.places).toEqual([])
  })

  test('a profile that has gone back ends it: the old half is never taken for the new one', async () => {
    const world = await aPair()
    world.profile((text) => text.replace('debian13', 'debian12'))
    expect((await world.run('status')).out).toContain('web: 4 in service of 4 members')
    await world.run('reconcile')
    expect([world.places, world.states().length]).toEqual([[], 4])
    await world.run('scale-in')
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP'])
  })
})

const OLD = WEB.replace('max: 8 }', 'max: 8, max_age: 2d }').replace(
  'scale_in: {',
  'scale_in: { cooldown: 1h,',
)

async function anOldPair(): Promise<DriftedWorld> {
  const world = await DriftedWorld.of(3)
  world.profile((text) => text.replace('debian13', 'debian12'))
  const going = world.begin('refresh', '--older-than', '30m')
  await world.pass(80_000)
  world.stop.abort('SIGTERM')
  await world.time.run(going)
  world.stop = new AbortController()
  world.time.advance(20 * MINUTE)
  expect(world.places).toEqual([expect.stringMatching(/^replaces:\d+:always$/)])
  return world
}

describe('a pair that only age made, beside runs that know of no age', () => {
  test('is one member', async () => {
    const world = await anOldPair()
    expect((await world.run('status')).out).toContain('web: 3 in service of 4 members')
    expect((await world.run('scale-out', '--to', '3')).out).toContain('held (at-size)')
  })

  test.each([['scale-in'], ['reconcile'], ['refresh']])('%s ends it', async (command) => {
    const world = await anOldPair()
    const { code, out } = await world.run(command)
    expect([code, out]).toEqual([0, expect.stringContaining('remove web-1')])
    await world.run('reconcile')
    expect([world.states(), world.places, world.fewest]).toEqual([
      ['web-2 UP', 'web-3 UP', 'web-4 UP'],
      [],
      3,
    ])
  })
})

describe('members that are older than size.max_age', () => {
  test('are renewed by reconcile, the oldest first, one after the other', async () => {
    const world = await DriftedWorld.of(3, { profile: OLD })
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.time.advance(46 * 60 * MINUTE)
    await world.run('reconcile')
    expect(world.states()).toHaveLength(3)
    world.time.advance(2 * 60 * MINUTE)
    const sizes: number[] = []
    for (let i = 0; i < 12; i++) {
      const { code, err } = await world.run('reconcile')
      expect(code, err).toBe(0)
      sizes.push(world.states().length)
      world.time.advance(4 * MINUTE)
    }
    expect(world.states()).toEqual(['web-4 UP', 'web-5 UP', 'web-6 UP'])
    expect([world.fewest, Math.max(...sizes), world.made]).toEqual([3, 4, 6])
    expect(world.illegalities()).toEqual([])
    const writes = world.writes.length
    await world.run('reconcile')
    expect(world.writes).toHaveLength(writes)
  })

  test('at min = max one goes first, and its place is filled', async () => {
    const world = await DriftedWorld.of(3, { profile: OLD.replace('min: 2, max: 8', 'min: 3, max: 3') })
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.time.advance(50 * 60 * MINUTE)
    for (let i = 0; i < 8; i++) {
      await world.run('reconcile')
      world.time.advance(4 * MINUTE)
    }
    expect(world.states()).toHaveLength(3)
    expect([world.fewest, world.serving, world.made]).toEqual([2, 3, 6])
    expect(world.illegalities()).toEqual([])
  })

  test('a new one that fails stops it for a day', async () => {
    const world = await DriftedWorld.of(3, { profile: OLD })
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.time.advance(50 * 60 * MINUTE)
    world.sandbox.byHand.misbehave('web-4', { answers: false })
    for (let i = 0; i < 4; i++) {
      await world.run('reconcile')
      world.time.advance(30 * MINUTE)
    }
    expect([world.made, world.fewest, world.states().length]).toEqual([4, 3, 4])
    world.time.advance(24 * 60 * MINUTE)
    await world.run('reconcile')
    world.sandbox.byHand.misbehave('web-4', { answers: true })
    world.time.advance(30 * MINUTE)
    await world.run('reconcile')
    expect(world.made).toBe(5)
    expect(world.fewest).toBe(3)
  })
})

describe('members that are older than size.max_age', () => {
  test.each<[string, string, (world: DriftedWorld) => Promise<unknown>]>([
    ['scale-out is paused', OLD, async (world) => await world.run('pause', '--only', 'scale-out')],
    ['scale-in is paused', OLD, async (world) => await world.run('pause', '--only', 'scale-in')],
    [
      'one more is not to be paid',
      OLD.replace('max_age: 2d', 'max_age: 2d, max_hourly: 0.0225'),
      async () => await Promise.resolve(),
    ],
  ])('are left as they are while %s', async (_, profile, happens) => {
    const world = await DriftedWorld.of(3, { profile })
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.time.advance(50 * 60 * MINUTE)
    await happens(world)
    const writes = world.writes.length
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.writes).toHaveLength(writes)
  })
})

describe('what Linode announces', () => {
  const HOUR = 60 * MINUTE

  async function announced(profile = WEB, hours = 20): Promise<DriftedWorld> {
    const world = await DriftedWorld.of(3, { profile })
    world.profile((text) => text.replace('debian13', 'debian12'))
    world.sandbox.byHand.planMaintenance('web-2', 'reboot', world.time.wall() + hours * HOUR)
    return world
  }

  test('is in status, and reconcile replaces the member before, a new one first', async () => {
    const world = await announced()
    expect((await world.run('status')).out).toMatch(/maintenance web-2: reboot at 2026-11-24T09:/)
    expect(JSON.parse((await world.run('status', '--json')).out)).toMatchObject({
      members: [{}, { label: 'web-2', maintenance: [{ what: 'reboot' }] }, {}],
    })
    for (let i = 0; i < 4; i++) {
      const { code, err } = await world.run('reconcile')
      expect(code, err).toBe(0)
      world.time.advance(4 * MINUTE)
    }
    expect(world.states()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP'])
    expect([world.fewest, world.made, world.places]).toEqual([3, 4, []])
    expect(world.illegalities()).toEqual([])
  })

  test.each<[string, () => Promise<DriftedWorld>]>([
    ['the profile ignores it', async () => await announced(`${WEB}maintenance: ignore\n`)],
    ['it is days away', async () => await announced(WEB, 50)],
    [
      'the token may not read it',
      async () => {
        const world = await announced()
        world.sandbox.byHand.setScopes('linodes:read_write nodebalancers:read_write events:read_only')
        return world
      },
    ],
  ])('is left alone where %s', async (_, begin) => {
    const world = await begin()
    const { code } = await world.run('reconcile')
    expect([code, world.states().length, world.made]).toEqual([0, 3, 3])
  })

  test('a person’s member is left to the person', async () => {
    const world = await announced()
    world.sandbox.byHand.addTag('web-2', 'keep')
    await world.run('reconcile')
    expect(world.made).toBe(3)
  })
})
