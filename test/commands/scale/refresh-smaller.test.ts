import { describe, expect, test } from 'vitest'
import { FakePrometheus, type Said } from '../../support/fake-prometheus.ts'
import { RENEWED, RefreshSession, said } from '../../support/refresh-session.ts'
import { WEB } from '../../support/world.ts'

const STEPS = 'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n'
const LARGE = WEB.replace('g6-nanode-1', 'g6-standard-2')
/** So much work, in processors that it keeps fully busy, on all that serve. */
const working = (world: RefreshSession, work: () => number): Said => {
  return () => {
    const serving = world.sandbox.byHand.backends().filter((b) => b.status === 'UP' && b.mode === 'accept')
    const labels = serving.map((b) => Number(/^web-(\d+)$/.exec(b.label)?.[1] ?? 0))
    const cores = labels.reduce((sum, n) => sum + (n === 0 ? 0 : n <= 3 ? 2 : 1), 0)
    return vector(work() / cores)
  }
}
const vector = (ratio: number) => ({
  status: 200,
  body: `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"${ratio}"]}]}}`,
})

/** Three members of two processors each, and a profile that makes them of another type now. */
async function smaller(more = '', to = 'g6-nanode-1'): Promise<RefreshSession> {
  const world = await RefreshSession.of(3, { profile: LARGE })
  world.profile((text) => `${text.replace('g6-standard-2', to)}${more}`)
  return world
}

const measuredBy = ({ url }: FakePrometheus): string => `${STEPS}prometheus: { url: "${url}" }\n`

const TOO_BUSY =
  'web: held (too-small): 3 members are in service; with 3 of them g6-nanode-1 instead of g6-standard-2 the work there is now would keep them 84% busy, and load.high is 70%: scale out first, or --force passes this'

describe('to a smaller type, in a fleet that changes by steps', () => {
  test('the work there is now is projected: above load.high nobody is replaced', async () => {
    await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': vector(0.42) })
    const world = await smaller(measuredBy(prometheus))
    const ran = await world.run('refresh')
    expect([ran.code, said(ran), world.sent()]).toEqual([0, [TOO_BUSY], []])
    const dry = await world.run('refresh', '--dry-run')
    expect(dry.out).toContain('HOLDS   too-small')
    expect(dry.out).toContain('84%')
  })

  test('below it every member is', async () => {
    await using prometheus = await FakePrometheus.start()
    const world = await smaller(measuredBy(prometheus))
    prometheus.says = { 'fleet:busy:avg': working(world, () => 2) }
    const ran = await world.run('refresh')
    expect([ran.code, said(ran).at(-1)]).toEqual([0, 'web: done: 3 added, 3 removed, -$0.0855 an hour'])
    expect([world.fewest, await world.typeOf('web-6')]).toEqual([3, 'g6-nanode-1'])
  })

  test('with more members first it fits', async () => {
    await using prometheus = await FakePrometheus.start()
    const world = await smaller(measuredBy(prometheus))
    prometheus.says = { 'fleet:busy:avg': working(world, () => 2.5) }
    expect(said(await world.run('refresh'))[0]).toContain('held (too-small)')
    await world.run('scale-out', '--by', '1', '--force')
    expect(world.sent()).toEqual(['create', 'attach'])
    expect((await world.run('refresh')).code).toBe(0)
    expect(world.sent()).toEqual([...RENEWED, ...RENEWED, ...RENEWED])
  })

  test('a load that rises meanwhile stops it before the next, and says so with the numbers', async () => {
    await using prometheus = await FakePrometheus.start()
    const world = await smaller(measuredBy(prometheus))
    const work = (): number => (world.states().includes('web-5 UP') ? 2.6 : 2)
    prometheus.says = { 'fleet:busy:avg': working(world, work) }
    const ran = await world.run('refresh')
    expect([ran.code, said(ran).slice(3, 6)]).toEqual([
      0,
      [
        '✓ add web-5',
        'web: held (too-small): 3 members are in service; with 2 of them g6-nanode-1 instead of g6-standard-2 the work there is now would keep them 87% busy, and load.high is 70%: scale out first, or --force passes this',
        'note: the refresh stopped for too-small; 1 replaced before; web-5 serves beside web-2, whose place it is to take',
      ],
    ])
    expect(world.sent()).toEqual([...RENEWED, 'create', 'attach'])
    expect(world.fewest).toBe(3)
  })
})

