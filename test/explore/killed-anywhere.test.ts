import { describe, expect, test } from 'vitest'
import type { Policy } from '../../src/fleet/model/policy.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import type { Account } from '../support/model/account.ts'
import {
  alone,
  anAccount,
  illegalities,
  namedUnfinished,
  playKilled,
  unkept,
} from '../support/model/explore.ts'
import { Scheduler } from '../support/model/scheduler.ts'
import { tally } from '../support/tally.ts'
import { explorePolicy, heal, out, outNoWait, shrink } from '../support/explore/policies.ts'

const MEMBERS = 5
const HOW = ['killed-before', 'killed-after'] as const

interface Cut {
  readonly policy: Policy
  readonly first: Request
  readonly next: Request
  /** What is wrong with the account before the first run. */
  readonly before?: (account: Account) => void
  /** The most creates and deletes that both runs together may make. */
  readonly most: { readonly creates: number; readonly deletes: number }
}

/** Cuts a run off at every request it makes, before and after it takes effect, and lets another run alone follow. */
async function cutEverywhere({
  policy,
  first,
  next,
  before,
  most,
}: Cut): Promise<{ cuts: number; faults: readonly string[] }> {
  const faults: string[] = []
  let cuts = 0
  for (let at = 0; ; at++) {
    for (const how of HOW) {
      const account = anAccount(policy, MEMBERS)
      before?.(account)
      const turns = new Scheduler(account.now)
      const cut = await playKilled(account, turns, policy, { request: first, at, how })
      if (!cut) {
        tally('runs cut off before and after a request', cuts)
        return { cuts, faults }
      }
      cuts++
      const left = halfDone(account, policy)
      const named = await namedUnfinished(account, turns, policy)
      if (left.length > 0 && named === 0)
        faults.push(`${how} request ${at}: status does not name ${left.join(', ')}`)
      const after = await alone(account, turns, policy, next)
      const broken = account.deletes === 0 ? unkept(account, policy, [after]) : []
      const found = [...illegalities(account, { policy }), ...broken, ...tooMany(account, most)]
      faults.push(...found.map((f) => `${how} request ${at} (${turns.trace.at(-1) ?? ''}): ${f}`))
    }
  }
}

/** Bounds and members that nobody has replaced yet are not half done. */
function halfDone(account: Account, policy: Policy): readonly string[] {
  return illegalities(account, { policy }).filter((fault) => !fault.includes('members, m'))
}

function tooMany(account: Account, most: Cut['most']): readonly string[] {
  return [
    ...(account.creates - account.yields > most.creates
      ? [`${account.creates - account.yields} creates`]
      : []),
    ...(account.deletes > most.deletes ? [`${account.deletes} deletes`] : []),
  ]
}

/** The same request twice is one request; the opposite one may make a change of its own. */
function mostOf(...requests: readonly Request[]): Cut['most'] {
  const of = (action: Request['action']): number =>
    Math.max(0, ...requests.filter((r) => r.action === action).map((r) => r.size.n))
  return { creates: of('scale-out'), deletes: of('scale-in') }
}

const pairs: readonly (readonly [string, (n: number) => Request, (n: number) => Request])[] = [
  ['scale-out, then the same', out, out],
  ['scale-out without waiting, then the same', outNoWait, outNoWait],
  ['scale-out, then scale-in', out, shrink],
  ['scale-in, then the same', shrink, shrink],
  ['scale-in, then scale-out', shrink, outNoWait],
  ['scale-out, then reconcile', out, () => heal],
  ['scale-in, then reconcile', shrink, () => heal],
]
const table = ([1, 2] as const).flatMap((configs) =>
  [1, 3].flatMap((n) =>
    pairs.map(([name, first, next]) => {
      const [one, two] = [first(n), next(n)]
      const cut: Cut = { policy: explorePolicy(configs), first: one, next: two, most: mostOf(one, two) }
      return [`${name}, by ${n}, ${configs} config(s)`, cut] as const
    }),
  ),
)

const illnesses: readonly (readonly [string, Pick<Cut, 'before' | 'most'> & { readonly max?: number }])[] = [
  ['a dead member', { before: (a) => a.spoil('web-2'), most: { creates: 2, deletes: 1 } }],
  [
    'a dead member at max',
    { before: (a) => a.spoil('web-2'), most: { creates: 1, deletes: 1 }, max: MEMBERS },
  ],
  ['more members than max', { max: MEMBERS - 1, most: { creates: 0, deletes: 1 } }],
  ['a member below min', { before: (a) => a.keepOnly(1), most: { creates: 1, deletes: 0 } }],
  ['a drain that a dead run began', { before: (a) => a.mark('web-3'), most: { creates: 0, deletes: 1 } }],
  ['a member without backend nodes', { before: (a) => a.unhook('web-3'), most: { creates: 0, deletes: 0 } }],
  ['backend nodes without a member', { before: (a) => a.lose('web-3'), most: { creates: 0, deletes: 0 } }],
]
const healing = ([1, 2] as const).flatMap((configs) =>
  illnesses.map(([name, { max = 8, ...illness }]) => {
    const policy = explorePolicy(configs)
    const cut: Cut = { policy: { ...policy, size: { min: 2, max } }, first: heal, next: heal, ...illness }
    return [`${name}, ${configs} config(s)`, cut] as const
  }),
)

describe('a reconcile that is killed at any request is finished by the next one', () => {
  test.each(healing)('%s', async (_name, cut) => {
    const { cuts, faults } = await cutEverywhere(cut)
    expect(cuts).toBeGreaterThan(8)
    expect(faults).toEqual([])
  })
})

describe('killed at any request, before or after it takes effect, the next run ends in a legal fleet', () => {
  test.each(table)('%s', async (_name, cut) => {
    const { cuts, faults } = await cutEverywhere(cut)
    expect(cuts).toBeGreaterThan(8)
    expect(faults).toEqual([])
  })
})
