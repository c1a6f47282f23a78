import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const HOUR = 3_600_000

/** A fleet that has grown by two and shrunk by one. */
async function changed(): Promise<World> {
  const world = new World()
  await world.run('scale-out', '--by', '2')
  world.time.advance(5 * HOUR)
  await world.run('scale-in')
  world.time.advance(HOUR)
  return world
}

describe('status --history', () => {
  test('tells what, when, by whom and the size after it, with a plot, and writes nothing', async () => {
    const world = await changed()
    const before = world.writes
    const { code, out } = await world.run('status', '--history', '12h')
    expect(code).toBe(0)
    const [head = '', plot = '', axis = '', ...lines] = out.trimEnd().split('\n')
    expect(head).toMatch(/^web: 4 members now, 3 to 5 since 2026-11-23T06:\d\d:\d\dZ \(12h ago\)$/)
    expect(plot).toMatch(/^▅+█+▇+$/)
    expect(axis).toMatch(/^2026-11-23T06:.*2026-11-23T18:/)
    expect(lines.map((l) => l.replace(/^\S+\s+/, '').replaceAll(/\s+/g, ' '))).toEqual([
      '6h ago create web-4 4 then by sandbox',
      '6h ago create web-5 5 then by sandbox',
      '60m ago delete web-5 4 then by sandbox',
    ])
    expect(world.writes).toEqual(before)
  })

  test('is a week where no time is given, and JSON', async () => {
    const world = await changed()
    const { out } = await world.run('status', '--history', '--json')
    const told = JSON.parse(out) as { from: string; to: string; history: unknown }
    expect(Date.parse(told.to) - Date.parse(told.from)).toBe(7 * 24 * HOUR)
    expect(told).toMatchObject({ version: 1, command: 'status', fleet: 'web', size: 4 })
    expect(told.history).toMatchObject([
      ...[1, 2, 3].map((n) => ({ action: 'create', label: `web-${n}`, size_after: n })),
      { action: 'create', label: 'web-4', size_after: 4 },
      { action: 'create', label: 'web-5', size_after: 5 },
      { action: 'delete', label: 'web-5', size_after: 4 },
    ])
  })

  test('of a fleet in which nothing has changed', async () => {
    expect((await new World().run('status', '--history', '1d')).out).toContain('\nno change\n')
  })

  test('without the scope is an error, not an empty history', async () => {
    const world = new World()
    world.sandbox.byHand.setScopes('linodes:read_only nodebalancers:read_only')
    const { code, err } = await world.run('status', '--history')
    expect([code, err]).toEqual([3, expect.stringContaining('events')])
  })

  test.each([
    ['tea', '--history tea: give a time such as 12h or 7d'],
    ['91d', '--history 91d: give a time such as 12h or 7d, at most 90d'],
  ])('%s is refused', async (text, said) => {
    const { code, err } = await new World().run('status', '--history', text)
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })

  test('is not redrawn', async () => {
    expect((await new World().run('status', '--history', '--watch')).code).toBe(2)
  })
})
