import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { fleetTag } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import type { Account } from '../model/account.ts'
import type { WorldMix } from '../model/explore-world.ts'
import { explorePolicy, heal, out, outNoWait, renew, shrink } from './policies.ts'

const runs: readonly Request[] = [out(), shrink(), heal, { ...heal, wait: false }, outNoWait(), shrink()]
const base: WorldMix = { policy: explorePolicy(1), requests: runs, members: 4, hands: 0 }

const sized =
  (min: number, max: number) =>
  (policy: Policy): Policy => ({ ...policy, size: { min, max } })
const onPort =
  (port: number) =>
  (policy: Policy): Policy => ({
    ...policy,
    attachments: policy.attachments.map((at) => ({ ...at, port })),
  })
const onConfigs =
  (...configs: readonly number[]) =>
  (policy: Policy): Policy => ({
    ...policy,
    attachments: configs.map((id) => ({
      nodeBalancer: nodeBalancerId(12345),
      config: configId(id),
      port: 80,
    })),
  })

/** Of so many characters: a mark beside them takes a shorter form, or finds no room beside a member that was renamed to a high number. */
const ofLength =
  (length: number) =>
  (policy: Policy): Policy => {
    const name = 'w'.repeat(length)
    return { ...policy, name, fleetTag: fleetTag(name, nodeBalancerId(12345)) }
  }

const SECOND = nodeBalancerId(22222)

/** A profile of two NodeBalancers. */
const onTwoBalancers: Policy = {
  ...explorePolicy(1),
  attachments: [...explorePolicy(1).attachments, { nodeBalancer: SECOND, config: configId(77777), port: 80 }],
}

function leftBehind(account: Account): void {
  account.lose('web-4')
  account.mark('web-3')
  account.unhook('web-2')
}

/** Somebody overwrote the tags of two members. */
function untagged(account: Account): void {
  for (const m of account.machines.slice(0, 2)) m.tags = ['khw']
}

/** A person has drained a member's backend node and set another one beside it. */
function doubled(account: Account): void {
  const [first] = account.nodes
  if (first === undefined) return
  const [host = ''] = first.address.split(':')
  const { nodeBalancer, config, label, changed } = first
  account.node({ nodeBalancer, config, port: 80 }, label, host).changed = changed
  Object.assign(first, { mode: 'drain', handled: account.now, takenAt: account.now })
}

const NEW = 'aaaaaaaaaaaaaaaaaaaa'
const OLD = 'bbbbbbbbbbbbbbbbbbbb'
const spec = {
  hashes: new Map([[1, NEW]]),
  tags: [],
  shown: { region: null, types: null, image: null },
}
/** A policy whose members were made from another spec. */
export const renewed = (policy: Policy): Policy => ({ ...policy, spec })

/** Every member was made from another spec than the profile has now. */
export function drifted(account: Account): void {
  for (const m of account.machines) m.tags.push(`spec:1-${OLD}`)
  account.spec = [`spec:1-${NEW}`]
}

/** A profile with a bad image: the next new member stays DOWN. */
function badImage(account: Account): void {
  drifted(account)
  account.fateOfNext = 'stays-down'
}

const anew: WorldMix = {
  ...base,
  policy: renewed(explorePolicy(1)),
  requests: [renew, renew, heal, renew, out(), heal],
  before: drifted,
}

