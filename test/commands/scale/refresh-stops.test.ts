import { describe, expect, test } from 'vitest'
import { RENEWED, RefreshSession, said } from '../../support/refresh-session.ts'
import { aMoment } from '../../support/virtual-time.ts'
import type { Ran } from '../../support/world.ts'

const MINUTE = 60_000
const BACK =
  'note: to go back, put the former instance block back into the profile; linode-autoscale refresh goes on, with that or with what is there now'

/** A refresh, and what happens to the world so many milliseconds after its beginning. */
async function meanwhile(
  world: RefreshSession,
  ms: number,
  happens: () => unknown,
  ...flags: readonly string[]
): Promise<Ran> {
  // What a command loads is there before time passes.
  await world.run('resume')
  const asked = world.sandbox.log.length
  const going = world.begin('refresh', ...flags)
  while (world.sandbox.log.length === asked) await aMoment()
  await world.pass(ms)
  await happens()
  return await world.time.run(going)
}

describe('what stops a refresh between two rounds, and what it has done by then', () => {
  const beside = 'web-4 serves beside web-1, whose place it is to take'
  test.each<[string, (world: RefreshSession) => unknown, readonly string[]]>([
    [
      'most members DOWN',
      (world) => world.breakAll(),
      [
        '✓ add web-4',
        'web: held (most-members-down): 3 of 3 members are DOWN: look at the health check and the app first; a run replaces nobody',
        `note: the refresh stopped for most-members-down; 0 replaced before; ${beside}`,
        BACK,
      ],
    ],
    [
      'a pause of scale-in',
      async (world) => await world.run('pause', '--only', 'scale-in'),
      [
        '✓ add web-4',
        'web: held (paused): web has its scale-in paused; linode-autoscale resume ends that, and --force passes it',
        `note: the refresh stopped for paused; 0 replaced before; ${beside}`,
        BACK,
      ],
    ],
  ])('%s: the pair stays, and nobody goes', async (_, happens, lines) => {
    const world = await RefreshSession.of(3)
    const ran = await meanwhile(world, 90_000, async () => await happens(world))
    expect([ran.code, said(ran)]).toEqual([0, lines])
    expect(world.sent().filter((kind) => kind !== 'note')).toEqual(['create', 'attach'])
    expect(world.states()).toHaveLength(4)
  })

  test('a pause of scale-out lets the pair end, and makes nobody new', async () => {
    const world = await RefreshSession.of(3)
    const ran = await meanwhile(
      world,
      90_000,
      async () => await world.run('pause', '--only', 'scale-out', '--for', '2h'),
    )
    expect([ran.code, said(ran)]).toEqual([
      0,
      [
        '✓ add web-4',
        '✓ remove web-1',
        '✓ retag web-4',
        'web: held (paused): web has its scale-out paused; linode-autoscale resume ends that, and --force passes it; until 2026-11-23T15:03:00Z (in 118m)',
        'note: the refresh stopped for paused; 1 replaced before',
        BACK,
      ],
    ])
    expect(world.sent().filter((kind) => kind !== 'note')).toEqual(RENEWED)
    expect(world.fewest).toBe(3)
    await world.run('resume')
    const next = await world.run('refresh')
    expect(said(next).at(-1)).toBe('web: done: 2 added, 2 removed')
    expect(world.illegalities()).toEqual([])
  })
})

const failed = (n: number): string => `✗ add web-${n}`
const stopped = (n: number, more = ''): readonly string[] => [
  `note: the refresh stopped at web-${n}, step wait; 0 replaced before${more}; web-1 serves on`,
  `note: to go back, put the former instance block back into the profile; with that, or with one that is mended, linode-autoscale refresh goes on and removes web-${n}`,
]
const burying = ['drain', 'delete', 'detach']

describe('new members that fail', () => {
  test('each refresh buries the one before; the fourth within the hour makes nobody', async () => {
    const world = await RefreshSession.of(3)
    for (const n of [4, 5, 6, 7]) world.sandbox.byHand.misbehave(`web-${n}`, { answers: false })
    const first = await world.run('refresh')
    expect([first.code, said(first)]).toEqual([
      1,
      [
        failed(4),
        'web: failed: see above; the next run goes on from what is there, +$0.0075 an hour',
        ...stopped(4),
      ],
    ])
    expect(world.sent()).toEqual(['create', 'attach'])
    for (const n of [5, 6]) {
      const next = await world.run('refresh')
      expect([next.code, said(next)]).toEqual([
        1,
        [
          `✓ remove web-${n - 1}`,
          failed(n),
          'web: failed: 1 removed',
          ...stopped(n, `; web-${n - 1}, which had failed, is removed`),
        ],
      ])
      expect(world.sent()).toEqual([...burying, 'create', 'attach'])
    }
    const last = await world.run('refresh')
    expect([last.code, said(last)]).toEqual([
      0,
      [
        '✓ remove web-6',
        'web: held (new-members-fail): 3 members were created within the hour and none is in service: look at image, StackScript and health check of web; until 2026-11-23T14:01:16Z (in 26m)',
        'note: the refresh stopped for new-members-fail; 0 replaced before; web-6, which had failed, is removed',
      ],
    ])
    expect(world.sent()).toEqual(burying)
    expect([world.fewest, world.states()]).toEqual([3, ['web-1 UP', 'web-2 UP', 'web-3 UP']])
  })
})

