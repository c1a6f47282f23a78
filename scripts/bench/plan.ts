// Planning a fleet of 10,000 backend nodes, in-process: prints the median of 15 plans in milliseconds.
import { assembleFleet } from '../../src/fleet/sight/assemble-fleet.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import { aMember, aPolicy, aSighting, NOON } from '../../test/support/a-fleet.ts'

const policy = aPolicy({ size: { min: 2, max: 20_000 } })

function sightingOf(members: number) {
  return aSighting(
    Array.from({ length: members }, (_, i) => {
      const address = `192.168.${128 + Math.floor(i / 250)}.${i % 250}`
      return aMember(i + 1, { address }, { address: `${address}:80` })
    }),
  )
}

function planMs(action: 'scale-out' | 'scale-in' | 'reconcile', members: number): number {
  const sighting = sightingOf(members)
  const times = Array.from({ length: 25 }, () => {
    const begun = performance.now()
    planRequest(
      assembleFleet(sighting, policy),
      policy,
      { action, size: { kind: 'by', n: 1 }, force: false, wait: true },
      NOON,
    )
    return performance.now() - begun
  })
  return times.toSorted((a, b) => a - b)[12] ?? NaN
}

const actions = ['scale-out', 'scale-in', 'reconcile'] as const
const rows = actions.map((action) => [action, { large: planMs(action, 10_000), small: planMs(action, 1000) }])
process.stdout.write(JSON.stringify(Object.fromEntries(rows)))
