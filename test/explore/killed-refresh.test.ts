import { describe, expect, test } from 'vitest'
import type { Request } from '../../src/fleet/plan/request.ts'
import { placesIn } from '../../src/fleet/model/place-tag.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import type { Account } from '../support/model/account.ts'
import { alone, anAccount, illegalities, playKilled } from '../support/model/explore.ts'
import { Scheduler } from '../support/model/scheduler.ts'
import { explorePolicy, heal, out, renew, shrink } from '../support/explore/policies.ts'
import { drifted, renewed } from '../support/explore/worlds.ts'
import { tally } from '../support/tally.ts'

const MEMBERS = 3

interface Cut {
  readonly policy: Policy
  readonly next: Request
  /** Members there are to be afterwards. */
  readonly left: number
}

const sized = (min: number, max: number): Policy => ({ ...renewed(explorePolicy(1)), size: { min, max } })

/** What is wrong after a refresh that was killed at one request, one run of another kind, and a reconcile. */
async function cutAt({ policy, next, left }: Cut, at: number, how: 'killed-before' | 'killed-after') {
  const account = anAccount(policy, MEMBERS)
  drifted(account)
  const turns = new Scheduler(account.now)
  const cut = await playKilled(account, turns, policy, { request: renew, at, how })
  if (!cut) return null
  const owed = placesIn(account.tags, policy.name).length
  await alone(account, turns, policy, next)
  const count = membersOf(account, policy)
  await alone(account, turns, policy, heal)
  await alone(account, turns, policy, heal)
  const faults = [
    ...illegalities(account, { policy }),
    ...(count < left ? [`${count} members, and ${left} were to be there`] : []),
    ...(placesIn(account.tags, policy.name).length > 0 ? ['a place is still kept'] : []),
  ]
  return { owed, faults: faults.map((f) => `${how} request ${at} (${turns.trace.at(-1) ?? ''}): ${f}`) }
}

function membersOf(account: Account, policy: Policy): number {
  return account.machines.filter((m) => m.tags.includes(policy.fleetTag)).length
}

const cuts: readonly (readonly [string, Cut])[] = [
  ['at max, then reconcile', { policy: sized(2, MEMBERS), next: heal, left: MEMBERS }],
  ['at max, then scale-out', { policy: sized(2, MEMBERS), next: out(), left: MEMBERS }],
  ['at max, then scale-in', { policy: sized(1, MEMBERS), next: shrink(), left: MEMBERS - 1 }],
  ['at max, then refresh', { policy: sized(2, MEMBERS), next: renew, left: MEMBERS }],
  ['at min = max, then reconcile', { policy: sized(MEMBERS, MEMBERS), next: heal, left: MEMBERS - 1 }],
  ['with room, then reconcile', { policy: sized(2, 8), next: heal, left: MEMBERS }],
]

describe('a refresh that is killed at any request is finished by the next run of any kind', () => {
  test.each(cuts)('%s: nobody is missing', async (_, cut) => {
    const faults: string[] = []
    let [tried, owed, isOver] = [0, 0, false]
    for (let at = 0; !isOver; at++) {
      for (const how of ['killed-before', 'killed-after'] as const) {
        const found = await cutAt(cut, at, how)
        isOver ||= found === null
        tried += found === null ? 0 : 1
        owed += found?.owed ?? 0
        faults.push(...(found?.faults ?? []))
      }
    }
    tally('refreshes cut off before and after a request', tried)
    expect(faults).toEqual([])
    expect(tried).toBeGreaterThan(40)
    // The rule that is tried here was reached.
    expect(owed > 0).toBe(cut.policy.size.max === MEMBERS)
  })
})
