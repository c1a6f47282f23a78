import { describe, expect, test } from 'vitest'
import type { Backend } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { aBackend, aFleet, aMember, aPolicy, NOON } from '../../support/a-fleet.ts'
import { planRepairs } from '../../../src/fleet/plan/plan-repairs.ts'
import { unfinished } from '../../../src/fleet/report/unfinished.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'

type Pair = readonly [rule: string, own: Partial<Backend>, second: Partial<Backend>, kept: 1001 | 2001]

/** Two backend nodes at the place of web-1, ids 1001 and 2001. */
function pair(own: Partial<Backend>, second: Partial<Backend>) {
  const made = [aMember(1, {}, own), aMember(2), aMember(3)]
  return aFleet([...made, { backends: [aBackend(1, { id: backendId(2001), ...second })] }])
}

const rules: readonly Pair[] = [
  ['the lowest id of two that serve', {}, {}, 1001],
  ['the lowest id of two that do not', { health: 'down' }, { health: 'down' }, 1001],
  ['the own label before the lowest id', { label: 'mine' }, { label: 'web-1' }, 2001],
  [
    'the own label, marked, before another',
    { label: 'mine' },
    { label: 'web-1.outgsmo0', mode: 'drain' },
    1001,
  ],
  ['the one that serves before the own label', { health: 'down' }, { label: 'mine' }, 2001],
  ['the one that serves before one that nobody knows of yet', { health: 'unknown' }, {}, 2001],
  ['the one that serves before a drain of ours', { label: 'web-1.outgsmo0', mode: 'drain' }, {}, 2001],
  ['the one whose mode a person has set, whatever serves beside it', { mode: 'reject' }, {}, 1001],
  ['the one that is open before one that is not', { mode: 'accept' }, { mode: 'drain' }, 1001],
]

describe('of two backend nodes at one place the member’s is', () => {
  test.each(rules)('%s', (_rule, own, second, kept) => {
    const { members } = pair(own, second)
    expect(members[0]?.backends.map((b) => b.id)).toEqual([kept])
  })
})

const tidied = (own: Partial<Backend>, second: Partial<Backend>): readonly number[] => {
  const fleet = pair(own, second)
  const { tidy } = planRepairs(fleet, takeCensus(fleet, aPolicy(), NOON), aPolicy(), false)
  return tidy.flatMap((c) => (c.kind === 'tidy' ? c.leftovers.map((l) => l.backend.id) : []))
}

describe('the other one', () => {
  test.each([
    ['serves too', {}, {}, [2001]],
    ['does not serve', {}, { health: 'down' }, [2001]],
    ['was the member’s own and does not serve', { health: 'down' }, {}, [1001]],
  ] as const)('is removed when it %s', (_when, own, second, gone) => {
    expect(tidied(own, second)).toEqual(gone)
  })

  test('stays and is told when it takes connections beside one whose mode a person has set', () => {
    expect(tidied({ mode: 'reject' }, {})).toEqual([])
    const fleet = pair({ mode: 'reject' }, {})
    expect(unfinished(fleet, aPolicy(), NOON).map((u) => u.detail)).toEqual([
      'backend node 2001 (192.168.130.1:80) on config 67890 is a second one of this member, and is left alone: it takes connections, and a person has set backend node 1001 beside it to reject',
    ])
  })

  test('is removed beside one whose mode a person has set when it serves nobody', () => {
    expect(tidied({ mode: 'reject' }, { health: 'down' })).toEqual([2001])
  })
})
