import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

/** A person at a terminal who answers so. */
function answering(...answers: string[]): World {
  const world = new World()
  world.answers = answers
  return world
}

test.each([
  ['y', 0],
  ['yes', 0],
  ['', 2],
  ['n', 2],
  ['web-3', 2],
])('a person is asked before an instance is deleted: %j is exit %d', async (answer, code) => {
  const world = answering(answer)
  const ran = await world.run('scale-in')
  expect(ran.code).toBe(code)
  expect(world.questions).toEqual([
    expect.stringMatching(/^Drain and delete web-3 \(instance \d+\)\? \[y\/N\] $/),
  ])
  if (code !== 0)
    expect([world.writes, ran.err]).toEqual([[], expect.stringContaining('nothing was changed')])
})

test.each([
  ['--yes', ['scale-in', '--yes']],
  ['a dry run', ['scale-in', '--dry-run']],
  ['JSON', ['scale-in', '--json']],
  ['what deletes nothing', ['scale-out']],
])('nobody is asked for %s', async (_rule, args) => {
  const world = answering()
  expect([(await world.run(...args)).code, world.questions]).toEqual([0, []])
})

test('nobody is asked where nobody sits at a terminal', async () => {
  expect((await new World().run('scale-in')).code).toBe(0)
})

/** Somebody adds a newer member, which is served, and time passes until what was seen is too old to act on. */
function joinedByNewer(world: World): void {
  const { byHand } = world.sandbox
  byHand.addInstance({
    label: 'web-9',
    tags: ['fleet:web:12345'],
    privateIp: true,
    at: Date.UTC(2026, 10, 23, 0),
  })
  const address = `${byHand.privateAddressOf('web-9')}:80`
  byHand.changeBackend(byHand.addBackend({ config: 67890, label: 'web-9', address }), { status: 'UP' })
  world.time.advance(61_000)
}

describe('who was not asked about stays', () => {
  test('a scale-in whose victim is another one by now removes nobody, and says why', async () => {
    const world = answering('y')
    world.meanwhile = () => joinedByNewer(world)
    const { code, out } = await world.run('scale-in')
    expect(world.questions).toEqual([expect.stringContaining('Drain and delete web-3 ')])
    expect([code, world.writes]).toEqual([0, []])
    expect(out).toContain('not-confirmed')
    expect(out).toContain('nobody was asked about it')
  })

  test('with --yes, and where nobody sits, it goes by the fleet as it is then', async () => {
    const world = answering()
    expect((await world.run('scale-in', '--yes')).code).toBe(0)
    expect(world.states()).toHaveLength(2)
  })

  test('the same one goes, however long the person thought', async () => {
    const world = answering('y')
    world.meanwhile = () => world.time.advance(120_000)
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP'])
  })

  test('a reconcile asks about who is DOWN, and leaves alone who comes to be so', async () => {
    const world = answering('y')
    world.pin('web-2', 'DOWN')
    world.meanwhile = () => world.pin('web-2', 'UP')
    const { code } = await world.run('reconcile')
    expect(world.questions).toEqual([
      expect.stringMatching(/^Drain and delete web-2 \(instance \d+, if it stays DOWN\)\? /),
    ])
    expect([code, world.writes]).toEqual([0, []])
  })

  test('a refresh asks at once about all whom it will replace', async () => {
    const world = answering('y')
    await world.run('scale-out', '--to', '3', '--yes')
    world.profile((text) => text.replace('g6-nanode-1', 'g6-standard-1'))
    const { code } = await world.run('refresh')
    expect(world.questions).toHaveLength(1)
    expect(code).toBe(0)
  })
})

test.each([60, 80])('twenty-eight of them fit %i columns and 14 rows', async (columns) => {
  const world = new World({ members: 30, profile: WEB.replace('max: 8', 'max: 40') })
  world.terminal = { columns: () => columns, rows: () => 14, color: false }
  world.answers = ['s', 'n']
  await world.run('scale-in', '--by', '28')
  const [first = [], second = []] = world.questions.map((question) => question.split('\n'))
  expect(first.length).toBeLessThanOrEqual(14)
  expect([first.at(-1), second.length]).toEqual(['Drain and delete these 28? [y/N, s shows all] ', 29])
  expect(Math.max(...[...first, ...second].map((line) => line.length))).toBeLessThanOrEqual(columns)
})
