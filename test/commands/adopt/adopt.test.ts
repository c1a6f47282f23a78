import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const GUIDE = 'nginx-1b9d6bcd'

/** A fleet of two, and an instance behind its NodeBalancer that the guide's script made. */
function withGuide(): World {
  const world = new World({ members: 2 })
  const { byHand } = world.sandbox
  byHand.addInstance({ label: GUIDE, tags: ['khw,autoscale'], at: 0 })
  byHand.addBackend({
    config: 67890,
    label: GUIDE,
    address: `${byHand.privateAddressOf(GUIDE)}:80`,
  })
  return world
}

const tagsOf = (world: World, label: string): readonly string[] =>
  world.sandbox.byHand.instances().find((i) => i.label === label)?.tags ?? []

/** Adopts, and is cut off before the machine itself is renamed. */
async function cutBetween(world: World): Promise<void> {
  world.sandbox.faults.add({ method: 'PUT', path: '/linode/instances/*', kind: '503', times: 1000 })
  expect((await world.run('adopt', GUIDE, '--yes')).code).toBe(1)
  world.sandbox.faults.clear()
}

describe('adopt', () => {
  test('shows what would be done, and does nothing', async () => {
    const world = withGuide()
    const { code, out } = await world.run('adopt', GUIDE)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^nginx-1b9d6bcd \(instance \d+\) would become web-3; tags khw, autoscale, fleet:web:12345; 1 backend node/,
    )
    expect(world.writes).toEqual([])
  })

  test('--yes makes it a member with one call, and its backend node follows', async () => {
    const world = withGuide()
    const { code, out } = await world.run('adopt', GUIDE, '--yes', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ result: 'done', adopted: [{ was: GUIDE, label: 'web-3' }] })
    expect(world.writes.map((w) => w.replace(/\d+ 200$/, 'N'))).toEqual([
      'PUT /v4/nodebalancers/12345/configs/67890/nodes/N',
      'PUT /v4beta/linode/instances/N',
    ])
    expect(tagsOf(world, 'web-3')).toEqual(['khw', 'autoscale', 'fleet:web:12345'])
    expect(world.illegalities()).toEqual([])
    expect(JSON.parse((await world.run('status', '--json')).out)).toMatchObject({
      size: { total: 3 },
      unfinished: [],
    })
  })

  test('one that is not attached is attached by the next run', async () => {
    const world = new World({ members: 2 })
    world.sandbox.byHand.addInstance({ label: 'mine', tags: [], at: 0 })
    await world.run('adopt', 'mine', '--yes')
    await world.run('reconcile', '--no-wait')
    expect(world.illegalities()).toEqual([])
    expect(world.states()).toHaveLength(3)
  })

  test('cut between its two calls it leaves a machine that no run touches, and goes on when it is said again', async () => {
    const world = withGuide()
    await cutBetween(world)
    expect((await world.run('reconcile', '--no-wait')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).toContain('web-3')
    expect((await world.run('adopt', GUIDE, '--yes')).code).toBe(0)
    expect(world.illegalities()).toEqual([])
    expect(world.states()).toHaveLength(3)
  })

  test('cut there, and the machine deleted by hand, its backend node is known to be left over', async () => {
    const world = withGuide()
    await cutBetween(world)
    world.lose(GUIDE)
    // Nothing dates that node: a run that waits asks about it twice, a minute apart.
    expect((await world.run('reconcile')).code).toBe(0)
    expect(world.sandbox.byHand.backends().map((b) => b.label)).not.toContain('web-3')
  })
})

test('says of a backend node that a person has drained that it stays as it is', async () => {
  const world = withGuide()
  const id = world.backendsOf(GUIDE)[0]?.id ?? 0
  world.sandbox.byHand.changeBackend(id, { mode: 'drain' })
  const { out } = await world.run('adopt', GUIDE, '--yes')
  expect(out).toContain(`; backend node ${id} keeps its label ${GUIDE} and its mode drain\n`)
  expect(out).not.toContain('follow')
  expect(world.writes.map((w) => w.replace(/\d+ 200$/, 'N'))).toEqual(['PUT /v4beta/linode/instances/N'])
})

