import { describe, expect, test } from 'vitest'
import type { Instance } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { cameSince, hasComeAs, surplusOf } from '../../../src/fleet/plan/surplus.ts'
import { aFleet, aMember, anInstance, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'

const fresh = (n: number, more: Partial<Instance> = {}): Instance =>
  anInstance(n, { created: NOON + 1_000, ...more })

describe('who came since a plan was made', () => {
  const table: readonly (readonly [string, Instance, boolean])[] = [
    ['a member that was not known', fresh(4), true],
    ['not one that was known', fresh(1), false],
    ['not one without our tag', fresh(4, { tags: [] }), false],
    ['not one without a member’s label', fresh(4, { label: 'web-x' }), false],
    ['one that a lagging list did not show', fresh(4, { created: NOON - 2 * MINUTE + 1 }), true],
    [
      'not one that is older than any list lags: it was adopted',
      fresh(4, { created: NOON - 2 * MINUTE }),
      false,
    ],
  ]
  test.each(table)('%s', (_name, instance, came) => {
    expect(cameSince(aFleet([aMember(1)]), [instance], aPolicy())).toEqual(came ? [instance] : [])
  })

  test('is told by id, the oldest first', () => {
    const list = [fresh(6), fresh(4), fresh(5)]
    expect(cameSince(aFleet([]), list, aPolicy()).map((i) => i.label)).toEqual(['web-4', 'web-5', 'web-6'])
  })
})

const renamed = (n: number, created: number): Instance => anInstance(n, { created, label: 'web-4' })

describe('who bears the label that a plan took to be free', () => {
  /** What a removal that came first may take, beside the lag of a list: drained, and ten minutes. */
  const { scaleIn, scaleOut } = aPolicy()
  const longest = 2 * MINUTE + scaleIn.drain + scaleOut.healthyWithin
  const table: readonly (readonly [string, Instance, boolean])[] = [
    ['has come for the same load when it was made since', renamed(4, NOON + 1_000), true],
    ['has come when a lagging list did not show it', renamed(4, NOON - 2 * MINUTE + 1), true],
    ['was there before when it is older than any list lags', renamed(4, NOON - 2 * MINUTE), false],
    ['was there before when it was seen under another label', renamed(1, NOON - 1_000), false],
    ['has come when it was seen under this label since the number was chosen', fresh(2), true],
    ['has come when it may have been made since then', renamed(3, NOON - longest + 1), true],
    ['was there before when it was made before that', renamed(3, NOON - longest), false],
  ]
  test.each(table)('%s', (_name, by, came) => {
    const two = aMember(2, { created: NOON + 1_000 })
    const fleet = aFleet([aMember(1), two, aMember(3, { label: 'web-4', created: by.created })])
    expect(hasComeAs(by, fleet, aPolicy())).toBe(came)
  })
})

const mine = (...n: readonly number[]) => new Set(n.map((each) => instanceId(100 + each)))

describe('what a run gives up', () => {
  const came = [fresh(4), fresh(5), fresh(6)]
  const table: readonly (readonly [string, ReadonlySet<Instance['id']>, number, readonly string[]])[] = [
    ['its own, beyond the lowest that were wanted', mine(6), 1, ['web-6']],
    ['not its own that is among the lowest', mine(4), 1, []],
    ['nobody else’s', mine(4), 2, []],
    ['all of its own that are too many', mine(5, 6), 1, ['web-5', 'web-6']],
    ['nothing when no more came than were wanted', mine(4, 5, 6), 3, []],
  ]
  test.each(table)('%s', (_name, made, wanted, labels) => {
    expect(surplusOf(came, made, wanted).map((i) => i.label)).toEqual(labels)
  })
})