/** The worlds that are explored, by what happens in them. */
export const worlds: readonly (readonly [string, WorldMix])[] = [
  ['a person who does anything that Cloud Manager offers', { ...base, hands: 7 }],
  ['the same on two configs, with kills', { ...base, policy: explorePolicy(2), hands: 7, killOneIn: 40 }],
  ['the same beside a fleet of the same name', { ...base, hands: 7, twin: true }],
  ['the token loses sight of every Linode, and sees again', { ...base, hands: 2, goesBlind: 'nothing' }],
  [
    'the token loses sight of some Linodes, and sees again',
    {
      ...base,
      requests: [shrink(2), heal, shrink(), out(), shrink()],
      members: 6,
      hands: 2,
      goesBlind: 'some',
      blinks: 8,
    },
  ],
  [
    'lists that lag, with a person and kills',
    { ...base, hands: 4, listLag: 20_000, nodesLag: 20_000, eventLag: 20_000, killOneIn: 60 },
  ],
  [
    'min and max change in the profile',
    { ...base, hands: 2, edits: [sized(3, 5), sized(1, 3), sized(2, 8)] },
  ],
  [
    'a config comes into the profile and leaves it',
    { ...base, edits: [onConfigs(67890, 67891), onConfigs(67891)] },
  ],
  ['the port changes in the profile', { ...base, edits: [onPort(8080)] }],
  ['the port changes while a person is at work', { ...base, hands: 4, edits: [onPort(8080)] }],
  [
    'the kind of backend changes in the profile',
    { ...base, edits: [(policy) => ({ ...policy, backend: { kind: 'vpc', subnet: 7 } })] },
  ],
  [
    'a config is deleted in the middle, and then leaves the profile',
    { ...base, policy: explorePolicy(2), losesConfig: configId(67891) },
  ],
  [
    'a config is deleted while a person is at work, with kills',
    { ...base, policy: explorePolicy(2), losesConfig: configId(67890), hands: 3, killOneIn: 60 },
  ],
  [
    'one of two NodeBalancers is deleted, and then leaves the profile',
    { ...base, policy: onTwoBalancers, losesNodeBalancer: SECOND },
  ],
  [
    'one of two NodeBalancers is deleted while a person is at work, with kills',
    { ...base, policy: onTwoBalancers, losesNodeBalancer: SECOND, hands: 3, killOneIn: 60 },
  ],
  ['the only NodeBalancer is deleted', { ...base, losesNodeBalancer: nodeBalancerId(12345) }],
  [
    'the NodeBalancer is deleted while members are renewed, with kills',
    { ...anew, losesNodeBalancer: nodeBalancerId(12345), killOneIn: 80 },
  ],
  [
    'a dead member in a fleet of fixed size',
    { ...base, policy: sized(4, 4)(explorePolicy(1)), before: (a) => a.spoil('web-2') },
  ],
  [
    'a dead member that leaves already, when a scale-out comes',
    {
      ...base,
      requests: [out(), out(), heal],
      before: (a) => {
        a.spoil('web-3')
        a.mark('web-3')
      },
    },
  ],
  ['a token that may not tag', { ...base, members: 1, dropsTags: true }],
  [
    'what dead runs have left, and a twin that takes its numbers',
    { ...base, before: leftBehind, twin: true },
  ],
  ['a pause, and a person', { ...base, hands: 5, pauses: true }],
  ['members are renewed, by several at once, with kills', { ...anew, killOneIn: 60, keepsServing: true }],
  [
    'members are renewed on two configs, with lists that lag',
    {
      ...anew,
      policy: renewed(explorePolicy(2)),
      killOneIn: 80,
      listLag: 15_000,
      nodesLag: 15_000,
      eventLag: 15_000,
      keepsServing: true,
    },
  ],
  [
    'members are renewed while a person is at work',
    { ...anew, requests: [renew, shrink(), renew, heal, out(), renew], hands: 6, killOneIn: 80 },
  ],
  ['a bad image is what they are renewed with', { ...anew, before: badImage, keepsServing: true }],
  [
    'members are renewed at min = max',
    {
      ...anew,
      policy: renewed(sized(4, 4)(explorePolicy(1))),
      requests: [renew, heal, renew, heal],
      killOneIn: 80,
    },
  ],
  [
    'a person takes whom runs remove',
    { ...base, requests: [shrink(2), heal, shrink(), out(), shrink()], members: 6, hands: 8, aims: true },
  ],
  [
    'members of a full fleet have lost their tag',
    { ...base, policy: sized(2, 4)(explorePolicy(1)), hands: 1, before: untagged },
  ],
  [
    'a name for which the mark is shortened, with kills',
    { ...base, policy: ofLength(20)(explorePolicy(1)), hands: 3, killOneIn: 40 },
  ],
  [
    'the longest name there may be, and another port',
    { ...base, policy: ofLength(24)(explorePolicy(1)), hands: 2, edits: [onPort(8080)] },
  ],
  ['one that a person drained serves by a second backend node', { ...base, hands: 1, before: doubled }],
  [
    'writes are turned away or lost, and a person takes whom they are about',
    {
      ...base,
      policy: explorePolicy(2),
      requests: [shrink(2), heal, shrink(), out(), shrink()],
      members: 6,
      hands: 8,
      aims: true,
      turnsAwayOneIn: 3,
    },
  ],
  [
    'a person has machines worked on, or one config broken',
    { ...base, policy: explorePolicy(2), hands: 6, works: true, killOneIn: 80 },
  ],
  [
    'members are renewed while some are worked on, and writes are turned away',
    { ...anew, policy: renewed(explorePolicy(2)), hands: 4, works: true, turnsAwayOneIn: 8 },
  ],
]
