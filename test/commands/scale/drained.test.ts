import { expect, test } from 'vitest'
import { drainedBy } from '../../../src/commands/scale/drained.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { aFleet, aMember, aPolicy, NOON } from '../../support/a-fleet.ts'

const SECOND = 1_000
const policy = aPolicy()
const { drain } = policy.scaleIn

/** A member whose mark says that it was drained so long ago, as a later turn sees it. */
function isDrained(markedAgo: number | null, seenFor?: number): boolean {
  const label = markedAgo === null ? 'web-1.out' : markedLabel('web-1', NOON - markedAgo)
  const fleet = aFleet([aMember(1, {}, { label, mode: 'drain' }), aMember(2)])
  const [member] = fleet.members
  if (member === undefined) throw new Error('no member')
  const leaving = seenFor === undefined ? [] : [[member.instance.id, NOON - seenFor] as const]
  return drainedBy({ fleet, begun: NOON, ended: NOON }, policy, new Map(leaving))(member)
}

test.each([
  ['not while its drain lasts', drain - SECOND, undefined, false],
  [
    'not just after: a mark tells its instant roughly, and clocks differ',
    drain + 10 * SECOND,
    undefined,
    false,
  ],
  ['once the mark is 15 s older than the drain', drain + 17 * SECOND, undefined, true],
  ['not by a mark without an instant that nobody has watched', null, undefined, false],
  ['not while it is watched too shortly', null, drain + 10 * SECOND, false],
  ['once it was watched for so long', null, drain + 15 * SECOND, true],
] as const)('a drain is over: %s', (_rule, markedAgo, seenFor, expected) => {
  expect(isDrained(markedAgo, seenFor)).toBe(expected)
})
