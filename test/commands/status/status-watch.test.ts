import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const TERMINAL = { columns: () => 80, rows: () => 24, color: false }
const ENTER = '\u001B[?1049h'
const LEAVE = '\u001B[?1049l'

function watching(): World {
  const world = new World()
  world.terminal = TERMINAL
  return world
}

const observes = (world: World): number =>
  world.sandbox.log.filter((e) => e.path === '/v4beta/account/events').length

describe('status --watch', () => {
  test('redraws every second, reads the account every five, and leaves the terminal as it was', async () => {
    const world = watching()
    const running = world.begin('status', '--watch')
    await world.pass(11_500)
    world.stop.abort('SIGINT')
    const { code, out } = await world.time.run(running)
    expect(code).toBe(0)
    expect(observes(world)).toBe(3)
    expect(out.split('\u001B[H').length - 1).toBeGreaterThanOrEqual(11)
    expect(out.startsWith(`${ENTER}\u001B[?25l`)).toBe(true)
    expect(out).toContain(`\u001B[?25h${LEAVE}web: 3 in service of 3 members, min 2, max 8\n`)
    expect(world.writes).toEqual([])
  })

  test('a failed look is told above the last picture, and watching goes on', async () => {
    const world = watching()
    const running = world.begin('status', '--watch', '--every', '10s')
    await world.pass(5_000)
    world.sandbox.byHand.revokeToken()
    await world.pass(20_000)
    world.stop.abort('SIGTERM')
    const { code, out } = await world.time.run(running)
    expect(code).toBe(0)
    const last = out.slice(out.lastIndexOf(LEAVE))
    expect(last).toMatch(/not seen since: .*Invalid Token/)
    expect(last).toContain('web-1   in-service')
  })

  test('sees what changes', async () => {
    const world = watching()
    const running = world.begin('status', '--watch')
    await world.pass(2_000)
    world.markLeaving('web-3')
    await world.pass(6_000)
    world.stop.abort('SIGINT')
    const { out } = await world.time.run(running)
    const last = out.slice(out.lastIndexOf(LEAVE))
    expect(last).toContain('web-3   leaving')
    expect(last).toContain('scale-in   would drain and delete web-3')
  })
})

describe('status --watch of what the clock and the money set', () => {
  test('which bound holds until when, counted down, and what one more would cost', async () => {
    const world = watching()
    world.profile((p) =>
      p.replace(
        'max: 8 }',
        'max: 8, max_hourly: 0.0225, schedule: [{ from: "00:00", to: "14:00", timezone: UTC, max: 9 }] }',
      ),
    )
    const running = world.begin('status', '--watch')
    await world.pass(2_000)
    world.stop.abort('SIGINT')
    const { out } = await world.time.run(running)
    const last = out.slice(out.lastIndexOf(LEAVE)).replaceAll(/\s+/g, ' ')
    expect(last).toContain('until 2026-11-23T14:00:00Z (in 119m), then min 2, max 8')
    expect(last).toContain('scale-out held: at-cost')
    expect(last).toContain('; at most $0.0225 an hour')
  })
})

test('on a terminal that takes text alone it writes what changes, without any escape', async () => {
  const world = new World()
  world.terminal = { ...TERMINAL, isDumb: true }
  const running = world.begin('status', '--watch')
  await world.pass(20_000)
  world.markLeaving('web-3')
  await world.pass(20_000)
  world.stop.abort('SIGINT')
  const { code, out } = await world.time.run(running)
  const pictures = out.split('\n\n').filter((part) => part.startsWith('web: '))
  expect([code, out.includes('\u001B')]).toEqual([0, false])
  expect(pictures.length).toBeGreaterThanOrEqual(2)
  expect(pictures.length).toBeLessThanOrEqual(4)
  expect(out.match(/web-3 +leaving/g)?.length).toBeGreaterThanOrEqual(1)
  expect(out.startsWith('web: 3 in service')).toBe(true)
})

describe('status --watch where it cannot be', () => {
  test('off a terminal it is a usage error', async () => {
    const { code, out, err } = await new World().run('status', '--watch')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--watch redraws a terminal, and standard output is none')
  })

  test.each([
    [['--watch', '--json'], '--watch and --json exclude each other'],
    [['--watch', '--prometheus'], '--watch and --prometheus exclude each other'],
    [['--watch', '-v'], '--watch and --verbose exclude each other'],
    [['--every', '5s'], 'give --watch too'],
    [['--watch', '--every', '1s'], '--every 1s: give a duration from 2s to 1h'],
    [['--watch', '--every', 'often'], '--every often: give a duration'],
  ])('%j is a usage error', async (flags, why) => {
    const world = watching()
    const ran = await world.run('status', ...flags)
    expect(ran.code).toBe(2)
    expect(ran.out + ran.err).toContain(why)
    expect(world.sandbox.log).toEqual([])
  })
})
