import { describe, expect, test } from 'vitest'
import type { Instant } from '../../src/fleet/model/fleet.ts'
import { markOf } from '../../src/fleet/model/mark.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { aBackend, aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { anEntry } from '../support/bounds/an-entry.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const four = [...three, aMember(4)]
/** A backend node that had an instance once. */
const leftover = { backends: [aBackend(9, { health: 'down' })], deleted: 'web-9' }

/** A run whose repairs take so long. */
function slow(run: ARun, ms: number): ARun {
  run.cloud.before('detach 1009', () => run.time.advance(ms))
  return run
}

describe('a mark tells when its drain was sent, by the API’s clock,', () => {
  test.each([
    ['right after the look', 0],
    ['a while after the look', 40_000],
    ['a while after a later look', 61_000],
  ])('%s', async (_rule, ms) => {
    const run = slow(new ARun([...four, leftover]), ms)
    let sent: Instant = 0
    let since: Instant | null = null
    run.cloud.before('change 1004 drain', (c) => (sent = c.now))
    run.cloud.after('change 1004 drain', (c) => {
      since = markOf(c.nodes.find((b) => b.id === 1004)?.label ?? '')?.since ?? null
    })
    await run.go(inBy(1, { force: true }))
    expect(sent).toBeGreaterThanOrEqual(NOON + ms)
    expect(Math.abs(sent - (since ?? 0))).toBeLessThanOrEqual(1_000)
  })
})

/** Until a minute past noon there is another max, or another min, than after it. */
function changing(until: Partial<ReturnType<typeof anEntry>>, after: Policy['size']): Policy {
  const entry = anEntry({
    timezone: 'UTC',
    text: 'mon-fri',
    to: 721,
    min: after.min,
    max: after.max,
    ...until,
  })
  return aPolicy({ size: { ...after, schedule: [entry] } })
}

const looks = (run: ARun): number => run.cloud.calls.filter((c) => c === 'observe').length

describe('when the clock lets max fall between the look and the change of size', () => {
  const policy = changing({ max: 8 }, { min: 2, max: 3 })
  const seen = { observedAt: NOON + 30_000 }

  test.each([1, 2])('growth by %i is planned again, and not sent', async (n) => {
    const run = slow(new ARun([...three, leftover], { policy, seen }), 40_000)
    const { hold } = await run.apply(outBy(n))
    expect(run.writes).toEqual(['detach 1009'])
    expect(hold?.reason).toBe('at-max')
    expect(looks(run)).toBe(2)
  })

  test('growth that leaves no more than there may be then is sent', async () => {
    const run = slow(new ARun([aMember(1), aMember(2), leftover], { policy, seen }), 40_000)
    await run.go(outBy(1, { wait: false }))
    expect(run.writes).toContain('create web-3')
    expect(looks(run)).toBe(1)
  })

  test('a removal rests on the look that it has, and looks again after its drain alone', async () => {
    const run = slow(new ARun([...four, leftover], { policy, seen }), 40_000)
    await run.go(inBy(1, { force: true }))
    expect(run.writes).toContain('remove 104')
    expect(looks(run)).toBe(2)
  })
})

test('where min alone changes meanwhile, whoever was removed at max is made up for all the same', async () => {
  const drain = 5_000
  const policy = changing({ min: 3, to: 731 }, { min: 2, max: 3 })
  const run = new ARun([aMember(1), aMember(2), aMember(3, {}, { health: 'down' })], {
    policy: { ...policy, scaleIn: { ...policy.scaleIn, drain } },
    // Ten minutes are watched, and the change comes in the middle of the drain.
    seen: { observedAt: NOON + 57_000 },
  })
  let drained = 0
  run.cloud.before('change 1003 drain', (c) => (drained = c.now))
  await run.go(outBy(0, { action: 'reconcile' }))
  expect(drained).toBeLessThan(NOON + 660_000)
  expect(drained + drain).toBeGreaterThan(NOON + 660_000)
  expect(run.writes).toContain('create web-4')
  expect(run.cloud.instances.map((i) => i.label)).toEqual(['web-1', 'web-2', 'web-4'])
})
