import { describe, expect, test } from 'vitest'
import { amxEnvironment } from '../../loop/am-executor.ts'
import { webhookMessage, type WebhookFacts } from '../../loop/webhook-message.ts'
import { World } from '../../support/world.ts'

/** A world whose commands are started by prometheus-am-executor. */
function alerted(world: World, facts: WebhookFacts): World {
  world.env = { ...world.env, ...amxEnvironment(webhookMessage(facts)) }
  return world
}

async function json(world: World, ...args: readonly string[]) {
  return JSON.parse((await world.run(...args, '--json')).out)
}

describe('a run that alerts have started', () => {
  test('tells them first, and in its JSON', async () => {
    const { code, err } = await alerted(new World(), {}).run('scale-out', '--no-wait')
    expect(code).toBe(0)
    expect(err.split('\n')[0]).toBe(
      '2026-11-23T12:00:00Z web: started by HighLoad since 2026-11-23T11:55:00Z (f1)',
    )
    const report = await json(alerted(new World(), {}), 'scale-out', '--no-wait')
    expect(report).toMatchObject({
      result: 'done',
      alerts: [{ name: 'HighLoad', fingerprint: 'f1', since: '2026-11-23T11:55:00Z', status: 'firing' }],
    })
  })

  test.each([
    [
      'all alerts of the group have resolved',
      { status: 'firing', alerts: ['resolved', 'resolved'] },
      '0 of 2 fire',
    ],
    ['a status other than firing', { status: 'resolved', alerts: [] }, '0 of 0 fire'],
    ['a resolved group', { status: 'resolved', alerts: ['resolved'] }, '0 of 1 fire'],
  ] as const)('%s holds, and nothing is written, repairs neither', async (_rule, said, value) => {
    for (const command of ['scale-out', 'scale-in']) {
      const world = alerted(new World({ members: 4 }), said)
      world.markLeaving('web-3')
      world.removeBackends('web-2')
      expect(await json(world, command)).toMatchObject({
        result: 'held',
        hold: { reason: 'alert-resolved' },
        guards: [{ guard: 'alert-resolved', value, passed: false }],
        changes: [],
      })
      expect(world.writes).toEqual([])
    }
  })

  test.each([
    ['one of two still fires', { alerts: ['resolved', 'firing'] }],
    ['a payload made by hand has no alerts', { alerts: [] }],
  ] as const)('%s: the run goes on', async (_rule, said) => {
    expect(await json(alerted(new World(), said), 'scale-out', '--no-wait')).toMatchObject({ result: 'done' })
  })

  test('a reconcile repairs whatever has started it', async () => {
    const world = alerted(new World(), { status: 'resolved', alerts: ['resolved'] })
    world.removeBackends('web-2')
    expect(await json(world, 'reconcile', '--no-wait')).toMatchObject({ result: 'done', alerts: [{}] })
    expect(world.illegalities()).toEqual([])
  })

  test('a pause is told before it', async () => {
    const world = alerted(new World(), { alerts: ['resolved'] })
    await world.run('pause')
    expect(await json(world, 'scale-out')).toMatchObject({ hold: { reason: 'paused' } })
  })
})

test('an alert that is sent again for an hour adds one member a cooldown, and never one too many', async () => {
  const world = alerted(new World({ members: 2 }), {})
  const sizes: number[] = []
  // repeat_interval 8m, cooldown 5m, max 8: an hour of it.
  for (let sent = 0; sent < 9; sent++) {
    for (let again = 0; again < 3; again++) {
      expect((await world.run('scale-out', '--no-wait')).code).toBe(0)
      world.time.advance(20_000)
    }
    sizes.push(world.states().length)
    world.time.advance(7 * 60_000)
  }
  expect(sizes).toEqual([3, 4, 5, 6, 7, 8, 8, 8, 8])
  expect(world.illegalities()).toEqual([])
})

test('alerts that flap scale once a cooldown, each way', async () => {
  const world = new World({ members: 3 })
  const changes: string[] = []
  for (let minute = 0; minute < 30; minute++) {
    const isHigh = minute % 2 === 0
    alerted(world, { name: isHigh ? 'HighLoad' : 'LowLoad' })
    const { changes: made } = await json(world, isHigh ? 'scale-out' : 'scale-in')
    changes.push(...made.map((c: { kind: string }) => `${minute} ${c.kind}`))
    world.time.advance(60_000)
  }
  // A creation holds the next one for 5 minutes, and every removal for 15: flapping grows the fleet, and never shrinks it.
  expect(changes.filter((c) => c.endsWith('remove'))).toEqual([])
  expect(changes.length).toBeLessThanOrEqual(6)
  expect(world.illegalities()).toEqual([])
})