describe('adopt refuses', () => {
  test.each<readonly [string, readonly string[], (w: World) => void, string]>([
    ['one that does not exist', ['none'], () => undefined, 'there is no instance none'],
    ['a member', ['web-1'], () => undefined, 'web-1 is a member already'],
    [
      'one of another fleet',
      [GUIDE],
      (w) => w.sandbox.byHand.addTag(GUIDE, 'fleet:api:1'),
      'belongs to another fleet (fleet:api:1)',
    ],
    [
      'one behind another NodeBalancer',
      [GUIDE],
      (w) => {
        const { byHand } = w.sandbox
        byHand.addNodeBalancer({
          id: 777,
          region: 'us-east',
          configs: [{ id: 778, port: 80, check: 'http' }],
        })
        byHand.addBackend({
          config: 778,
          label: GUIDE,
          address: `${byHand.privateAddressOf(GUIDE)}:80`,
        })
      },
      'is behind NodeBalancer 777',
    ],
    [
      'more than size.max',
      [GUIDE],
      (w) => w.profile((p) => p.replace('max: 8', 'max: 2')),
      '2 members and 1 more are above size.max (2)',
    ],
  ])('refuses %s, and touches nothing', async (_rule, labels, change, why) => {
    const world = withGuide()
    change(world)
    const { code, err } = await world.run('adopt', ...labels, '--yes')
    expect([code, err]).toEqual([3, expect.stringContaining(why)])
    expect(world.writes).toEqual([])
  })

  test('names every reason at once', async () => {
    const world = withGuide()
    const { err } = await world.run('adopt', 'none', 'web-1', GUIDE, '--yes')
    expect(err).toContain('there is no instance none; web-1 is a member already')
    expect(world.writes).toEqual([])
  })
})

/** Beside the guide's instance one that is locked, one of another fleet, one of a person's, and a second of the guide's. */
function crowd(): World {
  const world = withGuide()
  const { byHand } = world.sandbox
  for (const label of ['nginx-2', 'nginx-locked', 'nginx-api', 'db-1']) {
    byHand.addInstance({ label, tags: label === 'nginx-api' ? ['fleet:api:1'] : [], privateIp: true, at: 0 })
  }
  byHand.setLocks('nginx-locked', ['cannot_delete'])
  return world
}

const labels = (world: World): readonly string[] =>
  world.sandbox.byHand
    .instances()
    .map(({ label }) => label)
    .toSorted()

const UNTOUCHED = ['db-1', 'legacy-1', 'nginx-api', 'nginx-locked', 'web-1', 'web-2']

describe('adopt by pattern', () => {
  test('takes whose label fits, and says of everybody else why not', async () => {
    const world = crowd()
    const { code, out } = await world.run('adopt', 'nginx-*', '--yes')
    expect([code, labels(world)]).toEqual([0, [...UNTOUCHED, 'web-3', 'web-4']])
    expect(out).toMatch(/^nginx-1b9d6bcd \(instance \d+\) is now web-3;/m)
    expect(out).toMatch(/^nginx-2 \(instance \d+\) is now web-4;.*not attached/m)
    expect(out).toMatch(/^left alone: instance \d+: nginx-locked is locked \(cannot_delete\)$/m)
    expect(out).toMatch(/^left alone: instance \d+: nginx-api belongs to another fleet \(fleet:api:1\)$/m)
    expect(out).toMatch(/^web: 2 adopted$/m)
    await world.run('reconcile', '--no-wait')
    expect(world.illegalities()).toEqual([])
  })

  test('said again it finds nobody more, and says so', async () => {
    const world = crowd()
    await world.run('adopt', 'nginx-*', '--yes')
    const before = world.writes
    const { code, out } = await world.run('adopt', 'nginx-*', 'web-*', '--yes')
    expect([code, world.writes]).toEqual([0, before])
    expect(out).toMatch(/^left alone: instance \d+: web-3 is a member already$/m)
    expect(out).toMatch(/^web: nobody to adopt: nothing was changed$/m)
  })

  test('as JSON', async () => {
    const world = crowd()
    const { out } = await world.run('adopt', 'nginx-?*', '--dry-run', '--json')
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: 'adopt',
      result: 'done',
      dry_run: true,
      adopted: [
        { was: GUIDE, label: 'web-3' },
        { was: 'nginx-2', label: 'web-4' },
      ],
      left_alone: [
        { label: 'nginx-locked', why: ['nginx-locked is locked (cannot_delete)'] },
        { label: 'nginx-api', why: ['nginx-api belongs to another fleet (fleet:api:1)'] },
      ],
    })
    expect(world.writes).toEqual([])
  })
})