describe('a create that is refused', () => {
  test('nothing was made, and the words say so', async () => {
    const world = await RefreshSession.of(3)
    world.profile((text) => text.replace('linode/debian13', 'linode/debian99'))
    const ran = await world.run('refresh')
    expect(ran.code).toBe(1)
    expect(said(ran)).toEqual([
      '✗ add web-4',
      'web: failed: see above; the next run goes on from what is there',
      'note: the refresh stopped at web-4, step create; 0 replaced before; web-1 serves on',
    ])
    expect(world.sent()).toEqual(['POST /v4beta/linode/instances 400'])
    expect([world.fewest, world.states().length]).toEqual([3, 3])
  })
})

describe('whom and when', () => {
  test.each<[string, readonly string[], number, readonly string[]]>([
    ['--until 2', ['--until', '2'], 2, ['web-1', 'web-2']],
    ['--until 50% of five, rounded up', ['--until', '50%'], 3, ['web-1', 'web-2', 'web-3']],
    ['--until 2 at a surge of 9', ['--until', '2', '--surge', '9'], 2, ['web-1', 'web-2']],
    ['--until 100%', ['--until', '100%'], 5, ['web-1', 'web-2', 'web-3', 'web-4', 'web-5']],
  ])('%s', async (_, flags, count, gone) => {
    const world = await RefreshSession.of(5)
    const ran = await world.run('refresh', '--bake', '0s', ...flags)
    expect([ran.code, said(ran).at(-1)]).toEqual([0, `web: done: ${count} added, ${count} removed`])
    expect(world.sent().toSorted()).toEqual(
      Array.from({ length: count }, () => RENEWED)
        .flat()
        .toSorted(),
    )
    expect(said(ran).flatMap((line) => /^✓ remove (\S+)/.exec(line)?.[1] ?? [])).toEqual(gone)
    expect(world.fewest).toBe(5)
    const again = await world.run('refresh', '--bake', '0s', ...flags)
    expect([again.code, said(again), world.sent()]).toEqual([0, ['web: done: nothing to do'], []])
  })
})

describe('how long, and how old', () => {
  test.each([
    ['0s', 0],
    ['1m', 60_000],
    ['20m', 1_200_000],
  ])('--bake %s: so long each new one serves before the old one is drained', async (flag, bake) => {
    const world = await RefreshSession.of(2)
    const { err, code } = await world.run('refresh', '--bake', flag)
    const at = (label: string, what: string): number => {
      const line = err.split('\n').find((text) => text.includes(`${label}: ${what}`))
      return Date.parse(line?.split(' ')[0] ?? '')
    }
    expect(code).toBe(0)
    for (const [fresh, old] of [
      ['web-3', 'web-1'],
      ['web-4', 'web-2'],
    ] as const) {
      const baked = at(old, 'draining') - at(fresh, 'in service')
      expect(baked).toBeGreaterThanOrEqual(bake)
      expect(baked).toBeLessThan(bake + 30_000)
    }
    expect(world.sent()).toEqual([...RENEWED, ...RENEWED])
  })

  test('--older-than: of the same spec too, and of nobody younger', async () => {
    const world = await RefreshSession.of(2)
    world.profile((text) => text.replace('debian13', 'debian12'))
    await world.run('scale-out', '--force')
    world.sent()
    const young = await world.run('refresh', '--older-than', '2h')
    expect([said(young), world.sent()]).toEqual([['web: done: nothing to do'], []])
    const old = await world.run('refresh', '--older-than', '30m')
    expect(said(old).at(-1)).toBe('web: done: 2 added, 2 removed')
    expect(world.sent()).toEqual([...RENEWED, ...RENEWED])
    expect(world.states()).toEqual(['web-3 UP', 'web-4 UP', 'web-5 UP'])
  })

  test('--keep-paid-hours: nobody before the hour is nearly used up, then who is, and the rest waits again', async () => {
    const world = await RefreshSession.of(2)
    const early = await world.run('refresh', '--keep-paid-hours')
    expect([early.code, said(early), world.sent()]).toEqual([
      0,
      [
        'web: held (paid-hour): web-1 may be replaced from 2026-11-23T13:44:00Z on: its hour is paid; until 2026-11-23T13:44:00Z (in 42m)',
      ],
      [],
    ])
    world.time.advance(44 * MINUTE)
    const due = await world.run('refresh', '--keep-paid-hours', '--surge', '2')
    expect([due.code, said(due).at(-1)]).toEqual([0, 'web: done: 2 added, 2 removed'])
    const gone = due.err.split('\n').filter((line) => line.includes('delete done'))
    expect(gone.map((line) => line.slice(0, 15))).toEqual(['2026-11-23T13:4', '2026-11-23T13:4'])
    expect(world.fewest).toBe(2)
  })
})
