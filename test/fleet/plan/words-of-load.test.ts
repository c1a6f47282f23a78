import { describe, expect, test } from 'vitest'
import { nothingRead, type Reading } from '../../../src/fleet/load/reading.ts'
import type { Hold } from '../../../src/fleet/model/hold.ts'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { aFleet, aLeaver, aMember, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'
import { anEvent } from '../../support/an-event.ts'

const up = (n: number): readonly Made[] => Array.from({ length: n }, (_, i) => aMember(i + 1))
const calm = (n: number, busy = 0.1) => busyAt(busy, ...Array.from({ length: n }, (_, i) => i + 1))
const policy = aSizedPolicy()

function plan(action: Request['action'], made: readonly Made[], load: Reading, seen: Partial<Sighting> = {}) {
  return planRequest(aFleet(made, seen, policy), policy, byLoad(action, load), NOON)
}

/** Four went five minutes ago: half of eight. */
const halfWent = { activity: [5, 6, 7, 8].map((n) => anEvent('delete', n, 5)) }
const oneWent = { activity: [anEvent('delete', 9, 5)] }

const HOLDS: readonly (readonly [string, Hold, ReturnType<typeof plan>])[] = [
  [
    'growth: as many serve as are wanted',
    { reason: 'at-wanted', detail: '4 members are in service and 4 are wanted', until: null },
    plan('scale-out', up(4), aReading(calm(4, 0.6))),
  ],
  [
    'growth: nobody knows',
    { reason: 'work-unknown', detail: 'nobody knows how much work there is', until: null },
    plan('scale-out', up(4), nothingRead(null)),
  ],
  [
    'growth: nobody knows, and why',
    { reason: 'work-unknown', detail: 'nobody knows how much work there is: gone', until: null },
    plan('scale-out', up(4), nothingRead('gone')),
  ],
  [
    'shrinking: the peak of the window',
    {
      reason: 'at-wanted',
      detail: '4 members are in service, and 4 were wanted within the window',
      until: null,
    },
    plan('scale-in', up(4), aReading(calm(4), { peak: 4 })),
  ],
  [
    'shrinking: no whole window',
    {
      reason: 'peak-unknown',
      detail: 'there are no samples of the whole window yet: nobody knows the most that was wanted in it',
      until: null,
    },
    plan('scale-in', up(4), aReading(calm(4), { peak: null })),
  ],
  [
    'shrinking: nobody knows, and why',
    { reason: 'work-unknown', detail: 'nobody knows how much work there is: gone', until: null },
    plan('scale-in', up(4), nothingRead('gone')),
  ],
  [
    'shrinking: half of them went',
    {
      reason: 'cooldown',
      detail: 'at most half of the members go in a window, and 4 went',
      until: NOON + 10 * MINUTE,
    },
    plan('scale-in', up(4), aReading(calm(4)), halfWent),
  ],
  [
    'shrinking: one went in an outage',
    {
      reason: 'cooldown',
      detail: 'there is hardly any work, as in an outage: one goes in a window, and 1 went',
      until: NOON + 10 * MINUTE,
    },
    plan('scale-in', up(4), aReading(calm(4, 0.01), { hourWork: 2 }), oneWent),
  ],
  [
    'shrinking: half of them went, but no more are over the peak',
    {
      reason: 'at-wanted',
      detail: '4 members are in service, and 4 were wanted within the window',
      until: null,
    },
    plan('scale-in', up(4), aReading(calm(4), { peak: 4 }), halfWent),
  ],
  [
    'shrinking: half of them went, and nobody knows what was wanted',
    {
      reason: 'peak-unknown',
      detail: 'there are no samples of the whole window yet: nobody knows the most that was wanted in it',
      until: null,
    },
    plan('scale-in', up(4), aReading(calm(4), { peak: null }), halfWent),
  ],
]

describe('a hold by load says why, in words that are true', () => {
  test.each(HOLDS)('%s', (_rule, hold, planned) => {
    expect(planned.hold).toEqual(hold)
  })

  test('and by the name of what is wanted, not of what was asked', () => {
    const { guards } = plan('scale-out', up(4), aReading(calm(4, 0.6)))
    expect(guards.map((g) => g.guard)).toContain('at-wanted')
    expect(guards.map((g) => g.guard)).not.toContain('at-size')
  })
})

const DOWN = { health: 'down' } as const
/** Two drains of ours: one that serves on, one that is DOWN. */
const leavers: readonly Made[] = [
  aLeaver(9),
  aMember(10, {}, { label: 'web-10.outgsmo0', mode: 'drain', ...DOWN }),
]

describe('who leaves already', () => {
  test('is finished first, and one that is DOWN is none that could be put back', () => {
    const { changes } = plan(
      'scale-in',
      [...up(4), ...leavers],
      aReading([...calm(4, 0.5), ...busyAt(0, 9, 10)], { peak: 4 }),
    )
    expect(changes.map((c) => `${c.kind} ${c.member}`)).toEqual(['remove web-10', 'remove web-9'])
  })

  test('and is DOWN with another one in its place lets nobody else go', () => {
    const old = ['fleet:web:12345', `spec:1-${'b'.repeat(20)}`]
    const heir = ['fleet:web:12345', `spec:1-${'a'.repeat(20)}`, 'replaces:109']
    const spec = {
      hashes: new Map([[1, 'a'.repeat(20)]]),
      tags: [],
      shown: { region: null, types: null, image: null },
    }
    const of = { ...policy, spec }
    const out = { label: 'web-9.outgsmo0', mode: 'drain', ...DOWN }
    const fleet = aFleet([...up(4), aMember(9, { tags: old }, out), aMember(10, { tags: heir })], {}, of)
    const load = aReading(busyAt(0.6, 1, 2, 3, 4, 10), { peak: 5 })
    const { changes } = planRequest(fleet, of, byLoad('scale-in', load), NOON)
    expect(changes.map((c) => `${c.kind} ${c.member}`)).toEqual(['remove web-9'])
  })

  test('goes back where the pace is used up', () => {
    const { changes } = plan('scale-in', [...up(4), aLeaver(9)], aReading(calm(4), { peak: 5 }), halfWent)
    expect(changes.map((c) => `${c.kind} ${c.member}`)).toEqual(['put-back web-9'])
  })
})
