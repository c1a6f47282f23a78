import { expect, test } from 'vitest'
import { drainTime } from '../../../src/fleet/model/drain-time.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { markedAt } from '../../../src/fleet/sight/marked-at.ts'
import { aFleet, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

/** The labels of web-1 on two configs. */
function marked(...labels: readonly [string, string]) {
  const backends = [
    { label: labels[0], mode: 'drain' },
    { label: labels[1], mode: 'drain' },
  ] as const
  const [member] = aFleet([aMemberOnTwo(1, backends)], bothConfigs(), aPolicyOnTwo()).members
  if (member === undefined) throw new Error('no member')
  return markedAt(member, NOON)
}

const at = (minutes: number) => markedLabel('web-1', NOON - minutes * MINUTE)

test.each<readonly [string, readonly [string, string], number | null]>([
  ['the youngest of its marks tells', [at(3), at(5)], 3],
  ['whichever that is', [at(5), at(3)], 3],
  ['nobody knows where one does not say it', [at(5), 'web-1.out'], null],
  ['nor where one bears none', [at(5), 'web-1'], null],
  ['one that was made by a clock ahead of ours is of now', [at(5), at(-2)], 0],
])('when a drain was begun: %s', (_name, labels, minutes) => {
  expect(marked(...labels)).toBe(minutes === null ? null : NOON - minutes * MINUTE)
})

test('nobody knows it of a member behind nothing', () => {
  const [member] = aFleet([aMemberOnTwo(1, [null, null])]).members
  expect(member && markedAt(member, NOON)).toBeNull()
})

test('a drain is over fifteen seconds after its time: marks tell seconds, and clocks differ', () => {
  expect(drainTime(aPolicy())).toBe(MINUTE + 15_000)
})
