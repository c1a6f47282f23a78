import { describe, expect, test } from 'vitest'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'

const PROVE = process.env['PROVE'] === '1'

describe('real processes at once, each with a home of its own', () => {
  test.each(PROVE ? [2, 5, 20] : [2, 5])(
    '%d of scale-out: exactly one member is added, all others hold, all exit 0',
    async (count) => {
      await using host = await Host.start({ members: 3 })
      const ran = await Promise.all(
        Array.from({ length: count }, async () => await host.run('scale-out', '--no-wait')),
      )
      tally('real processes at once', count)
      expect(ran.map((r) => r.code)).toEqual(ran.map(() => 0))
      const added = ran.filter((r) => r.out.includes('1 added'))
      const held = ran.filter((r) => /held \((taken-by-another-run|on-the-way|cooldown)\)/.test(r.out))
      expect([added.length, held.length], ran.map((r) => r.out).join('')).toEqual([1, count - 1])
      expect(host.members()).toEqual(['web-1', 'web-2', 'web-3', 'web-4'])
      expect(host.illegalities()).toEqual([])
    },
    60_000,
  )

  test.each(PROVE ? [2, 5, 20] : [2, 5])(
    '%d of scale-in: exactly one member is removed, all exit 0',
    async (count) => {
      await using host = await Host.start({ members: 5 })
      const ran = await Promise.all(Array.from({ length: count }, async () => await host.run('scale-in')))
      expect(
        ran.map((r) => r.code),
        ran.map((r) => r.out + r.err).join(''),
      ).toEqual(ran.map(() => 0))
      expect(host.members()).toHaveLength(4)
      expect(host.illegalities()).toEqual([])
    },
    60_000,
  )

  test('scale-out and scale-in mixed, then one reconcile: a legal fleet', async () => {
    await using host = await Host.start({ members: 4 })
    const commands = ['scale-out', 'scale-in', 'scale-out', 'scale-in', 'reconcile']
    await Promise.all(commands.map(async (c) => await host.run(c, '--no-wait')))
    const { code } = await host.run('reconcile', '--no-wait')
    expect(code).toBe(0)
    expect(host.illegalities()).toEqual([])
  })
})
