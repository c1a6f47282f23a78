import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { STANDING_HOLDS } from '../../../src/fleet/plan/standing-hold.ts'
import { prometheusPrograms } from '../../support/prometheus-programs.ts'
import { World } from '../../support/world.ts'

const START = Date.UTC(2026, 10, 23, 12, 0, 0) / 1000

describe('status --prometheus', () => {
  test('tells sizes, states, cooldowns, last changes, cost, what is unfinished and standing holds', async () => {
    const world = new World()
    await world.run('scale-out')
    world.time.advance(60_000)
    world.removeBackends('web-2')
    const { code, out } = await world.run('status', '--prometheus')
    expect(code).toBe(0)
    const age = world.time.wall() / 1000 - START
    const lines = [
      'size{fleet="fleet:web:12345"} 4',
      'serving{fleet="fleet:web:12345"} 3',
      'size_min{fleet="fleet:web:12345"} 2',
      'size_max{fleet="fleet:web:12345"} 8',
      'members{fleet="fleet:web:12345",state="in-service"} 3',
      'members{fleet="fleet:web:12345",state="unattached"} 1',
      'members{fleet="fleet:web:12345",state="leaving"} 0',
      'hourly_cost_dollars{fleet="fleet:web:12345"} 0.03',
      `cooldown_remaining_seconds{fleet="fleet:web:12345",action="scale-out"} ${300 - Math.floor(age)}`,
      `cooldown_remaining_seconds{fleet="fleet:web:12345",action="scale-in"} ${900 - Math.floor(age)}`,
      `last_change_timestamp_seconds{fleet="fleet:web:12345",action="create"} ${START}`,
      `observed_timestamp_seconds{fleet="fleet:web:12345"} ${START + Math.floor(age)}`,
      'unfinished_changes{fleet="fleet:web:12345"} 1',
      'failed_changes{fleet="fleet:web:12345",action="create"} 0',
      'hold{fleet="fleet:web:12345",action="scale-out",reason="at-max"} 0',
    ]
    for (const line of lines) expect(out).toContain(`\nlinode_autoscale_${line}\n`)
  })

  const held: readonly (readonly [string, string, (w: World) => unknown])[] = [
    ['scale-out', 'at-max', (w) => w.profile((p) => p.replace('max: 8', 'max: 3'))],
    ['scale-out', 'at-max', atMaxInCooldown],
    ['scale-out', 'paused', async (w) => await w.run('pause')],
    ['scale-in', 'paused', async (w) => await w.run('pause')],
    ['scale-in', 'most-members-down', (w) => w.breakAll()],
    ['scale-in', 'no-candidate', (w) => w.holdAll()],
  ]
  test.each(held)('%s is held: %s', async (action, reason, make) => {
    const world = new World()
    await make(world)
    const { out } = await world.run('status', '--prometheus')
    const holds = STANDING_HOLDS.map((r) => [r, valueOf(out, action, r)] as const)
    expect(holds.filter(([, value]) => value === '1')).toEqual([[reason, '1']])
  })
})

describe('status --prometheus of what the clock and the money set', () => {
  test('a growth that is not to be paid stands, and so do the bounds of the clock and of a person', async () => {
    const world = new World()
    world.profile((p) =>
      p.replace(
        'max: 8 }',
        'max: 8, max_hourly: 0.0225, schedule: [{ from: "00:00", to: "14:00", timezone: UTC, max: 9 }] }',
      ),
    )
    const { out } = await world.run('status', '--prometheus')
    expect(valueOf(out, 'scale-out', 'at-cost')).toBe('1')
    expect(valueOf(out, 'scale-in', 'at-cost')).toBe('0')
    expect(out).toContain(`\nlinode_autoscale_hourly_cost_limit_dollars{fleet="fleet:web:12345"} 0.0225\n`)
    const end = Date.UTC(2026, 10, 23, 14) / 1000
    expect(out).toContain(
      `\nlinode_autoscale_bounds_until_timestamp_seconds{fleet="fleet:web:12345"} ${end}\n`,
    )
    expect(out).not.toContain('linode_autoscale_floor')
    await world.run('scale-out', '--to', '3', '--keep', '1h')
    const floored = (await world.run('status', '--prometheus')).out
    expect(floored).toContain('\nlinode_autoscale_floor{fleet="fleet:web:12345"} 3\n')
    expect(floored).toContain(
      `\nlinode_autoscale_floor_until_timestamp_seconds{fleet="fleet:web:12345"} ${Date.UTC(2026, 10, 23, 13) / 1000}\n`,
    )
  })
})

describe('status --prometheus and what reads it', () => {
  test('prints nothing when the account lacks what the profile names', async () => {
    const world = new World()
    world.profile((p) => p.replace('67890', '999'))
    const { code, out, err } = await world.run('status', '--prometheus')
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('config 999 of the profile does not exist')
  })

  test('excludes --json', async () => {
    expect((await new World().run('status', '--prometheus', '--json')).code).toBe(2)
  })

  test.skipIf(prometheusPrograms === null)(
    'promtool check metrics has nothing to say (needs $PROMETHEUS_PROGRAMS)',
    async () => {
      const world = new World()
      await world.run('scale-out')
      await world.run('scale-in', '--force')
      const { out } = await world.run('status', '--prometheus')
      const promtool = join(prometheusPrograms ?? '', 'promtool')
      expect(execFileSync(promtool, ['check', 'metrics'], { input: out, encoding: 'utf8' })).toBe('')
    },
  )
})

async function atMaxInCooldown(world: World): Promise<void> {
  world.profile((p) => p.replace('max: 8', 'max: 4'))
  await world.run('scale-out')
}

function valueOf(metrics: string, action: string, reason: string): string | undefined {
  const name = `linode_autoscale_hold{fleet="fleet:web:12345",action="${action}",reason="${reason}"} `
  return metrics
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.slice(name.length)
}