describe('adopt by pattern refuses the whole', () => {
  test.each<readonly [string, readonly string[], number, string]>([
    ['a pattern that fits nobody', ['wbe-*'], 2, 'no Linode that this token sees has a label like wbe-*'],
    ['neither labels nor --all', [], 2, "by a pattern ('web-*'), or give --all"],
    ['a label of its own that cannot be adopted', ['nginx-*', 'nginx-locked'], 3, 'nginx-locked is locked'],
  ])('for %s', async (_rule, meant, exit, why) => {
    const world = crowd()
    const { code, err } = await world.run('adopt', ...meant, '--yes')
    expect([code, err, world.writes]).toEqual([exit, expect.stringContaining(why), []])
  })

  test('for more than size.max, and counts only those that could be adopted', async () => {
    const world = crowd()
    world.profile((p) => p.replace('max: 8', 'max: 3'))
    const { code, err } = await world.run('adopt', 'nginx-*', '--yes')
    expect([code, err]).toEqual([3, expect.stringContaining('2 members and 2 more are above size.max (3)')])
    expect(world.writes).toEqual([])
  })
})

describe('adopt --all', () => {
  test('takes everybody behind the fleet’s configs, and nobody else', async () => {
    const world = crowd()
    const { code, out } = await world.run('adopt', '--all', '--yes')
    expect(code).toBe(0)
    // The hand-made backend that stands in front of a machine is behind the fleet's config too.
    expect(out.match(/^\S+ \(instance \d+\) is now \S+;/gm)?.map((line) => line.split(' ')[0])).toEqual([
      'legacy-1',
      GUIDE,
    ])
    expect(labels(world)).toEqual([
      'db-1',
      'nginx-2',
      'nginx-api',
      'nginx-locked',
      'web-1',
      'web-2',
      'web-3',
      'web-4',
    ])
  })
})

describe('while a person thinks about it, adopt', () => {
  test.each<readonly [string, (world: World, id: number) => void, RegExp]>([
    [
      'closes',
      ({ sandbox }, id) => sandbox.byHand.changeBackend(id, { mode: 'reject', label: 'broken' }),
      /is left as it is: somebody has changed it meanwhile: broken, \S+:80, mode reject$/m,
    ],
    [
      'gives another label',
      ({ sandbox }, id) => sandbox.byHand.changeBackend(id, { label: 'pg-db' }),
      /is left as it is: somebody has changed it meanwhile: pg-db, /,
    ],
    [
      'points at another machine',
      ({ sandbox }, id) =>
        sandbox.byHand.changeBackend(id, { address: `${sandbox.byHand.privateAddressOf('web-1')}:81` }),
      /is left as it is: somebody has changed it meanwhile: nginx-1b9d6bcd, \S+:81, /,
    ],
  ])('leaves a backend node that a person %s while another one thought', async (_what, does, said) => {
    const world = withGuide()
    world.answers = ['y']
    const id = world.backendsOf(GUIDE)[0]?.id ?? 0
    world.meanwhile = () => does(world, id)
    const { code, out } = await world.run('adopt', GUIDE)
    expect([code, world.writes.filter((w) => w.includes('/nodes/'))]).toEqual([0, []])
    expect(out).toMatch(said)
    expect(out).not.toContain('follow')
  })

  test('gives the number that is free when the answer comes', async () => {
    const world = withGuide()
    world.answers = ['y']
    world.meanwhile = () => world.sandbox.byHand.addInstance({ label: 'web-3', tags: ['fleet:web:12345'] })
    const { code, out } = await world.run('adopt', GUIDE)
    expect([code, labels(world).filter((l) => l === 'web-4')]).toEqual([0, ['web-4']])
    expect(out).toContain('is now web-4')
  })

  test('refuses where there is no room any more when the answer comes', async () => {
    const world = withGuide()
    world.profile((p) => p.replace('max: 8', 'max: 3'))
    world.answers = ['y']
    world.meanwhile = () => world.sandbox.byHand.addInstance({ label: 'web-3', tags: ['fleet:web:12345'] })
    const { code, err } = await world.run('adopt', GUIDE)
    expect([code !== 0, world.writes]).toEqual([true, []])
    expect(err).toContain('3 members and 1 more are above size.max (3)')
  })
})

