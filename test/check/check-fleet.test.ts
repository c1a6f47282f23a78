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
  const facts = { grants: said, soldOut: known([]), typeCount: 1, maintenance: known([]) }
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
