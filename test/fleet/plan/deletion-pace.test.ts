import { describe, expect, test } from 'vitest'
import { DELETED_A_MINUTE, paceDeletions } from '../../../src/fleet/plan/deletion-pace.ts'
import type { Change } from '../../../src/fleet/plan/plan.ts'
import { aFleet, aMember, NOON } from '../../support/a-fleet.ts'

const MINUTE = 60_000

/** So many members that a plan removes; of the last one the paid hour ends soonest. */
function removals(count: number): readonly Change[] {
  const made = Array.from({ length: count }, (_, i) => {
    const created = NOON - 30 * MINUTE - i * MINUTE
    return aMember(i + 1, { created })
  })
  return aFleet(made).members.map((of): Change => ({ kind: 'remove', member: of.label, of }))
}

const labelsOf = (changes: readonly Change[], ids: ReadonlySet<number>): readonly string[] =>
  changes.flatMap((c) => (c.kind === 'remove' && ids.has(c.of.instance.id) ? [c.member] : []))

const drained = (): boolean => true

describe('of many whose drains are over', () => {
  test('so many are deleted in a minute: those whose paid hour ends soonest', () => {
    const changes = removals(DELETED_A_MINUTE + 3)
    const { now, begun } = paceDeletions(changes, drained, { begun: [], clock: 5_000, at: NOON })
    expect(labelsOf(changes, now)).toEqual(changes.slice(3).map((c) => c.member))
    expect(begun).toEqual(changes.slice(3).map(() => 5_000))
  })

  test.each([
    ['the others wait while the minute lasts', MINUTE - 1, 0],
    ['and go after it', MINUTE, 3],
  ])('%s', (_rule, later, count) => {
    const begun = Array.from({ length: DELETED_A_MINUTE }, () => 5_000)
    const paced = paceDeletions(removals(3), drained, { begun, clock: 5_000 + later, at: NOON })
    expect(paced.now.size).toBe(count)
    expect(paced.begun).toHaveLength(count === 0 ? DELETED_A_MINUTE : count)
  })

  test('whose drain lasts takes nobody’s place', () => {
    const changes = removals(4)
    const { now } = paceDeletions(changes, (m) => m.label === 'web-2', { begun: [], clock: 0, at: NOON })
    expect(labelsOf(changes, now)).toEqual(['web-2'])
  })
})
