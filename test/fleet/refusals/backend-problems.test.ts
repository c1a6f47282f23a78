import { describe, expect, test } from 'vitest'
import { NOTHING_ASKED, type Sighting, type Surroundings } from '../../../src/fleet/model/fleet.ts'
import { nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import type { BackendChoice } from '../../../src/fleet/model/policy.ts'
import { backendProblems } from '../../../src/fleet/refusals/backend-problems.ts'
import { aFleet, aNodeBalancer, aPolicy } from '../../support/a-fleet.ts'

const ANOTHER = 'set nodebalancer.backend to public-ipv6, or to vpc with instance.vpc.subnet_id'
const subnet = (id: number) => ({ nodeBalancer: nodeBalancerId(12345), id, range: null })

/** Problem and remedy of a fleet whose members are to be reached so. */
function problems(
  backend: Partial<BackendChoice>,
  around: Partial<Surroundings>,
  seen: Partial<Sighting> = {},
): readonly string[] {
  const policy = aPolicy({ backend: { kind: null, subnet: null, ...backend } })
  const fleet = aFleet([], { surroundings: { ...NOTHING_ASKED, ...around }, ...seen }, policy)
  const found = backendProblems(fleet, policy)
  expect(found.every((p) => p.code === 'refused')).toBe(true)
  return found.flatMap((p) => [p.message, p.remedy])
}

const premium = { nodeBalancers: [aNodeBalancer({ type: 'premium' })] }
const all = ['VPCs', 'Linode Interfaces']

const KINDS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['private: none on a common NodeBalancer', problems({}, {}), []],
  [
    'private on a premium NodeBalancer',
    problems({ kind: 'private-ipv4' }, {}, premium),
    ['NodeBalancer 12345 is premium and takes no private IPv4 backends', ANOTHER],
  ],
  [
    'private with Linode interfaces only',
    problems({ kind: 'private-ipv4' }, { interfaces: 'linode_only' }),
    ['the account allows Linode interfaces only, and those have no private IPv4 address', ANOTHER],
  ],
  [
    'private where both are allowed',
    problems({}, { interfaces: 'linode_default_but_legacy_config_allowed' }),
    [],
  ],
  [
    'a VPC in a region without',
    problems({ subnet: 7 }, { capabilities: [], subnets: [] }),
    [
      'the region us-east has no VPCs',
      'set nodebalancer.backend to another kind, or use a NodeBalancer of a region that has them',
    ],
  ],
  ['a VPC whose region was not asked', problems({ subnet: 7 }, { subnets: [subnet(7)] }), []],
  [
    'a VPC that it is in',
    problems({ subnet: 7 }, { capabilities: all, subnets: [subnet(5), subnet(7)] }),
    [],
  ],
  [
    'a VPC that only another NodeBalancer is in',
    problems(
      { subnet: 7 },
      { capabilities: all, subnets: [{ ...subnet(7), nodeBalancer: nodeBalancerId(9) }] },
    ),
    [
      'NodeBalancer 12345 does not reach VPC subnet 7: it is in no VPC',
      'name a NodeBalancer that was created in that VPC, or set nodebalancer.backend to another kind',
    ],
  ],
  [
    'a VPC that it is not in',
    problems({ subnet: 7 }, { capabilities: all, subnets: [subnet(5), subnet(6)] }),
    [
      'NodeBalancer 12345 does not reach VPC subnet 7: it is in subnet 5, 6',
      'set instance.vpc.subnet_id to 5 or 6',
    ],
  ],
  [
    'a VPC, and it is in none',
    problems({ subnet: 7 }, { capabilities: all, subnets: [] }),
    [
      'NodeBalancer 12345 does not reach VPC subnet 7: it is in no VPC',
      'name a NodeBalancer that was created in that VPC, or set nodebalancer.backend to another kind',
    ],
  ],
  ['a VPC whose subnets were not told', problems({ subnet: 7 }, { capabilities: all }), []],
  [
    'a VPC without a subnet in the profile',
    problems({ kind: 'vpc' }, { capabilities: all, subnets: [] }),
    [],
  ],
  ['public IPv6 on a premium NodeBalancer', problems({}, {}, premium), []],
  [
    'Linode interfaces in a region without',
    problems({ kind: 'public-ipv6' }, { interfaces: 'linode_only', capabilities: ['VPCs'] }),
    [
      'the account makes new Linodes with Linode interfaces (linode_only), and the region us-east has none',
      'use another region, or change interfaces_for_new_linodes in the account settings',
    ],
  ],
  [
    'Linode interfaces in a region with them',
    problems({ kind: 'public-ipv6' }, { interfaces: 'linode_only', capabilities: all }),
    [],
  ],
  [
    'legacy interfaces in a region without the others',
    problems({ kind: 'public-ipv6' }, { interfaces: 'legacy_config_only', capabilities: [] }),
    [],
  ],
  [
    'Linode interfaces, and nobody knows the region',
    problems({ kind: 'public-ipv6' }, { interfaces: 'linode_only' }),
    [],
  ],
]

describe('a kind of address that members cannot be reached at', () => {
  test.each(KINDS)('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })

  test('a UDP config cannot be drained', () => {
    const configs = aFleet([]).configs.map((c) => ({ ...c, protocol: 'udp' }))
    expect(problems({}, {}, { configs: [...configs, ...aFleet([]).configs] })).toEqual([
      'config 67890 of NodeBalancer 12345 is UDP, and its backend nodes cannot be drained',
      'take it out of nodebalancer.configs',
    ])
  })
})
