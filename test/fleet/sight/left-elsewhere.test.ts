import { describe, expect, test } from 'vitest'
import type { Backend, HostAnswer } from '../../../src/fleet/model/fleet.ts'
import { backendId, configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { hostsElsewhere, leftElsewhere } from '../../../src/fleet/sight/left-elsewhere.ts'
import { aBackend, aFleet, aMember, anInstance, aPolicy } from '../../support/a-fleet.ts'

const renamed = anInstance(5, { label: 'web-5-debug' })
const other = anInstance(6, { label: 'ubuntu', tags: [] })
const fleet = aFleet([aMember(1), { instance: renamed }])
/** A backend node on a config that the profile does not name. */
const beside = (n: number, overrides: Partial<Backend> = {}): Backend =>
  aBackend(n, { nodeBalancer: nodeBalancerId(7), config: configId(70), ...overrides })
const hosts = {
  asked: ['192.168.130.9', '192.168.130.6'],
  found: [other],
  trusted: true,
  sees: 'all',
} as const

test('asked about are hosts of members’ labels that no seen instance has, each once and in one order', () => {
  const nodes = [
    beside(9),
    beside(8),
    beside(9, { label: 'web-9.outgsmo0' }),
    beside(1),
    beside(5),
    beside(3, { label: 'legacy' }),
  ]
  expect(hostsElsewhere(fleet, nodes, aPolicy())).toEqual(['192.168.130.8', '192.168.130.9'])
})

describe('what is left on a config that the profile does not name', () => {
  const NO_INSTANCE = 'no instance has its address'
  const NOT_ASKED = 'whether an instance has its address could not be asked'
  const SOME = 'the token is of a restricted user, who does not see every Linode'
  const UNKNOWN = 'the API does not say whether the token’s user sees every Linode'
  test.each<readonly [string, Backend, string | null, Partial<HostAnswer>]>([
    ['a member’s, whatever its label', beside(1, { label: 'x' }), 'it is at the address of web-1', {}],
    ['a renamed member’s', beside(5), 'it is at the address of web-5-debug', {}],
    ['one with a member’s label where no instance is', beside(9), NO_INSTANCE, {}],
    ['not one with another label there', beside(9, { label: 'legacy' }), null, {}],
    ['not one at another instance’s address', beside(6, { label: 'web-6' }), null, {}],
    ['one whose host was not asked about', beside(8), NOT_ASKED, {}],
    ['one whose answer proves nothing', beside(9), NOT_ASKED, { trusted: false }],
    ['one that a restricted user asked about', beside(8), SOME, { sees: 'some' }],
    ['one about which nobody knows who sees what', beside(8), UNKNOWN, { sees: 'unknown' }],
  ])('%s', (_name, node, why, more) => {
    const found = leftElsewhere(fleet, { backends: [node], hosts: { ...hosts, ...more } }, aPolicy())
    const command = `linode-cli nodebalancers node-delete 7 70 ${node.id}`
    expect(found).toEqual(why === null ? [] : [{ backend: node, why, command }])
  })

  test('is told by id', () => {
    const nodes = [beside(9), beside(1, { id: backendId(4) })]
    expect(leftElsewhere(fleet, { backends: nodes, hosts }, aPolicy()).map((l) => l.backend.id)).toEqual([
      4, 1009,
    ])
  })
})
