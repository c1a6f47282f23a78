import { describe, expect, test } from 'vitest'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../support/a-reading.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const KEPT = { tags: ['fleet:web:12345', 'keep'] }

/** What a scale-in removed, and how often it looked, when web-5, which it attaches and waits for, is deleted by hand meanwhile. */
async function removedBy(asked: Request, { policy = aPolicyOnTwo(), dead = [6], kept = 0 } = {}) {
  const booting = aMemberOnTwo(5, [{}, null], { status: 'booting' })
  const made = [
    ...[1, 2, 3, 4].map((n) => aMemberOnTwo(n, [{}, {}])),
    ...dead.map((n) => aMemberOnTwo(n, [{ health: 'down' }, {}])),
    booting,
  ]
  const run = new ARun(made, { policy, seen: bothConfigs(false) })
  run.at(30_000, (c) => c.setInstance(kept, KEPT))
  run.at(90_000, (c) => c.deleteByHand(105))
  const { lines } = await run.apply(asked)
  return {
    removed: run.writes.filter((w) => w.startsWith('remove')),
    looks: run.cloud.calls.filter((c) => c === 'observe').length,
    lines,
  }
}

describe('a scale-in that waited for one that was deleted by hand', () => {
  test('and has removed as many as were asked for plans no more', async () => {
    const { removed, looks } = await removedBy(inBy(1, { force: true }))
    expect(removed).toEqual(['remove 106'])
    // Its own, and the one after the drain.
    expect(looks).toBe(2)
  })

  test('and has removed fewer plans those that are left, and not those that are gone', async () => {
    const { removed, lines } = await removedBy(inBy(2, { force: true }), { dead: [6, 7], kept: 106 })
    expect(lines).toContain('remove web-6 delete skipped: tag keep')
    expect(lines.filter((l) => l.includes('failed') && !l.startsWith('attach web-5'))).toEqual([])
    expect(removed).toEqual(['remove 107', 'remove 104'])
  })

  test('asks the load how many are left, where that decides, and not its own count', async () => {
    const scaleIn = { ...aPolicyOnTwo().scaleIn, cooldown: 0 }
    const policy = aSizedPolicy({}, { attachments: aPolicyOnTwo().attachments, scaleIn })
    // One of four is over, and who is DOWN goes before it.
    const reading = aReading(busyAt(0.1, 1, 2, 3, 4), { peak: 3 })
    const { removed } = await removedBy(byLoad('scale-in', reading, { wait: true }), { policy })
    expect(removed).toEqual(['remove 106', 'remove 104'])
  })
})
