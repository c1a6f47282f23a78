import { describe, expect, test } from 'vitest'
import { FOLLOWED, followFor, loaded } from '../support/loaded-world.ts'
import { WEB, World } from '../support/world.ts'

const members = (world: World): number => world.states().length

describe('follow', () => {
  test('one turn grows to what is wanted, and waits for nothing', async () => {
    const world = loaded(() => 3.6)
    const before = world.time.monotonic()
    const { code, out } = await world.run('follow', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ command: 'follow', result: 'done', load: { wanted: 6 } })
    expect(members(world)).toBe(6)
    expect(world.time.monotonic() - before).toBeLessThan(20_000)
  })

  test('a turn while all of it is on its way holds', async () => {
    const world = loaded(() => 3.6)
    await world.run('follow')
    const { out } = await world.run('follow', '--json')
    expect(JSON.parse(out)).toMatchObject({ result: 'held', hold: { reason: 'on-the-way' } })
    expect(members(world)).toBe(6)
  })

  test('a resident one grows with the load and shrinks when the window has passed, and ends by a signal', async () => {
    const world = loaded((minute) => (minute < 25 ? 6 : 1.2))
    const { code, err } = await followFor(world, 20)
    expect(code).toBe(0)
    expect(err).toContain('ended by SIGTERM')
    expect(members(world)).toBe(10)
    expect(world.illegalities()).toEqual([])
    await followFor(world, 90)
    expect(members(world)).toBe(2)
    expect(world.illegalities()).toEqual([])
  })

  test('under a constant load nobody is created after the first round, and nobody removed', async () => {
    const world = loaded(() => 3.6)
    await followFor(world, 120)
    expect(members(world)).toBe(6)
    expect(world.creates).toBe(2)
    expect(world.writes.filter((w) => w.startsWith('DELETE'))).toEqual([])
  })
})

describe('a follow that stays', () => {
  test('at rest it costs at most 20 paginated reads a minute, and says nothing', async () => {
    const world = loaded(() => 2.4)
    await followFor(world, 3)
    const from = world.sandbox.log.length
    const { out, err } = await followFor(world, 10)
    const reads = world.sandbox.log
      .slice(from)
      .filter((e) => e.method === 'GET' && !/stats|\/nodebalancers\/\d+$/.test(e.path))
    expect(reads.length / 10).toBeLessThan(20)
    expect(out).toBe('')
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(4)
  })

  test('while it changes it costs fewer than 60', async () => {
    const world = loaded(() => 3.6)
    await followFor(world, 2)
    const reads = world.sandbox.log.filter(
      (e) => e.method === 'GET' && !/stats|\/nodebalancers\/\d+$/.test(e.path),
    )
    expect(reads.length / 2).toBeLessThan(60)
  })

  test('it survives an API that does not answer, and says so once', async () => {
    const world = loaded(() => 3.6)
    world.sandbox.faults.add({ method: 'GET', path: '/linode/instances', times: 400, kind: '503' })
    const { code, err } = await followFor(world, 20)
    expect(code).toBe(0)
    expect(err.match(/the next turn tries again/g)).toHaveLength(1)
  })

  test('it survives a Prometheus that is gone, removes nobody meanwhile, and says so once', async () => {
    const profile = FOLLOWED.replace('from: linode, ', '')
    const world = new World({ profile: `${profile}prometheus: { url: "http://127.0.0.1:1" }\n`, members: 6 })
    const { code, err } = await followFor(world, 20)
    expect(code).toBe(0)
    expect(err.match(/held: work-unknown/g)).toHaveLength(1)
    expect(err).toContain('Prometheus cannot be read')
    expect(world.writes).toEqual([])
  })
})

describe('what follow is asked for', () => {
  test.each([
    ['a fleet that goes by steps', WEB, ['follow'], 'give load.target or load.signals'],
    ['too often', FOLLOWED, ['follow', '--every', '1s'], 'give a duration from 5s to 10m'],
    ['a dry run that stays', FOLLOWED, ['follow', '--every', '15s', '--dry-run'], 'exclude each other'],
  ])('%s is a usage error', async (_rule, profile, args, why) => {
    const { code, err } = await new World({ profile }).run(...args)
    expect(code).toBe(2)
    expect(err).toContain(why)
  })

  test('a dry run prints the plan and writes nothing', async () => {
    const world = loaded(() => 3.6)
    const { out } = await world.run('follow', '--dry-run')
    expect(out).toContain('follow by load: work 3.60, 6 wanted')
    expect(world.writes).toEqual([])
  })

  test('a paused fleet is left alone', async () => {
    const world = loaded(() => 3.6)
    await world.run('pause')
    const writes = world.writes.length
    await followFor(world, 5)
    expect(world.writes).toHaveLength(writes)
  })
})
