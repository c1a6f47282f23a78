import { describe, expect, test } from 'vitest'
import type { Fleet, Member, Missing } from '../../../src/fleet/model/fleet.ts'
import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import type { Change, Plan } from '../../../src/fleet/plan/plan.ts'
import { accountProblems, planProblems } from '../../../src/fleet/refusals/account-problems.ts'
import { aBackend, aFleet, aMember, aNodeBalancer, aPolicy } from '../../support/a-fleet.ts'
import { inBy, outBy } from '../../support/a-request.ts'

const nodeBalancer = nodeBalancerId(12345)

describe('what the profile names and the account has not', () => {
  const table: readonly (readonly [string, Missing, string])[] = [
    [
      'a NodeBalancer',
      { kind: 'nodebalancer', nodeBalancer },
      'NodeBalancer 12345 of the profile does not exist',
    ],
    [
      'a config',
      { kind: 'config', nodeBalancer, config: configId(7) },
      'config 7 of the profile does not exist on NodeBalancer 12345',
    ],
  ]
  test.each(table)('%s', (_name, missing, message) => {
    const fleet = aFleet([], { missing: [missing], nodeBalancers: [] })
    expect(accountProblems(fleet, aPolicy())).toEqual([
      { code: 'not-found', message, remedy: 'correct nodebalancer in the profile' },
    ])
  })

  test('a NodeBalancer in another region', () => {
    const fleet = aFleet([], { nodeBalancers: [aNodeBalancer({ region: 'eu-west' }), aNodeBalancer()] })
    expect(accountProblems(fleet, aPolicy())).toEqual([
      {
        code: 'refused',
        message: 'NodeBalancer 12345 is in eu-west, and the profile creates instances in us-east',
        remedy: 'set instance.region to eu-west, or name a NodeBalancer in us-east',
      },
    ])
  })

  test('backend nodes that may serve, each of which is told', () => {
    const fleet = aFleet([8, 9].map((n) => ({ backends: [aBackend(n)] })))
    expect(accountProblems(fleet, aPolicy()).map((p) => [p.code, p.message])).toEqual([
      [
        'blind',
        'web-8 (192.168.130.8:80, config 67890), web-9 (192.168.130.9:80, config 67890): backend nodes that may serve, and no instance was found at their addresses; the token may not show every Linode',
      ],
    ])
  })

  test('nothing', () => {
    expect(accountProblems(aFleet([aMember(1)]), aPolicy())).toEqual([])
  })
})

function lacking(scopes: Fleet['scopes'], changes: readonly Change[], request = outBy(1)): readonly string[] {
  const plan: Plan = {
    request,
    size: { serving: 1, total: 1, min: 1, max: 8 },
    guards: [],
    hold: null,
    changes,
  }
  return planProblems(aFleet([aMember(1)], { scopes }), plan).map((p) => p.message)
}

const none = (scope: string, action: string): string =>
  `the token has no scope ${scope}, which this ${action} needs`

function oneMember(): Member {
  const [member] = aFleet([aMember(1)]).members
  if (member === undefined) throw new Error('no member')
  return member
}

const of = oneMember()
const add: Change = { kind: 'add', member: 'web-4' }
const remove: Change = { kind: 'remove', member: 'web-1', of }
const attach: Change = { kind: 'attach', member: 'web-1', of, wait: false }
const READ = ['linodes:read_only', 'nodebalancers:read_only', 'events:read_only']

describe('scopes that a plan needs', () => {
  const table: readonly (readonly [string, Fleet['scopes'], readonly Change[], readonly string[]])[] = [
    ['none of a token that may do everything', null, [add], []],
    ['none of a token with *', ['*'], [add], []],
    ['none of a token with whole areas', ['linodes:*', 'nodebalancers:*'], [add], []],
    ['none of a token with just these', ['linodes:read_write', 'nodebalancers:read_write'], [add], []],
    ['none when nothing is written', READ, [], []],
    [
      'both to add',
      READ,
      [add],
      [none('linodes:read_write', 'scale-out'), none('nodebalancers:read_write', 'scale-out')],
    ],
    [
      'both to remove',
      READ,
      [remove],
      [none('linodes:read_write', 'scale-out'), none('nodebalancers:read_write', 'scale-out')],
    ],
    ['one to attach', READ, [attach], [none('nodebalancers:read_write', 'scale-out')]],
    [
      'the other one',
      ['linodes:read_only', 'nodebalancers:*'],
      [add],
      [none('linodes:read_write', 'scale-out')],
    ],
  ]
  test.each(table)('%s', (_name, scopes, changes, messages) => {
    expect(lacking(scopes, changes)).toEqual(messages)
  })
})

describe('scopes that a plan lacks', () => {
  test('are told with what to do', () => {
    const fleet = aFleet([aMember(1)], { scopes: READ, activity: null })
    const plan = {
      request: inBy(1),
      size: { serving: 1, total: 1, min: 1, max: 8 },
      guards: [],
      hold: null,
      changes: [attach],
    }
    expect(planProblems(fleet, plan)).toEqual([
      {
        code: 'missing-scope',
        message: none('nodebalancers:read_write', 'scale-in'),
        remedy: 'create a token with linodes:read_write, nodebalancers:read_write and events:read_only',
      },
      {
        code: 'missing-scope',
        message:
          'the token has no scope events:read_only: without the events nobody knows what was deleted just now',
        remedy:
          'create a token that has it; without it scale-in is refused, and every run whose plan removes a member',
      },
    ])
  })

  const events: readonly (readonly [string, Plan['request'], readonly Change[], boolean])[] = [
    ['scale-out', outBy(1), [add], false],
    ['scale-out that removes nobody', outBy(1), [], false],
    ['scale-in', inBy(1), [], true],
    ['reconcile that adds', outBy(0, { action: 'reconcile' }), [add], false],
    ['reconcile that removes', outBy(0, { action: 'reconcile' }), [remove], true],
  ]
  test.each(events)('events are needed by %s: %o', (_name, request, changes, needed) => {
    const plan = { request, size: { serving: 1, total: 1, min: 1, max: 8 }, guards: [], hold: null, changes }
    expect(planProblems(aFleet([aMember(1)], { activity: null }), plan)).toHaveLength(needed ? 1 : 0)
  })
})
