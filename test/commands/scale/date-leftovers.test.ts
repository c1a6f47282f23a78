import { expect, test } from 'vitest'
import { dateLeftovers } from '../../../src/commands/scale/date-leftovers.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { aBackend, aFleet, aMember, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'

const node = aBackend(9, { health: 'down' })
const made = [aMember(1), aMember(2), { backends: [node] }]
const planned = planRequest(aFleet(made), aPolicy(), outBy(0, { action: 'reconcile' }), NOON)

test.each<readonly [string, number | null, number]>([
  ['is left by the first look', null, 0],
  ['is left for as long as a list may lag', MINUTE - 1, 0],
  ['goes when it was there for longer', MINUTE, 1],
])('what nothing dates %s', (_rule, seenFor, changes) => {
  const since = new Map(seenFor === null ? [] : [[node.id, 1_000_000 - seenFor]])
  expect(planned.changes).toHaveLength(1)
  const plan = dateLeftovers(planned, since, 1_000_000)
  expect(plan.changes).toHaveLength(changes)
  for (const change of plan.changes)
    expect(change).toMatchObject({ kind: 'tidy', leftovers: [{ backend: node, why: 'no-instance' }] })
  expect(plan.changes.flatMap((c) => (c.kind === 'tidy' ? c.leftovers : [])).some((l) => l.undated)).toBe(
    false,
  )
})

test('what its deletion dates is nothing to wait for', () => {
  const fleet = aFleet([...made, { deleted: 'web-9' }])
  const plan = planRequest(fleet, aPolicy(), outBy(0, { action: 'reconcile' }), NOON)
  expect(plan.changes).toHaveLength(1)
  expect(dateLeftovers(plan, new Map(), 0)).toBe(plan)
})