describe('to a smaller type, where something is not known', () => {
  test.each<[string, string, string, string]>([
    [
      'nobody measures',
      '',
      'g6-nanode-1',
      'web: held (work-unknown): members would become g6-nanode-1, which is smaller, and nobody knows how much work there is: the profile does not say who measures it; --force passes this',
    ],
    [
      'Prometheus is silent',
      `${STEPS}prometheus: { url: "http://127.0.0.1:1" }\n`,
      'g6-nanode-1',
      'web: held (work-unknown): members would become g6-nanode-1, which is smaller, and nobody knows how much work there is: ',
    ],
    [
      'the type does not tell its processors',
      STEPS,
      'g1-accelerated-netint-x',
      'web: held (too-small): members would become g1-accelerated-netint-x instead of g6-standard-2, and nobody tells how many processors they have, neither Linode nor their names; --force passes this',
    ],
  ])('%s: it holds, and --force passes', async (_, more, type, text) => {
    const world = await smaller(more, type)
    const ran = await world.run('refresh')
    expect([ran.code, world.sent()]).toEqual([0, []])
    expect(said(ran)[0]).toContain(text)
    expect(said(ran)[0]).toContain('--force passes this')
    const forced = await world.run('refresh', '--force', '--dry-run')
    expect(forced.out).toContain('instance web-4, to take the place of web-1')
  })

  test.each([
    ['a larger type', 'g6-standard-4'],
    ['as many processors', 'g6-dedicated-2'],
    ['a list with what there is', '[g6-standard-2, g6-nanode-1]'],
  ])('%s is asked nothing', async (_, type) => {
    const world = await smaller('', type)
    const { out } = await world.run('refresh', '--dry-run')
    expect(out).toContain('instance web-4, to take the place of web-1')
  })
})

describe('to a smaller type, in a fleet that is sized by its load', () => {
  const SIZED = 'load: { target: 0.6, from: linode, window: 15m }\n'
  test.each([
    ['above load.target it holds', 0.5, 'held (too-small)', '100% busy, and load.target is 60%'],
    ['below it goes on', 0.2, 'web: done', '3 added, 3 removed'],
  ])('%s', async (_, busy, result, detail) => {
    const world = await smaller(SIZED)
    world.sandbox.byHand.setBusy(() => busy)
    world.time.advance(1_200_000)
    const ran = await world.run('refresh')
    expect(said(ran).at(-1)).toContain(result)
    expect(said(ran).at(-1)).toContain(detail)
  })
})

/** The sandbox knows `g9-odd-4` by the profile, with four processors; its name says nothing. */
const odd = async (to: string, busy: number): Promise<readonly string[]> => {
  await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': vector(busy) })
  const world = await RefreshSession.of(3, { profile: WEB.replace('g6-nanode-1', 'g9-odd-4') })
  world.profile((text) => `${text.replace('g9-odd-4', to)}${measuredBy(prometheus)}`)
  return said(await world.run('refresh', '--dry-run'))
}

describe('what the account tells of a type goes before its name', () => {
  test('four processors become two: twice as busy', async () => {
    expect((await odd('g6-standard-2', 0.42)).join('\n')).toMatch(/HOLDS +too-small +84%/)
    expect((await odd('g6-standard-2', 0.3)).join('\n')).toMatch(/passed +too-small +60%/)
  })

  test('as many are asked nothing', async () => {
    expect((await odd('g6-standard-4', 0.9)).join('\n')).not.toContain('too-small')
  })
})

describe('one of a list may come to whatever is tried before its own type', () => {
  test.each([
    ['before', '[g6-nanode-1, g6-standard-2]', 'held (too-small)'],
    ['after', '[g6-standard-2, g6-nanode-1]', 'done'],
  ])('a smaller one %s it', async (_, types, result) => {
    await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': vector(0.5) })
    const world = await smaller(measuredBy(prometheus), types)
    expect(said(await world.run('refresh')).at(-1)).toContain(result)
  })
})
