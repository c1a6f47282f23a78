import { expect, test } from 'vitest'
import { withStatsKept } from '../../src/opening/with-stats-kept.ts'
import { anInstance } from '../support/a-fleet.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Somebody who looks at so many members every so often for twenty minutes; what the API was asked, and when. */
async function looks(members: number, every: number, fleets = 1) {
  let now = 0
  const asked: { readonly at: number; readonly id: number }[] = []
  const { cloud } = withStatsKept(
    {
      clock: { monotonic: () => now },
      cloud: {
        busy: async ({ id }) => {
          asked.push({ at: now, id })
          return await Promise.resolve([{ at: now, busy: 0.5 }])
        },
      },
    },
    fleets,
  )
  const oldest: number[] = []
  for (; now < 20 * MINUTE; now += every) {
    for (let n = 1; n <= members; n++) {
      const [point] = await cloud.busy(anInstance(n))
      if (now >= 6 * MINUTE) oldest.push(now - (point?.at ?? -Infinity))
    }
  }
  return { asked, oldest: Math.max(...oldest) }
}

test.each([
  { members: 1, every: 10, oldest: 0 },
  { members: 50, every: 62, oldest: 0 },
  { members: 70, every: 10, oldest: 4 },
  { members: 70, every: 60, oldest: 5 },
  { members: 160, every: 10, oldest: 8 },
])(
  'statistics of $members members, looked at every $every s: never more than fifty in any minute, none older than $oldest minutes',
  async (of) => {
    const { asked, oldest } = await looks(of.members, of.every * SECOND)
    const within = asked.map(({ at }) => asked.filter((a) => a.at >= at && a.at < at + MINUTE).length)
    expect(Math.max(...within)).toBeLessThanOrEqual(50)
    expect(oldest).toBeLessThanOrEqual(of.oldest * MINUTE)
    // All of a round are told before anybody is asked about anew.
    expect(new Set(asked.map((a) => a.id)).size).toBe(of.members)
  },
)

test('beside another fleet each has half of them', async () => {
  const { asked } = await looks(70, 10 * SECOND, 2)
  const within = asked.map(({ at }) => asked.filter((a) => a.at >= at && a.at < at + MINUTE).length)
  expect(Math.max(...within)).toBe(25)
  expect(new Set(asked.map((a) => a.id)).size).toBe(70)
})
