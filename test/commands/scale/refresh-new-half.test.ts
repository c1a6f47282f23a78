import { describe, expect, test } from 'vitest'
import { RefreshSession, said } from '../../support/refresh-session.ts'

const OURS = 'fleet:web:12345'

/** What happens as soon as the old half is drained. */
async function inItsDrain(happens: (world: RefreshSession) => unknown) {
  const world = await RefreshSession.of(3)
  const witness = world.witness
  let isDue = true
  world.witness = (asked, answer) => {
    witness?.(asked, answer)
    if (!isDue || !/^PUT .*\/nodes\//.test(`${asked.method} ${asked.url}`)) return
    isDue = false
    happens(world)
  }
  const ran = await world.run('refresh', '--yes')
  return { world, ran }
}

describe('the new half of a pair, in the drain of the old one: that stays, and nobody has put it back', () => {
  test.each<readonly [string, (world: RefreshSession) => unknown, string, RegExp]>([
    [
      'loses its fleet tag',
      (w) => w.sandbox.byHand.removeTag('web-4', OURS),
      'taken-by-a-person',
      /is no member any more: its label or its fleet tag was changed$/,
    ],
    [
      'is deleted',
      (w) => w.sandbox.byHand.removeInstance('web-4'),
      'taken-by-another-run',
      /was not found any more$/,
    ],
    ['is DOWN', (w) => w.pin('web-4', 'DOWN'), 'on-the-way', /is not in service any more$/],
    [
      'is closed by hand',
      (w) => w.sandbox.byHand.changeBackend(w.backendsOf('web-4')[0]?.id ?? 0, { mode: 'reject' }),
      'taken-by-a-person',
      /is held \(mode reject on config 67890, not set by us\)$/,
    ],
  ])('%s', async (_name, happens, reason, why) => {
    const { world, ran } = await inItsDrain(happens)
    const held = said(ran).find((line) => line.startsWith('web: held')) ?? ''
    expect(held).toMatch(
      new RegExp(
        `^web: held \\(${reason}\\): web-1: web-4 \\(instance \\d+\\), which was to take its place, `,
      ),
    )
    expect(held).toMatch(why)
    expect(ran.out + ran.err).not.toContain('somebody put it back')
    expect(ran.out).toContain('0 replaced before; web-4 was made to take the place of web-1, which stays')
    expect(world.backendsOf('web-1')).toMatchObject([{ label: 'web-1', mode: 'accept' }])
    expect(world.statusOf('web-1')).toBe('running')
  })
})
