import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const HOUR = 3_600_000

/** It is Monday noon, UTC. */
const between = (from: string, to: string, rest = 'min: 5, max: 12'): string =>
  WEB.replace(
    'max: 8 }',
    `max: 8, schedule: [{ days: mon-fri, from: "${from}", to: "${to}", timezone: UTC, ${rest} }] }`,
  )
const members = (world: World): number => world.states().length
const json = async (world: World, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await world.run(...args, '--json')).out)

describe('a min that the clock raises', () => {
  const FOLLOWED = `load: { target: 0.6, from: linode }\n`
  test.each([
    ['reconcile', ''],
    ['scale-in', ''],
    ['scale-in --by 1 --no-wait', ''],
    ['scale-out', ''],
    ['follow', FOLLOWED],
    ['scale-in', FOLLOWED],
    ['scale-out', FOLLOWED],
  ])('is filled at once by %s', async (line, load) => {
    const world = new World({ profile: `${between('12:30', '19:00')}${load}`, members: 2 })
    await world.run(...line.split(' '))
    const before = members(world)
    expect(before).toBeLessThan(5)
    world.time.advance(HOUR / 2)
    const { code } = await world.run(...line.split(' '))
    expect(code).toBe(0)
    expect(members(world)).toBeGreaterThanOrEqual(5)
    expect(world.writes.filter((w) => w.startsWith('DELETE'))).toEqual([])
  })

  test('leads in', async () => {
    const world = new World({ profile: between('12:30', '19:00', 'min: 5, lead: 3m') })
    world.time.advance(27 * 60_000 - 1000)
    await world.run('reconcile')
    expect(members(world)).toBe(3)
    world.time.advance(1000)
    await world.run('reconcile', '--no-wait')
    expect(members(world)).toBe(5)
  })

  test('nobody is removed within the hour before it, and why is told', async () => {
    const world = new World({ profile: between('12:59', '19:00'), members: 5 })
    expect(await json(world, 'scale-in')).toMatchObject({
      result: 'held',
      size: { min: 2, max: 8 },
      bounds: { removal_leaves: 5 },
      hold: {
        reason: 'at-min',
        detail: '5 members exist, 5 of them in service, and min is 2, and 5 within the hour',
      },
    })
  })

  test('a drain is not finished when the hour begins meanwhile', async () => {
    const world = new World({ profile: between('13:01', '19:00'), members: 5 })
    world.time.advance(30_000)
    expect(await json(world, 'scale-in')).toMatchObject({ result: 'held', hold: { reason: 'at-min' } })
    expect(world.writes.map((w) => w.slice(0, 4))).toEqual(['PUT ', 'PUT '])
    expect(members(world)).toBe(5)
    expect(world.illegalities()).toEqual([])
  })
})

describe('a bound that the clock takes back', () => {
  test('tears nothing down: scale-in removes by its own rules, reconcile only above the highest max of a day', async () => {
    const world = new World({ profile: between('08:00', '12:30'), members: 10 })
    world.time.advance(HOUR)
    expect(await json(world, 'reconcile')).toMatchObject({ size: { total: 10, min: 2, max: 8 }, changes: [] })
    expect(await json(world, 'scale-out')).toMatchObject({ hold: { reason: 'at-max' } })
    expect(await json(world, 'scale-in')).toMatchObject({ result: 'done' })
    expect(members(world)).toBe(9)
    world.time.advance(23 * HOUR)
    // The next day it holds again; on Saturday it has been over for a day.
    await world.run('reconcile')
    expect(members(world)).toBe(9)
    world.time.advance(97 * HOUR)
    await world.run('reconcile')
    expect(members(world)).toBe(8)
  })

  test('a profile whose max was lowered is trimmed as ever', async () => {
    const world = new World({ profile: WEB.replace('max: 8', 'max: 4'), members: 5 })
    await world.run('reconcile')
    expect(members(world)).toBe(4)
  })
})

describe('which bound holds until when', () => {
  test('is told by status and plans, in text and JSON', async () => {
    const world = new World({ profile: between('08:00', '19:00'), members: 6 })
    const said =
      'min 5 (mon-fri 08:00 to 19:00 UTC), max 12 (mon-fri 08:00 to 19:00 UTC) until 2026-11-23T19:00:00Z, then min 2, max 8'
    // Beside the instant its distance, which another dry run would tell otherwise.
    const distant = said.replace(/(until \S+Z)/, '$1 (in 7h)')
    expect((await world.run('status')).out).toContain(`\nbounds      ${distant}\n`)
    expect((await world.run('scale-out', '--dry-run')).out).toContain(`\nbounds   ${said}\n`)
    const bounds = {
      min_by: 'schedule mon-fri 08:00 to 19:00 UTC',
      max_by: 'schedule mon-fri 08:00 to 19:00 UTC',
      until: '2026-11-23T19:00:00Z',
      next: { min: 2, max: 8 },
      removal_leaves: 5,
      trims_above: 12,
      floor: null,
    }
    for (const line of ['status', 'scale-in --dry-run'])
      expect(await json(world, ...line.split(' '))).toMatchObject({ size: { min: 5, max: 12 }, bounds })
  })

  test('a fleet without any has nothing to tell', async () => {
    const world = new World()
    expect((await world.run('status')).out).not.toContain('bounds')
    expect(await json(world, 'status')).not.toHaveProperty('bounds')
  })

  test('a hold that the clock ends says when', async () => {
    const world = new World({ profile: between('08:00', '19:00'), members: 5 })
    expect(await json(world, 'scale-in')).toMatchObject({
      hold: {
        reason: 'at-min',
        until: '2026-11-23T19:00:00Z',
        detail: '5 members exist, 5 of them in service, and min is 5 (mon-fri 08:00 to 19:00 UTC)',
      },
    })
  })

  test('--to within the bounds of another time is refused now, and nothing is written', async () => {
    const world = new World({ profile: between('13:00', '19:00') })
    const { code, err } = await world.run('scale-out', '--to', '10')
    expect(code).toBe(2)
    expect(err).toContain('--to 10: max of web is 8 now until 2026-11-23T13:00:00Z')
    expect(world.writes).toEqual([])
    world.time.advance(HOUR)
    expect((await world.run('scale-out', '--to', '10', '--no-wait')).code).toBe(0)
    expect(members(world)).toBe(10)
  })
})
