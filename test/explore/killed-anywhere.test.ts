import { describe, expect, test } from 'vitest'
import type { Policy } from '../../src/fleet/policy.ts'
import type { Request } from '../../src/fleet/request.ts'
import { alone, anAccount, illegalities, playKilled } from '../support/model/explore.ts'
import { Scheduler } from '../support/model/scheduler.ts'
import { explorePolicy, out, outNoWait, shrink } from './policies.ts'

const MEMBERS = 5
const HOW = ['killed-before', 'killed-after'] as const

interface Cut {
  readonly policy: Policy
  readonly first: Request
  readonly next: Request
}

/** Cuts a run off at every request it makes, before and after it takes effect, and lets another run alone follow. */
async function cutEverywhere({
  policy,
  first,
  next,
}: Cut): Promise<{ cuts: number; faults: readonly string[] }> {
  const faults: string[] = []
  let cuts = 0
  for (let at = 0; ; at++) {
    for (const how of HOW) {
      const account = anAccount(policy, MEMBERS)
      const turns = new Scheduler(account.now)
      const cut = await playKilled(account, turns, policy, { request: first, at, how })
      if (!cut) return { cuts, faults }
      cuts++
      await alone(account, turns, policy, next)
      const found = [...illegalities(account, { policy }), ...tooMany(account, first, next)]
      faults.push(...found.map((f) => `${how} request ${at} (${turns.trace.at(-1) ?? ''}): ${f}`))
    }
  }
}

/** The same request twice is one request; the opposite one may make one change of its own. */
function tooMany(
  account: { creates: number; deletes: number },
  first: Request,
  next: Request,
): readonly string[] {
  const creates = [first, next].filter((r) => r.action === 'scale-out').map((r) => r.size.n)
  const deletes = [first, next].filter((r) => r.action === 'scale-in').map((r) => r.size.n)
  return [
    ...(account.creates > Math.max(0, ...creates) ? [`${account.creates} creates`] : []),
    ...(account.deletes > Math.max(0, ...deletes) ? [`${account.deletes} deletes`] : []),
  ]
}

const pairs: readonly (readonly [string, (n: number) => Request, (n: number) => Request])[] = [
  ['scale-out, then the same', out, out],
  ['scale-out without waiting, then the same', outNoWait, outNoWait],
  ['scale-out, then scale-in', out, shrink],
  ['scale-in, then the same', shrink, shrink],
  ['scale-in, then scale-out', shrink, outNoWait],
]
const table = ([1, 2] as const).flatMap((configs) =>
  [1, 3].flatMap((n) =>
    pairs.map(([name, first, next]) => {
      const cut: Cut = { policy: explorePolicy(configs), first: first(n), next: next(n) }
      return [`${name}, by ${n}, ${configs} config(s)`, cut] as const
    }),
  ),
)

describe('killed at any request, before or after it takes effect, the next run ends in a legal fleet', () => {
  test.each(table)('%s', async (_name, cut) => {
    const { cuts, faults } = await cutEverywhere(cut)
    expect(cuts).toBeGreaterThan(8)
    expect(faults).toEqual([])
  })
})
