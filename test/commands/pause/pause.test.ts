import { isMarked } from '../../../src/fleet/model/mark.ts'
import { describe, expect, test } from 'vitest'
import { tagged, tagsOf } from '../../support/nodebalancer-tags.ts'
import { WEB, WEB_ON_TWO, World } from '../../support/world.ts'

const HOLDING = ['scale-out', 'scale-in', 'reconcile', 'scale-out --dry-run']

describe('pause', () => {
  test('is kept as a tag beside the others, shown by status, and ends with resume', async () => {
    const world = new World()
    tagged(world, ['mine'])
    const { code, out } = await world.run('pause', '--for', '2h')
    expect(code).toBe(0)
    expect(out).toContain(
      'web: paused until 2026-11-23T14:00:00Z (in 2h), kept as a tag of NodeBalancer 12345',
    )
    expect(tagsOf(world)).toEqual(['mine', 'paused:web:20261123T140000Z'])
    expect((await world.run('status')).out).toContain(
      'paused until 2026-11-23T14:00:00Z (in 119m): every run holds',
    )
    expect(await json(world, 'status')).toMatchObject({ paused: { until: '2026-11-23T14:00:00Z' } })
    expect((await world.run('resume')).out).toMatch(
      /^web: resumed; it was paused until 2026-11-23T14:00:00Z \(in \d+m\)\n$/,
    )
    expect((await world.run('resume')).out).toBe('web: was not paused: nothing to resume\n')
    expect(tagsOf(world)).toEqual(['mine'])
    expect(await json(world, 'status')).toMatchObject({ paused: null })
  })

  test.each(HOLDING)('%s holds and writes nothing, repairs neither', async (line) => {
    const world = new World({ members: 4 })
    world.removeBackends('web-2')
    world.markLeaving('web-3')
    await world.run('pause')
    const before = world.writes
    const ran = await world.run(...line.split(' '))
    expect(ran.code).toBe(0)
    expect(ran.out).toContain('paused')
    expect(ran.out).toContain('linode-autoscale resume ends that, and --force passes it')
    expect(world.writes).toEqual(before)
  })

  test('--force passes it', async () => {
    const world = new World()
    await world.run('pause')
    expect(await json(world, 'scale-out', '--force')).toMatchObject({ result: 'done', hold: null })
    expect(world.creates).toBe(1)
  })

  test('one that has ended is none', async () => {
    const world = new World()
    await world.run('pause', '--for', '10m')
    expect(await json(world, 'scale-out')).toMatchObject({
      hold: { reason: 'paused', until: '2026-11-23T12:10:00Z' },
    })
    world.time.advance(600_000)
    expect(await json(world, 'scale-out')).toMatchObject({ result: 'done' })
    expect(await json(world, 'status')).toMatchObject({ paused: null })
  })
})

test('a pause holds no person who adopts, and says so', async () => {
  const world = new World()
  world.sandbox.byHand.addInstance({ label: 'nginx-a' })
  expect((await world.run('pause')).out).toContain(
    `scale-out, scale-in, reconcile, refresh and follow hold and write nothing, on every host; --force passes this, resume ends it
not held, since only a person starts them: adopt, rehearse, scale-out --keep 0
`,
  )
  const { code, out } = await world.run('adopt', 'nginx-a', '--yes', '--json')
  expect([code, JSON.parse(out).adopted]).toEqual([0, [expect.objectContaining({ label: 'web-4' })]])
  expect((await world.run('scale-out', '--keep', '0')).code).toBe(0)
})

describe('a pause that comes meanwhile', () => {
  test('that comes while a member is drained puts it back', async () => {
    const world = new World()
    const running = world.begin('scale-in', '--json')
    await world.pass(5_000)
    tagged(world, ['paused:web'])
    const { code, out } = await world.time.run(running)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ result: 'held', hold: { reason: 'paused' } })
    expect(world.sandbox.byHand.instances().map((i) => i.label)).toContain('web-3')
    expect(world.illegalities()).toEqual([])
  })

  test('that comes while a dead member at max is drained leaves it, and creates nobody in its place', async () => {
    const world = new World({ profile: WEB.replace('max: 8', 'max: 3') })
    world.pin('web-2', 'DOWN')
    const running = world.begin('reconcile')
    await world.pass(630_000)
    expect(world.backendsOf('web-2').map((b) => isMarked(b.label))).toEqual([true])
    tagged(world, ['paused:web'])
    await world.time.run(running)
    expect(world.creates).toBe(0)
    expect(world.illegalities()).toEqual([])
  })

  test('a new one takes the place of the old', async () => {
    const world = new World()
    await world.run('pause')
    await world.run('pause', '--for', '1h')
    expect(tagsOf(world)).toHaveLength(1)
    expect(await json(world, 'pause', '--for', '30m')).toMatchObject({
      version: 1,
      command: 'pause',
      fleet: 'web',
      result: 'done',
    })
    expect(tagsOf(world)).toHaveLength(1)
  })

  test('two people at once: neither undoes the other, and no tag is lost', async () => {
    const world = new World()
    tagged(world, ['mine'])
    const other = world.profileNamed('other')
    await world.time.run(
      Promise.all([world.begin('pause', '--for', '1h'), world.begin('pause', '-p', other)]),
    )
    expect(tagsOf(world).toSorted()).toEqual(['mine', 'paused:other', 'paused:web:20261123T130000Z'])
  })

  test('works on the first NodeBalancer of several configs, and a dead run before it does not matter', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    expect((await world.run('pause')).code).toBe(0)
    expect((await world.run('resume')).code).toBe(0)
    expect((await world.run('resume')).out).toBe('web: was not paused: nothing to resume\n')
  })
})

describe('a pause that cannot be', () => {
  test.each(['2', 'soon', '0s', '', '9000h', '-5m'])('--for %s is a usage error', async (text) => {
    const world = new World()
    const { code, err } = await world.run('pause', `--for=${text}`)
    expect(code).toBe(2)
    expect(err).toContain('give a duration such as 30m')
    expect(world.sandbox.log).toEqual([])
  })

  test('says what is missing: the NodeBalancer, or the right to write', async () => {
    const world = new World()
    world.sandbox.byHand.setScopes('linodes:read_only nodebalancers:read_only events:read_only')
    const { code, err } = await world.run('pause')
    expect([code, err]).toEqual([3, expect.stringContaining('setting the tags of NodeBalancer 12345')])
    world.profile((p) => p.replace('12345', '999'))
    expect((await world.run('pause')).err).toContain('reading the tags of NodeBalancer 999')
  })
})

async function json(world: World, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse((await world.run(...args, '--json')).out)
}

test('a pause that holds is not called over, and one that has ended holds nothing', async () => {
  const world = new World({ members: 3 })
  await world.run('pause', '--for', '1h')
  const { out } = await world.run('scale-out', '--dry-run')
  expect(out).toMatch(/^ {2}HOLDS +paused +until \S+ {2}not over$/m)
  world.time.advance(3_600_001)
  expect((await world.run('scale-out', '--dry-run')).out).not.toContain('paused')
})
