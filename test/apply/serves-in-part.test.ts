import { describe, expect, test } from 'vitest'
import { Gate, type Reason } from '../../src/apply/gate.ts'
import type { Member } from '../../src/fleet/model/fleet.ts'
import { aFleet, type Made } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const down = { health: 'down' } as const
const policy = aPolicyOnTwo({ size: { min: 1, max: 8 } })
const full = aPolicyOnTwo({ size: { min: 1, max: 1 } })
/** At max its place is kept before it is drained. */
const KEPT = 'tag place:web:101'
const seen = bothConfigs()
const by: Reason = { kind: 'removal', most: 9 }
const REPLACEMENT: Reason = { kind: 'replacement' }
const reconcile = outBy(0, { action: 'reconcile' })
const up = (n: number): Made => aMemberOnTwo(n, [{}, {}])
const onFirst = (n: number): Made => aMemberOnTwo(n, [{}, down])
const dead = (n: number): Made => aMemberOnTwo(n, [down, down])

function gateBefore(made: readonly Made[]): { gate: Gate; members: readonly Member[] } {
  const fleet = aFleet(made, seen, policy)
  const gate = new Gate()
  gate.see(fleet, policy)
  return { gate, members: fleet.members }
}

function first({ members }: { members: readonly Member[] }): Member {
  const [member] = members
  if (member === undefined) throw new Error('there is no member')
  return member
}

describe('the gate, of who is UP on one config and DOWN on another,', () => {
  test.each([REPLACEMENT, { kind: 'repair' }] as const)('lets no drain for a $kind through', (reason) => {
    const seenBy = gateBefore([onFirst(1), up(2)])
    expect(() => seenBy.gate.passDrain(first(seenBy), reason)).toThrow(
      `web-1 is UP on config 67890, and is not drained for a ${reason.kind}`,
    )
  })

  test.each([REPLACEMENT, by] as const)('lets no delete for a $kind through', (reason) => {
    const seenBy = gateBefore([onFirst(1), up(2)])
    expect(() => seenBy.gate.passDelete(first(seenBy).instance, reason)).toThrow(
      'web-1 takes connections on config 67890, and was not drained',
    )
  })

  test('lets a removal through while another one is UP there, on both of its backend nodes', () => {
    const seenBy = gateBefore([onFirst(1), onFirst(2)])
    expect(() => {
      seenBy.gate.passDrain(first(seenBy), by)
      seenBy.gate.passDrain(first(seenBy), by)
    }).not.toThrow()
    const [, other] = seenBy.members
    if (other === undefined) throw new Error('there is no other one')
    expect(() => seenBy.gate.passDrain(other, by)).toThrow('web-2 is the last one that is UP on config 67890')
  })

  test('and of who is DOWN on both lets each through', () => {
    const seenBy = gateBefore([dead(1), up(2)])
    for (const reason of [REPLACEMENT, by]) {
      expect(() => seenBy.gate.passDrain(first(seenBy), reason)).not.toThrow()
      expect(() => seenBy.gate.passDelete(first(seenBy).instance, reason)).not.toThrow()
    }
  })
})

describe('a reconcile', () => {
  test.each([
    ['at max', [onFirst(1)], full],
    ['where there is room', [onFirst(1), up(2)], policy],
  ] as const)('drains and deletes nobody who is UP on one config, %s', async (_where, made, its) => {
    const run = new ARun(made, { policy: its, seen })
    await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(run.told).toEqual([])
  })

  test('drains nobody whom the look right before finds UP on one config', async () => {
    const run = new ARun([dead(1)], { policy: full, seen })
    run.cloud.before('node 1001', (c) => c.setBackend(1001, { health: 'up' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([KEPT, 'tag '])
    expect(lines[0]).toContain('it is UP on config 67890 by now: it is not dead')
  })

  test('takes its first drain back where the second backend node is UP by then', async () => {
    const run = new ARun([dead(1)], { policy: full, seen })
    run.cloud.before('node 2001', (c) => c.setBackend(2001, { health: 'up' }))
    await run.go(reconcile)
    expect(run.writes).toEqual([KEPT, 'change 1001 drain web-1.out', 'change 1001 accept web-1', 'tag '])
  })

  test('puts back who is UP on one config in its drain, and makes nobody beside it at max', async () => {
    const run = new ARun([dead(1)], { policy: full, seen })
    run.cloud.before('change 2001', (c) => c.setBackend(1001, { health: 'up' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([
      KEPT,
      'change 1001 drain web-1.out',
      'change 2001 drain web-1.out',
      'change 1001 accept web-1',
      'change 2001 accept web-1',
      'tag ',
    ])
    expect(lines.join('\n')).toContain('it is UP on config 67890 by now: it is not dead')
  })
})
