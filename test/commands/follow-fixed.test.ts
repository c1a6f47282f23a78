import { describe, expect, test } from 'vitest'
import { FOLLOWED, followFor, loaded } from '../support/loaded-world.ts'
import { tagsOf } from '../support/nodebalancer-tags.ts'
import type { World } from '../support/world.ts'

const MINUTE = 60_000

/** A fleet of a fixed size, of which the first member is dead. */
function withDead(size: number): World {
  const profile = FOLLOWED.replace('min: 2, max: 20', `min: ${size}, max: ${size}`)
  const world = loaded(() => 0.3, { members: size, profile })
  world.pin('web-1', 'DOWN')
  return world
}

const deletions = (world: World) => world.writes.filter((w) => /^DELETE .*linode\/instances/.test(w))

describe('a follow that stays, and a dead member of a fleet of fixed size', () => {
  test.each([1, 2, 3])(
    'of %i: it is replaced once, its place is settled, and nothing else is done',
    async (size) => {
      const world = withDead(size)
      const { err } = await followFor(world, 30)
      const labels = world.states()
      expect(labels).toHaveLength(size)
      expect(labels.every((state) => state.endsWith(' UP') && !state.startsWith('web-1 '))).toBe(true)
      expect(tagsOf(world)).toEqual([])
      expect(world.illegalities()).toEqual([])
      expect([world.creates, deletions(world).length]).toEqual([1, 1])
      expect(err).toContain('to take the place of instance 97000001, which went first')
    },
  )

  test('nothing is done before it was watched for healthy_within', async () => {
    const world = withDead(2)
    const { err } = await followFor(world, 9)
    expect(world.writes).toEqual([])
    expect(err).toContain(
      'held: at-max: 2 members exist, 1 of them in service, and max is 2; web-1 is DOWN: ',
    )
  })

  test('beside a timer it is replaced all the same', async () => {
    const world = withDead(2)
    world.stop = new AbortController()
    const following = world.begin('follow', '--every', '15s')
    for (let minute = 0; minute < 30; minute++) {
      await world.pass(MINUTE)
      await world.time.run(world.begin('follow'))
    }
    world.stop.abort('SIGTERM')
    await world.time.run(following)
    expect(world.states()).toEqual(['web-2 UP', 'web-3 UP'])
    expect([world.creates, deletions(world).length]).toEqual([1, 1])
  })

  test.each([1, 2])(
    'a follow that is ended in its drain is made up for by single turns, of %i',
    async (size) => {
      const world = withDead(size)
      await followFor(world, 11)
      expect(tagsOf(world)).toHaveLength(1)
      world.stop = new AbortController()
      for (let turn = 0; turn < 5; turn++) {
        world.time.advance(MINUTE)
        await world.run('follow')
      }
      expect(world.states()).toHaveLength(size)
      expect(world.states()).not.toContain('web-1 DOWN')
      expect(tagsOf(world)).toEqual([])
      expect(world.illegalities()).toEqual([])
    },
  )
})

describe('what is said of a dead member of a fleet of fixed size', () => {
  const named =
    'at-max: 1 member exists, 0 of them in service, and max is 1; web-1 is DOWN: a follow that stays, or a reconcile that waits, replaces it when it has been DOWN at every look for scale_out.healthy_within'

  test('a single turn names it', async () => {
    const world = withDead(1)
    expect((await world.run('follow')).err).toContain(`held: ${named}`)
    expect(world.writes).toEqual([])
  })

  test('so does status', async () => {
    expect((await withDead(1).run('status')).out).toContain(`follow      held: ${named}\n`)
  })
})

test('status says that follow would be refused where a config of the profile is gone, and what for', async () => {
  const world = loaded(() => 0.5)
  const authorization = `Bearer ${world.sandbox.token}`
  const url = '/v4/nodebalancers/12345/configs/67890'
  world.sandbox.handle({ method: 'DELETE', url, headers: { authorization }, body: '' })
  const why = 'config 67890 of the profile does not exist on NodeBalancer 12345'
  const turn = await world.run('follow')
  expect([turn.code, turn.err]).toEqual([3, expect.stringContaining(why)])
  const { code, out } = await world.run('status')
  expect(code).toBe(3)
  expect(out).toContain(`follow      would be refused: ${why}\n`)
  expect(out).not.toContain('would attach')
})
