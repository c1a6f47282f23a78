import { describe, expect, test } from 'vitest'
import type { Fleet } from '../../../src/fleet/model/fleet.ts'
import { standingHold } from '../../../src/fleet/plan/standing-hold.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aLeaver, aMember, aNodeBalancer, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const policy = aPolicy({
  size: { min: 2, max: 4 },
  scaleOut: { ...aPolicy().scaleOut, step: 2 },
  scaleIn: { ...aPolicy().scaleIn, step: 1 },
})
const down = { health: 'down' } as const
const kept = { tags: ['fleet:web:12345', 'keep'] }
const of = (count: number, instance = {}, backend = {}): readonly Made[] =>
  Array.from({ length: count }, (_, i) => aMember(i + 1, instance, backend))

function holds(fleet: Fleet): readonly (string | undefined)[] {
  return [standingHold('scale-out', fleet, policy, NOON), standingHold('scale-in', fleet, policy, NOON)].map(
    (hold) => hold?.reason,
  )
}

describe('what stands in the way of a step out, and of a step in', () => {
  const table: readonly (readonly [string, Fleet, readonly (string | undefined)[]])[] = [
    ['nothing', aFleet(of(3)), [undefined, undefined]],
    ['max', aFleet(of(4)), ['at-max', undefined]],
    ['min is no hold that stands', aFleet(of(2)), [undefined, undefined]],
    [
      'a cooldown ends by itself',
      aFleet(of(3), { activity: [anEvent('create', 9, 1)] }),
      [undefined, undefined],
    ],
    [
      'the brake',
      aFleet([...of(1), aMember(2, {}, down), aMember(3, {}, down), aMember(4, {}, down)]),
      ['most-members-down', 'most-members-down'],
    ],
    ['everybody is held', aFleet(of(3, kept)), [undefined, 'no-candidate']],
    [
      'a pause',
      aFleet(of(3), { nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', null)] })] }),
      ['paused', 'paused'],
    ],
  ]
  test.each(table)('%s', (_name, fleet, expected) => {
    expect(holds(fleet)).toEqual(expected)
  })

  test('an hour that is paid for ends by itself, and hides nobody who stands', () => {
    const paying = aPolicy({ scaleIn: { ...policy.scaleIn, keepsPaidHour: true } })
    const leaver = aFleet([...of(3, kept), aLeaver(9)])
    // Its drain is finished where no hour counts; here it is put back, and everybody else is held.
    expect(standingHold('scale-in', leaver, policy, NOON)).toBeNull()
    expect(standingHold('scale-in', leaver, paying, NOON)?.reason).toBe('no-candidate')
    expect(standingHold('scale-in', aFleet(of(4)), paying, NOON)).toBeNull()
  })

  test('goes by the step of its own direction', () => {
    const starting = aMember(3, { created: NOON - 60_000 }, down)
    const off = aMember(4, { status: 'offline' }, { health: 'unknown' })
    const fleet = aFleet([...of(2), starting, off])
    const [one, two] = [1, 2].map((step) => ({ ...policy, scaleOut: { ...policy.scaleOut, step } }))
    // By one, whoever starts is enough; by two one more would have to be created, and there is no room.
    expect(one && standingHold('scale-out', fleet, one, NOON)).toBeNull()
    expect(two && standingHold('scale-out', fleet, two, NOON)?.reason).toBe('at-max')
  })
})
