import { describe, expect, test } from 'vitest'
import type { Grants, Known } from '../../src/account/account.ts'
import { checkFleet } from '../../src/check/check-fleet.ts'
import { aFleet, aMember, aPolicy } from '../support/a-fleet.ts'

const fleet = aFleet([aMember(1)], {})
const [member] = fleet.members
const linode = Number(member?.instance.id)
const nodeBalancer = Number(fleet.nodeBalancers[0]?.id)
const ALL: Grants = { addLinodes: true, linodes: new Set([linode]), nodeBalancers: new Set([nodeBalancer]) }

const known = <Value>(each: Value) => ({ kind: 'known', value: each }) as const

function grants(value: Grants | null) {
  return grantsOf(known(value))
}

function grantsOf(said: Known<Grants | null>) {
  const facts = { grants: said, soldOut: known([]), types: [], maintenance: known([]) }
  const item = checkFleet(fleet, aPolicy(), facts).find(({ name }) => name === 'grants')
  return `${item?.verdict}: ${item?.detail}`
}

describe('what the user of the token may do', () => {
  test.each<readonly [string, Grants | null, RegExp]>([
    ['everything', null, /^ok: the user is not restricted/],
    ['what is needed, as a restricted user', ALL, /^warning: .*not seen/],
    ['not create', { ...ALL, addLinodes: false }, /^failure: .*add_linodes/],
    [
      'not attach',
      { ...ALL, nodeBalancers: new Set() },
      /^failure: .*NodeBalancer \d+: nothing can be attached/,
    ],
    ['not remove a member', { ...ALL, linodes: new Set() }, /^failure: .*web-1: they cannot be removed/],
  ])('%s', (_, value, said) => {
    expect(grants(value)).toMatch(said)
  })
})

test('what nobody can read is no ok: by it no run removes what is left over', () => {
  expect(grantsOf({ kind: 'unknown', why: 'reading the grants: 404 Not found' })).toBe(
    'warning: not known: reading the grants: 404 Not found: until they are, no run removes a backend node whose instance is gone',
  )
})

test.each<readonly [string, readonly (readonly [string, boolean])[], readonly string[], string]>([
  ['it', [['a', true]], [], 'ok: us-east has room for it now'],
  [
    'all',
    [
      ['a', true],
      ['b', true],
    ],
    [],
    'ok: us-east has room for all now',
  ],
  [
    'those that exist',
    [
      ['a', true],
      ['b', false],
    ],
    [],
    'ok: us-east has room for a now',
  ],
  ['nothing that exists', [['a', false]], [], 'ok: not known: no type of instance.type exists'],
  [
    'one of them',
    [
      ['a', true],
      ['b', true],
    ],
    ['a'],
    'warning: us-east has no room for a now: the others',
  ],
  [
    'none that exists',
    [
      ['a', true],
      ['b', false],
    ],
    ['a', 'b'],
    'failure: us-east has no room for a now',
  ],
])('room is told for %s', (_, types, soldOut, said) => {
  const facts = {
    grants: known(null),
    soldOut: known(soldOut),
    types: types.map(([id, found]) => ({ id, found: known(found) })),
    maintenance: known([]),
  }
  const item = checkFleet(fleet, aPolicy(), facts).find(({ name }) => name === 'room')
  expect(`${item?.verdict}: ${item?.detail}`).toContain(said)
})
