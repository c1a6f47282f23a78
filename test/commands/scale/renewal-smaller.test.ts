import { describe, expect, test } from 'vitest'
import { FakePrometheus, type Said } from '../../support/fake-prometheus.ts'
import { recordedBody } from '../../support/recorded.ts'
import { RefreshSession, said } from '../../support/refresh-session.ts'
import { WEB } from '../../support/world.ts'

const HOUR = 3_600_000
const STEPS = 'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n'
const SIZED = 'load: { target: 0.6 }\n'
const LARGE = WEB.replace('g6-nanode-1', 'g6-standard-2')

const vector = (ratio: number): Said => ({
  status: 200,
  body: `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"${ratio}"]}]}}`,
})
/** Three members of two processors, so busy. */
const working = (ratio: number): Said => ({
  status: 200,
  body: recordedBody({
    cores: 2,
    busy: { 'web-1': ratio, 'web-2': ratio, 'web-3': ratio },
    peak: 6,
    hour: 6 * ratio,
  }),
})

type Why = 'age' | 'maintenance'

/** Three members of two processors, one of which is due by age or before a maintenance; the profile makes members of one now. */
async function due(why: Why, load: string, { url }: FakePrometheus): Promise<RefreshSession> {
  const world = await RefreshSession.of(3, { profile: LARGE })
  const aged = why === 'age' ? 'min: 2, max: 8, max_age: 2d' : 'min: 2, max: 8'
  world.profile(
    (text) =>
      `${text.replace('g6-standard-2', 'g6-nanode-1').replace('min: 2, max: 8', aged)}${load}prometheus: { url: "${url}" }\n`,
  )
  if (why === 'age') world.time.advance(50 * HOUR)
  else world.sandbox.byHand.planMaintenance('web-1', 'reboot', world.time.wall() + 20 * HOUR)
  world.sent()
  return world
}

describe.each<Why>(['age', 'maintenance'])('a renewal for %s to a smaller type', (why) => {
  test('is held by a reconcile while the work there is would be too much, and says so', async () => {
    await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': vector(0.65) })
    const world = await due(why, STEPS, prometheus)
    const ran = await world.run('reconcile')
    expect([ran.code, said(ran), world.sent()]).toEqual([
      0,
      [
        'web: held (too-small): 3 members are in service; with 1 of them g6-nanode-1 instead of g6-standard-2 the work there is now would keep them 78% busy, and load.high is 70%: scale out first, or --force passes this',
      ],
      [],
    ])
  })

  test('goes on below it, and the pair ends only while that is so', async () => {
    await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': vector(0.4) })
    const world = await due(why, STEPS, prometheus)
    await world.run('reconcile')
    expect(world.sent()).toEqual(['create', 'attach'])
    world.time.advance(HOUR)
    prometheus.says = { 'fleet:busy:avg': vector(0.6) }
    expect(said(await world.run('reconcile'))[0]).toContain(
      'held (too-small): 3 members are in service; with 1',
    )
    expect(world.sent()).toEqual([])
    prometheus.says = { 'fleet:busy:avg': vector(0.4) }
    await world.run('reconcile')
    expect(world.sent()).toEqual(['drain', 'delete', 'detach'])
  })

  test('is held where nobody knows how busy they are', async () => {
    await using prometheus = await FakePrometheus.start()
    const world = await due(why, STEPS, prometheus)
    const ran = await world.run('reconcile')
    expect([ran.code, world.sent()]).toEqual([0, []])
    expect(said(ran)[0]).toContain('held (work-unknown): members would become g6-nanode-1, which is smaller')
  })

  test('--force passes it', async () => {
    await using prometheus = await FakePrometheus.start()
    const world = await due(why, STEPS, prometheus)
    await world.run('reconcile', '--force')
    expect(world.sent()).toEqual(['create', 'attach'])
  })

  test.each([
    ['reconcile', 0.75, 'held (too-small)', []],
    ['follow', 0.75, 'held (too-small)', []],
    ['reconcile', 0.3, 'done', ['create', 'attach']],
    ['follow', 0.3, 'done', ['create', 'attach']],
  ])('%s of a fleet that is sized by its load, %s busy: %s', async (command, busy, result, sent) => {
    await using prometheus = await FakePrometheus.start({ 'instance:busy:any': working(busy) })
    const world = await due(why, SIZED.replace('0.6', '0.85'), prometheus)
    const ran = await world.run(command)
    expect([ran.code, world.sent()]).toEqual([0, sent])
    expect(said(ran).at(-1)).toContain(result)
  })
})

test('a renewal to the same type asks nobody for the load, and no type for its processors', async () => {
  await using prometheus = await FakePrometheus.start()
  const world = await RefreshSession.of(3, { profile: LARGE })
  world.profile(
    (text) =>
      `${text.replace('max: 8', 'max: 8, max_age: 2d')}${STEPS}prometheus: { url: "${prometheus.url}" }\n`,
  )
  world.time.advance(50 * HOUR)
  world.sent()
  const before = world.sandbox.log.length
  await world.run('reconcile')
  expect([world.sent(), prometheus.asked]).toEqual([['create', 'attach'], []])
  // Once for what a member costs.
  const asked = world.sandbox.log.slice(before).filter((e) => e.path.startsWith('/v4/linode/types'))
  expect(asked).toHaveLength(1)
})
