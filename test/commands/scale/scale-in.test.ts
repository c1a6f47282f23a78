import { describe, expect, test } from 'vitest'
import { WEB_ON_TWO, World } from '../../support/world.ts'

const node = (world: World, label: string): string =>
  `/v4/nodebalancers/12345/configs/67890/nodes/${world.backendsOf(label)[0]?.id ?? 0}`

describe('scale-in', () => {
  test('drains with our mark, waits, deletes the instance, and only then detaches', async () => {
    const world = new World()
    const path = node(world, 'web-3')
    const running = world.begin('scale-in')
    await world.pass(30_000)
    expect(world.backendsOf('web-3')).toMatchObject([{ label: 'web-3.outgsmo0', mode: 'drain' }])
    const { code, out } = await world.time.run(running)
    expect(out).toContain('web: done: 1 removed, -$0.0075 an hour')
    expect(code).toBe(0)
    expect(world.writes).toEqual([
      `PUT ${path} 200`,
      expect.stringMatching(/^DELETE \/v4\/linode\/instances\/\d+ 200$/),
      `DELETE ${path} 200`,
    ])
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP'])
    expect(world.time.monotonic()).toBe(60_000)
  })

  test('drains and detaches on every config', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    const { code } = await world.run('scale-in')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP UP', 'web-2 UP UP'])
    expect(world.sandbox.byHand.backends()).toHaveLength(6)
  })

  test('never chooses a held member: it takes the next one', async () => {
    const world = new World({ members: 5 })
    world.sandbox.byHand.addTag('web-5', 'keep')
    world.sandbox.byHand.setLocks('web-4', ['cannot_delete'])
    for (const { id } of world.backendsOf('web-3')) world.sandbox.byHand.changeBackend(id, { mode: 'reject' })
    world.time.advance(60_000)
    await world.run('scale-in')
    expect(world.states().map((s) => s.split(' ')[0])).toEqual(['web-1', 'web-3', 'web-4', 'web-5'])
  })

  test('takes the member that is DOWN first', async () => {
    const world = new World({ members: 4 })
    for (const { id } of world.backendsOf('web-2')) world.sandbox.byHand.changeBackend(id, { status: 'DOWN' })
    await world.run('scale-in')
    expect(world.states()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP'])
  })

  test('finishes the member that a killed run has drained, and drains no other', async () => {
    const world = new World({ members: 5 })
    world.markLeaving('web-2')
    const { code } = await world.run('scale-in')
    expect(code).toBe(0)
    expect(world.states()).toEqual(['web-1 UP', 'web-3 UP', 'web-4 UP', 'web-5 UP'])
  })
})

describe('scale-in called off', () => {
  test('a signal during the drain puts the member back and exits 128 and its number', async () => {
    const world = new World()
    const running = world.begin('scale-in')
    await world.pass(30_000)
    world.stop.abort('SIGUSR1')
    const { code, out } = await world.time.run(running)
    expect(out.split('\n').slice(-2)).toEqual(['web: stopped by SIGUSR1: nothing was changed', ''])
    expect(out).not.toContain('✓')
    expect(code).toBe(138)
    expect(world.backendsOf('web-3')).toMatchObject([{ label: 'web-3', mode: 'accept' }])
  })

  const meanwhile: readonly (readonly [string, (world: World) => void, string])[] = [
    ['the member gets the protect tag', (w) => w.sandbox.byHand.addTag('web-3', 'keep'), 'tag keep'],
    ['the member loses the fleet tag', (w) => w.sandbox.byHand.removeTag('web-3', 'fleet:web:12345'), ''],
    ['a person puts it back', (w) => w.unmark('web-3'), 'put it back'],
    ['another member is deleted by hand', (w) => w.sandbox.byHand.removeInstance('web-1'), ''],
    ['all others break down', (w) => w.breakAll(), 'most members are down'],
  ]
  test.each(meanwhile)('deletes nothing when meanwhile %s', async (_name, change, why) => {
    const world = new World()
    const running = world.begin('scale-in')
    await world.pass(30_000)
    change(world)
    const { out } = await world.time.run(running)
    expect(out).toContain(why)
    expect(world.writes.filter((w) => w.startsWith('DELETE /v4/linode'))).toEqual([])
    expect(world.statusOf('web-3')).toBe('running')
  })

  test('a lock that appears during the drain puts the member back', async () => {
    const world = new World()
    world.witness = ({ method }) => {
      if (method === 'PUT') world.sandbox.byHand.setLocks('web-3', ['cannot_delete_with_subresources'])
    }
    const { code } = await world.run('scale-in')
    expect(code).toBe(0)
    expect(world.states()).toHaveLength(3)
  })

  test('a second look that fails deletes nothing, exits 1, and the next run finishes', async () => {
    const world = new World()
    const running = world.begin('scale-in')
    await world.pass(30_000)
    world.sandbox.faults.add({ method: 'GET', path: '/linode/instances', kind: '503', times: 100 })
    const { code, out } = await world.time.run(running)
    expect(out).toContain('looking at web-3 again')
    expect(code).toBe(1)
    expect(world.states()).toHaveLength(3)
    world.sandbox.faults.clear()
    const next = await world.run('scale-in')
    expect(next.out).toContain('1 removed')
  })
})

describe('scale-in holds, exits 0 and says why', () => {
  const table: readonly (readonly [string, readonly string[], (world: World) => unknown, string])[] = [
    [
      'at-min',
      [],
      async (w) => await w.run('scale-in'),
      '2 members exist, 2 of them in service, and min is 2',
    ],
    ['cooldown', ['--to', '2'], async (w) => await w.run('scale-out'), 'web-4 was created at'],
    ['at-size', ['--to', '3'], () => undefined, '3 members are in service and 3 are wanted\n'],
    [
      'at-size',
      ['--to', '4'],
      () => undefined,
      '3 members are in service and 4 are wanted: a scale-in adds nobody\n',
    ],
    ['no-candidate', [], (w) => w.holdAll(), 'none may be chosen'],
    ['most-members-down', [], (w) => w.breakAll(), '3 of 3 members are DOWN'],
  ]
  test.each(table)('%s', async (reason, args, before, detail) => {
    const world = new World()
    await before(world)
    const writes = world.writes.length
    const { code, out } = await world.run('scale-in', ...(reason === 'at-min' ? ['--force'] : []), ...args)
    expect(out).toContain(`web: held (${reason}): `)
    expect(out).toContain(detail)
    expect(code).toBe(0)
    expect(world.writes).toHaveLength(writes)
  })

  test('of two at once exactly one removes a member', async () => {
    const world = new World({ members: 5 })
    const both = await world.time.run(Promise.all([world.begin('scale-in'), world.begin('scale-in')]))
    expect(both.map((r) => r.code)).toEqual([0, 0])
    expect(world.states()).toHaveLength(4)
    expect(world.states().every((s) => s.endsWith(' UP'))).toBe(true)
  })
})
