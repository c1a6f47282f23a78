import type { Request } from '../../../src/fleet/plan/request.ts'
import type { Account } from '../model/account.ts'
import type { Explored, Mix } from '../model/explore.ts'
import { explorePolicy, heal, out, outNoWait, shrink } from './policies.ts'

/** What else must hold after a schedule: null, or what does not. */
export type Rule = (x: Explored) => string | null

/** Runs that start together, and the rule they must keep. */
export type NamedMix = readonly [string, Mix, Rule]

const oneMore: Rule = (x) => (x.creates > 1 ? `${x.creates} creates for one load` : null)
const oneLess: Rule = (x) =>
  x.deletes - x.overtaken > 1 ? `${x.deletes} deletes for one load, ${x.overtaken} of them overtaken` : null
/** Of two that replace one dead member under two numbers one gives way, unless it is killed before it can. */
const oneMoreAlive: Rule = (x) =>
  x.creates - x.killed > 1 ? `${x.creates} creates for one load, ${x.killed} of runs that were killed` : null
const bothAlive: Rule = (x) => oneMoreAlive(x) ?? oneLess(x)
const both: Rule = (x) => oneMore(x) ?? oneLess(x)

/** A person's deletions change what is wanted: the fleet must be legal all the same. */
const none: Rule = () => null

const base = { policy: explorePolicy(1), members: 4, killOneIn: 0, afterwards: heal }
const three = { ...base, requests: times(3, shrink()), killOneIn: 8, members: 6 }
const mixed = { ...base, requests: [out(), outNoWait(), out(), ...times(3, shrink())] }

/** Runs that live, and kills. */
export const mixes: readonly NamedMix[] = [
  ['2 scale-out', { ...base, requests: times(2, out()) }, oneMore],
  ['4 scale-out without waiting', { ...base, requests: times(4, outNoWait()) }, oneMore],
  ['2 scale-in', { ...base, requests: times(2, shrink()) }, oneLess],
  ['4 scale-in', { ...base, requests: times(4, shrink()), members: 6 }, oneLess],
  ['3 scale-out with kills', { ...base, requests: [out(), outNoWait(), out()], killOneIn: 8 }, oneMore],
  ['3 scale-in with kills, then scale-in', { ...three, afterwards: shrink() }, oneLess],
  ['3 scale-in with kills, then reconcile', three, oneLess],
  ['3 scale-out and 3 scale-in', mixed, both],
  ['3 scale-out and 3 scale-in with kills', { ...mixed, killOneIn: 15 }, both],
  [
    '3 scale-out and 3 scale-in with kills, then scale-in',
    { ...mixed, killOneIn: 15, afterwards: shrink() },
    both,
  ],
]

/** Two runs of one load whose numbers may differ: what is tidied, freed or seen late lies between their looks. */
const between = (before: (account: Account) => void): Mix => ({
  ...base,
  requests: [out(), outNoWait(), out()],
  before,
})
const leftover = (a: Account): void => {
  a.lose('web-3')
  a.lose('web-2')
}
/** The window in which a freed number is not used again ends while they look. */
const windowEnds = (a: Account): void => a.forget('web-2', 900_000 - 60_000)
const strict: Mix['policy'] = { ...explorePolicy(1), size: { min: 1, max: 3 } }

/** One load, several runs, and different numbers. */
export const numberMixes: readonly NamedMix[] = [
  ['3 scale-out around a tidy', between(leftover), oneMore],
  [
    '3 scale-out around a tidy, at max but one',
    { ...between(leftover), policy: strict, members: 3 },
    oneMore,
  ],
  ['3 scale-out at the end of a reuse window', between(windowEnds), oneMore],
  [
    '3 scale-out around a tidy, with ids that fall',
    {
      ...between((a) => {
        leftover(a)
        a.idsFall = true
      }),
      requests: times(3, out()),
    },
    oneMore,
  ],
  [
    '3 scale-out around a tidy, with late events and a list that lags',
    { ...between(leftover), requests: times(3, out()), eventLag: 5_000, listLag: 5_000 },
    oneMore,
  ],
  [
    '2 reconciles below min around a tidy',
    { ...between(leftover), policy: { ...strict, size: { min: 3, max: 3 } }, requests: [heal, heal] },
    oneMore,
  ],
  [
    'scale-out around a tidy, with kills',
    { ...between(leftover), policy: strict, members: 3, killOneIn: 15 },
    none,
  ],
]

/** Everything at once: two configs, lost answers, dead members, a person at work, late events. */
export const roughMixes: readonly NamedMix[] = [
  [
    'scale-out, scale-in and 2 reconciles with kills',
    { ...mixed, requests: [out(), shrink(), heal, heal], killOneIn: 12 },
    both,
  ],
  ['6 runs on two configs with kills', { ...mixed, policy: explorePolicy(2), killOneIn: 20 }, both],
  ['2 scale-out with lost answers', { ...base, requests: times(2, out()), loseOneIn: 10 }, oneMore],
  [
    '3 scale-out and 3 scale-in with lost answers and kills',
    { ...mixed, loseOneIn: 15, killOneIn: 20 },
    both,
  ],
  [
    '3 reconciles of a dead member',
    { ...base, requests: times(3, heal), before: (a: Account) => a.spoil('web-2') },
    both,
  ],
  [
    '3 reconciles of a dead member with kills',
    { ...base, requests: times(3, heal), before: (a: Account) => a.spoil('web-2'), killOneIn: 80 },
    bothAlive,
  ],
  ['3 scale-out and 3 scale-in, a person at work, health that blips', { ...mixed, hands: 3 }, none],
  [
    'a person at work, with kills and late events',
    { ...mixed, hands: 3, killOneIn: 15, eventLag: 5_000 },
    none,
  ],
  [
    'runs and reconciles, a person pauses meanwhile',
    {
      ...mixed,
      requests: [out(), shrink(), shrink(), heal, heal],
      pauses: true,
      afterwards: { ...heal, force: true },
    },
    both,
  ],
  [
    'a dead member, a person pauses meanwhile, with kills',
    {
      ...base,
      requests: times(2, heal),
      before: (a: Account) => a.spoil('web-2'),
      killOneIn: 80,
      pauses: true,
      afterwards: { ...heal, force: true },
    },
    bothAlive,
  ],
  [
    'a dead member at max, a person pauses meanwhile',
    {
      ...base,
      policy: { ...explorePolicy(1), size: { min: 2, max: base.members } },
      requests: times(2, heal),
      before: (a: Account) => a.spoil('web-2'),
      pauses: true,
      afterwards: { ...heal, force: true },
    },
    both,
  ],
  ['3 scale-out and 3 scale-in, events half a minute late', { ...mixed, eventLag: 30_000 }, both],
]

function times(n: number, request: Request): readonly Request[] {
  return Array.from({ length: n }, () => request)
}
