import { describe, expect, test } from 'vitest'
import { checkCount } from '../../src/check/check-count.ts'
import { checkFleet } from '../../src/check/check-fleet.ts'
import type { Fleet } from '../../src/fleet/model/fleet.ts'
import { nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aBackend, aFleet, aMember, aNodeBalancer, aPolicy, type Made, NOON } from '../support/a-fleet.ts'
import { anEvent } from '../support/an-event.ts'

const of = (count: number, backend = {}): readonly Made[] =>
  Array.from({ length: count }, (_, i) => aMember(i + 1, {}, backend))
const sized = (min: number, max: number, maxHourly?: number) =>
  aPolicy({ size: { min, max, ...(maxHourly === undefined ? {} : { maxHourly }) } })
const paused = (half?: 'scale-in') => ({
  nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', NOON + 3_600_000, half)] })],
})
const nowhere = { missing: [{ kind: 'nodebalancer', nodeBalancer: nodeBalancerId(12345) } as const] }
/** Their backend nodes serve, and nobody is seen: the user is restricted. */
const unseen = aFleet(
  [1, 2, 3].map((n) => ({ backends: [aBackend(n)] })),
  { hosts: { asked: [], found: [], trusted: true, sees: 'some' } },
)
const restricted = { scopes: ['linodes:read_only', 'nodebalancers:read_write', 'events:read_only'] }
const known = <Value>(value: Value) => ({ kind: 'known', value }) as const
const prices = { hourly: new Map([['g6-nanode-1', 0.01]]), dearest: 0.01 }

describe('what is told of the next reconcile is its plan', () => {
  test.each<readonly [string, Fleet, ReturnType<typeof sized>, string]>([
    ['creates what min lacks', aFleet(of(3)), sized(5, 8), 'size.min is 5: the next reconcile creates 2'],
    [
      'is held by a pause',
      aFleet(of(3), paused()),
      sized(5, 8),
      'the next reconcile is held (paused until 2026-11-23T13:00:00Z (in 60m))',
    ],
    [
      'makes one probe under the brake',
      aFleet(of(3, { health: 'down' })),
      sized(6, 9),
      '3 members exist and size.min is 6: the next reconcile creates 1 (most-members-down)',
    ],
    ['pays no more than it may', aFleet(of(3)), sized(6, 9, 0.04), 'creates 1 (at-cost)'],
    [
      'is refused without a NodeBalancer',
      aFleet([], nowhere),
      sized(2, 8),
      'reconcile is refused (not-found)',
    ],
    [
      'is refused when blind',
      unseen,
      sized(2, 8),
      '0 members were seen and size.min is 2: the next reconcile is refused (blind)',
    ],
    ['is refused without a scope', aFleet(of(1), restricted), sized(2, 8), 'refused (missing-scope)'],
    ['removes a step', aFleet(of(5)), sized(1, 3), '2 are too many, and reconcile removes 1 a run'],
    [
      'removes nobody in a pause',
      aFleet(of(5), paused('scale-in')),
      sized(1, 3),
      'and the next reconcile is held (paused until',
    ],
    [
      'removes nobody in a cooldown',
      aFleet(of(5), { activity: [anEvent('create', 9, 1)] }),
      sized(1, 3),
      'is held (cooldown until 2026-11-23T12:14:00Z',
    ],
  ])('%s', (_what, fleet, policy, said) => {
    const [item] = checkCount(fleet, policy, prices)
    expect(item?.detail).toContain(said)
    expect(item?.remedy).not.toBe('')
  })

  test('what is to be done about it is what ends the hold', () => {
    const remedies = [aFleet(of(3), paused()), unseen].map((f) => checkCount(f, sized(5, 8), undefined))
    expect(remedies.map(([item]) => item?.remedy)).toEqual([
      expect.stringContaining('linode-autoscale resume'),
      expect.stringContaining('use a token of a user who may see every Linode'),
    ])
  })
})

test('of members that nobody sees nothing is claimed', () => {
  const facts = { grants: known(null), soldOut: known([]), types: [], maintenance: known([]) }
  const items = checkFleet(unseen, aPolicy({ size: { min: 0, max: 8 } }), facts)
  const said = (name: string) => items.find((each) => each.name === name)?.detail
  expect(said('members')).toBe('not known: 0 were seen, and there are others; of 0 to 8')
  expect(said('maintenance')).toBe('none is planned for members that were seen')
})