describe('adopt asks', () => {
  test.each<readonly [string, readonly string[], number]>([
    ['y', ['is now web-3'], 0],
    ['', [], 2],
    ['no', [], 2],
  ])('a person at a terminal, who answers %j after the list', async (answer, done, exit) => {
    const world = withGuide()
    world.answers = [answer]
    const { code, out, err } = await world.run('adopt', 'nginx-*')
    expect(world.questions).toEqual([
      expect.stringMatching(
        /^nginx-1b9d6bcd \(instance \d+\) would become web-3;[^]*\nAdopt this one\? \[y\/N\] $/,
      ),
    ])
    expect([code, done.every((words) => out.includes(words))]).toEqual([exit, true])
    expect(world.writes.length > 0).toBe(exit === 0)
    expect(err.includes('not confirmed')).toBe(exit === 2)
  })

  test.each([['--yes'], ['--dry-run'], ['--json']])('nobody with %s', async (flag) => {
    const world = withGuide()
    world.answers = ['y']
    await world.run('adopt', 'nginx-*', flag)
    expect([world.questions, world.writes.length > 0]).toEqual([[], flag === '--yes'])
  })

  test('and what was changed while a person thought is not taken', async () => {
    const world = crowd()
    world.answers = ['y']
    world.meanwhile = () => world.sandbox.byHand.addTag(GUIDE, 'fleet:api:1')
    const { code, out } = await world.run('adopt', 'nginx-*')
    expect([code, labels(world)]).toEqual([1, [...UNTOUCHED, GUIDE, 'web-4'].toSorted()])
    expect(out).toMatch(
      /^nginx-1b9d6bcd \(instance \d+\): not finished: it is not what it was when it was listed/m,
    )
    expect(out).toContain('1 adopted, 1 not')
  })

  test.each([60, 80])('in %i columns and 14 rows, however many there are', async (columns) => {
    const world = withGuide()
    world.terminal = { columns: () => columns, rows: () => 14, color: false }
    world.profile((p) => p.replace('max: 8', 'max: 60'))
    for (let i = 0; i < 40; i++)
      world.sandbox.byHand.addInstance({ label: `nginx-${i}`, tags: [], privateIp: true })
    world.answers = ['s', 'n']
    await world.run('adopt', 'nginx-*')
    const [first = [], second = []] = world.questions.map((question) => question.split('\n'))
    expect(first.length).toBeLessThanOrEqual(14)
    expect(second.length).toBeGreaterThan(40)
    expect(Math.max(...[...first, ...second].map((line) => line.length))).toBeLessThanOrEqual(columns)
    expect(first.at(-1)).toBe('Adopt these 41? [y/N, s shows all] ')
  })
})

test('one that fails does not stop the others, and the exit code says so', async () => {
  const world = crowd()
  world.sandbox.faults.add({ method: 'PUT', path: '/linode/instances/*', kind: '503', times: 12 })
  const { code, out } = await world.run('adopt', 'nginx-*', '--yes', '--json')
  const told = JSON.parse(out)
  expect([code, told.result, told.adopted.length, told.not_adopted.length]).toEqual([1, 'failed', 1, 1])
  expect(told.not_adopted[0]).toMatchObject({ label: GUIDE })
  expect(told.error.message).toContain(`${GUIDE}: `)
})
