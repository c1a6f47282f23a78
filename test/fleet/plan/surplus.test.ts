import { describe, expect, test } from 'vitest'
import type { Instance } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { cameSince, surplusOf } from '../../../src/fleet/plan/surplus.ts'
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
