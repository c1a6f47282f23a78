import { describe, expect, test } from 'vitest'
import { tagged, tagsOf } from '../../support/nodebalancer-tags.ts'
import { RefreshSession, said } from '../../support/refresh-session.ts'
import { WEB } from '../../support/world.ts'

const MINUTE = 60_000
const FULL = WEB.replace('max: 8', 'max: 4').replace('scale_in: {', 'scale_in: { cooldown: 0s,')

/** Four of at most four, and a refresh that ended right after it had deleted the first. */
async function oneFewer(profile = FULL): Promise<RefreshSession> {
  const world = await RefreshSession.of(4, { profile })
  const count = world.witness
  world.witness = (request, reply) => {
    count(request, reply)
    if (request.method === 'DELETE' && request.url.includes('/instances/')) world.stop.abort('SIGTERM')
  }
  await world.run('refresh')
  world.stop = new AbortController()
  world.witness = count
  expect(world.states()).toHaveLength(3)
  expect(world.sent()).toEqual(['note', 'drain', 'delete', 'detach'])
  return world
}

const notes = (world: RefreshSession): readonly string[] =>
  tagsOf(world).filter((tag) => tag.startsWith('place:'))

describe('a refresh at max that died before the create: whoever comes next fills the place', () => {
  test.each([['refresh', '--until', '1'], ['reconcile'], ['scale-out'], ['scale-out', '--no-wait']])(
    '%s %s %s',
    async (...command) => {
      const world = await oneFewer()
      const shown = await world.run('status')
      expect(shown.out).toContain('it went before there was another in its place: any run makes one')
      const ran = await world.run(...command.filter((word) => word !== undefined))
      expect([ran.code, said(ran)[0]], ran.out).toEqual([0, '✓ add web-5'])
      expect(ran.err).toMatch(/creating instance web-5, to take the place of instance \d+, which went first/)
      world.time.advance(5 * MINUTE)
      expect(world.states()).toHaveLength(4)
      await world.run('reconcile')
      expect([notes(world), world.places, world.fewest, world.most]).toEqual([[], [], 3, 4])
      expect(world.illegalities()).toEqual([])
      const writes = world.writes.length
      await world.run('reconcile')
      expect(world.writes).toHaveLength(writes)
    },
  )

  test('a turn of follow', async () => {
    const world = await oneFewer(`${FULL}load: { target: 0.6, from: linode, window: 15m }\n`)
    world.sandbox.byHand.setBusy(() => 0.6)
    world.time.advance(20 * MINUTE)
    const ran = await world.run('follow')
    expect([ran.code, said(ran)[0]], ran.out).toEqual([0, '✓ add web-1'])
    world.time.advance(5 * MINUTE)
    await world.run('follow')
    expect([notes(world), world.places, world.states().length]).toEqual([[], [], 4])
  })

  test('two at once fill it once', async () => {
    const world = await oneFewer()
    const both = Promise.all([world.begin('reconcile'), world.begin('scale-out')])
    const codes = (await world.time.run(both)).map((r) => r.code)
    expect([codes, world.states().length, world.most]).toEqual([[0, 0], 4, 4])
  })

  test('a dry run says so, and a whole pause holds it', async () => {
    const world = await oneFewer()
    const dry = await world.run('reconcile', '--dry-run')
    expect(dry.out).toMatch(/create {2}instance web-5, to take the place of instance \d+, which went first/)
    await world.run('pause')
    world.sent()
    await world.run('reconcile')
    expect(world.sent()).toEqual([])
  })

  test('at min = max too', async () => {
    const world = await oneFewer(FULL.replace('min: 2', 'min: 4'))
    await world.run('scale-out')
    world.time.advance(5 * MINUTE)
    await world.run('reconcile')
    expect([world.states().length, notes(world), world.fewest]).toEqual([4, [], 3])
  })
})

describe('a place that nobody needs any more is kept by nobody', () => {
  test('whoever was to leave it was put back', async () => {
    const world = await RefreshSession.of(4, { profile: FULL })
    const { byHand } = world.sandbox
    const first = byHand.instances().find((i) => i.label === 'web-1')
    tagged(world, ['mine', `place:web:${first?.id ?? 0}`])
    await world.run('reconcile')
    expect([tagsOf(world), world.states().length]).toEqual([['mine'], 4])
  })

  test.each([
    ['one fewer', ['scale-in', '--force'], 3],
    ['two fewer', ['scale-in', '--force', '--by', '2'], 2],
    ['as many as there are', ['scale-in', '--to', '3'], 3],
  ] as const)('who scales in by %s counts who went', async (_, command, left) => {
    const world = await oneFewer()
    const ran = await world.run(...command)
    expect([ran.code, world.states().length, notes(world)], ran.out).toEqual([0, left, []])
    expect(ran.out).toMatch(/the place of instance \d+ is kept no more/)
    await world.run('reconcile')
    expect(world.states()).toHaveLength(left)
  })

  test('fewer are wanted: who removes somebody takes the place off', async () => {
    const world = await oneFewer(FULL.replace('min: 2', 'min: 1'))
    world.profile((text) => text.replace('max: 4', 'max: 2'))
    world.time.advance(30 * MINUTE)
    const ran = await world.run('reconcile')
    expect(said(ran)).toContain('✓ remove web-4')
    expect([notes(world), world.states().length]).toEqual([[], 2])
  })

  test('a max that is lower leaves no room, and nothing is made past it', async () => {
    const world = await oneFewer()
    world.profile((text) => text.replace('max: 4', 'max: 3'))
    await world.run('reconcile')
    expect([world.states().length, world.most]).toEqual([3, 4])
  })
})
