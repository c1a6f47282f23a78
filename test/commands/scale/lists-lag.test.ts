import { describe, expect, test } from 'vitest'
import { DriftedWorld } from '../../support/drifted-world.ts'
import { FOLLOWED, followFor, loaded } from '../../support/loaded-world.ts'
import { WEB } from '../../support/world.ts'

const QUICK = WEB.replace('scale_in: {', 'scale_in: { cooldown: 0s,')
const FIXED = QUICK.replace('max: 8', 'max: 2')

const lagging = (ms: number) => ({ switches: { listLag: { instances: ms, nodes: ms, events: ms } } })

const timesOf = (text: string, what: string): number => text.split(what).length - 1

describe('a run knows its own deletions where the account’s lists show who was deleted still', () => {
  test.each<readonly [string, string, number]>([
    ['one by one, 5 s late', QUICK, 5_000],
    ['one by one, 30 s late', QUICK, 30_000],
    ['at min = max, 30 s late', FIXED, 30_000],
  ])('a refresh %s: each is replaced, and removed once', async (_name, profile, ms) => {
    const world = await DriftedWorld.of(2, { profile, sandbox: lagging(ms) })
    const { code, out } = await world.run('refresh', '--yes')
    expect(code).toBe(0)
    expect(out).not.toContain('another run')
    expect([timesOf(out, 'remove web-1'), timesOf(out, 'remove web-2')]).toEqual([1, 1])
    world.time.advance(60_000)
    expect((await world.drift()).every((text) => text.endsWith('same'))).toBe(true)
    expect(world.places).toEqual([])
    expect(world.illegalities()).toEqual([])
  })

  test('a resident follow deletes each one once', async () => {
    const world = loaded(() => 0.2, { members: 6, profile: FOLLOWED, sandbox: lagging(45_000) })
    await followFor(world, 25)
    const deleted = world.writes.filter((line) => /^DELETE .*instances/.test(line))
    expect(deleted.length).toBeGreaterThan(0)
    expect(deleted.filter((line) => !line.endsWith(' 200'))).toEqual([])
  })
})
