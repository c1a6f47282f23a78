import { bench, describe } from 'vitest'
import { assembleFleet } from '../../src/fleet/sight/assemble-fleet.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import { aMember, aPolicy, aSighting, NOON } from '../support/a-fleet.ts'

const policy = aPolicy({ size: { min: 2, max: 1000 } })
const made = Array.from({ length: 10_000 }, (_, i) =>
  aMember(
    i + 1,
    { address: `192.168.${128 + Math.floor(i / 250)}.${i % 250}` },
    { address: `192.168.${128 + Math.floor(i / 250)}.${i % 250}:80` },
  ),
)
const sighting = aSighting(made)

describe('planning is linear', () => {
  for (const action of ['scale-out', 'scale-in', 'reconcile'] as const) {
    bench(`${action} over 10,000 backend nodes (at most 50 ms)`, () => {
      planRequest(
        assembleFleet(sighting, policy),
        policy,
        { action, size: { kind: 'by', n: 1 }, force: false, wait: true },
        NOON,
      )
    })
  }
})
