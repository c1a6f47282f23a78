import { describe, expect, test } from 'vitest'
import { firewallDoubts, firewallRemarks } from '../../../src/fleet/refusals/firewall-remarks.ts'
import { NOTHING_ASKED, type FirewallRule, type Surroundings } from '../../../src/fleet/model/fleet.ts'
import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import type { BackendChoice } from '../../../src/fleet/model/policy.ts'
import { aFleet, aPolicy } from '../../support/a-fleet.ts'

const nodeBalancer = nodeBalancerId(12345)
const OPEN: FirewallRule = { action: 'ACCEPT', protocol: 'TCP', ports: null, ipv4: ['192.168.255.0/24'] }
const USUAL: BackendChoice = { kind: null, subnet: null }

/** What is said of a firewall that drops what no rule speaks of, for members that listen on 80 and 8080. */
function remarks(
  rules: readonly Partial<FirewallRule>[],
  backend = USUAL,
  around: Partial<Surroundings> = {},
) {
  const attachments = [80, 8080].map((port) => ({ nodeBalancer, config: configId(port), port }))
  const policy = aPolicy({ attachments, backend })
  const firewall = { id: 7, policy: 'DROP', rules: rules.map((rule) => ({ ...OPEN, ...rule })) }
  const surroundings = { ...NOTHING_ASKED, firewall, ...around }
  return firewallRemarks(aFleet([], { surroundings }, policy), policy)
}

const shut = (ports: string, from = '192.168.255.0/24') => [
  `firewall 7 does not admit the NodeBalancer (${from}) on port ${ports}`,
]

describe('a firewall', () => {
  test.each<readonly [string, readonly Partial<FirewallRule>[], readonly string[]]>([
    ['without a rule admits nobody', [], shut('80, 8080')],
    ['that admits every port is fine', [{}], []],
    ['that admits ports one by one', [{ ports: '80, 8080' }], []],
    ['that admits a range of ports', [{ ports: '80-9000' }], []],
    ['that admits one port of two', [{ ports: '80' }], shut('8080')],
    ['of two rules', [{ ports: '80' }, { ports: '8080' }], []],
    ['that admits UDP alone', [{ protocol: 'UDP' }], shut('80, 8080')],
    ['that drops before it admits', [{ action: 'DROP' }, {}], shut('80, 8080')],
    ['that admits before it drops', [{}, { action: 'DROP' }], []],
    ['that admits everybody', [{ ipv4: ['0.0.0.0/0'] }], []],
    ['that admits one host', [{ ipv4: ['192.168.255.7'] }], shut('80, 8080')],
    ['that admits a wide network', [{ ipv4: ['192.0.0.0/8'] }], []],
    ['that admits two networks of which it is the second', [{ ipv4: ['192.168.254.0/23'] }], []],
    ['that admits the upper half of a network', [{ ipv4: ['192.168.128.0/17'] }], []],
    ['that admits the upper half of one before it', [{ ipv4: ['192.167.128.0/17'] }], shut('80, 8080')],
    ['that admits a quarter of one', [{ ipv4: ['192.168.192.0/18'] }], []],
    ['that admits the network before it', [{ ipv4: ['192.168.254.0/24'] }], shut('80, 8080')],
    ['that admits several networks', [{ ipv4: ['10.0.0.0/8', '192.168.255.0/24', '7.0.0.0/8'] }], []],
    ['that admits nobody by IPv4', [{ ipv4: [] }], shut('80, 8080')],
    ['that admits a number above 255', [{ ipv4: ['448.168.255.0/24'] }], shut('80, 8080')],
    ['that admits five numbers', [{ ipv4: ['7.192.168.255.0/24'] }], shut('80, 8080')],
    ['that admits three numbers', [{ ipv4: ['49320.255.0/24'] }], shut('80, 8080')],
    ['that admits more bits than there are', [{ ipv4: ['192.168.255.0/33'] }], shut('80, 8080')],
    ['that admits what is no network', [{ ipv4: ['::/0', 'x', '300.0.0.0/8'] }], shut('80, 8080')],
  ])('%s', (_rule, rules, expected) => {
    expect(remarks(rules)).toEqual(expected)
  })

  test('in a VPC must admit the NodeBalancer’s range there', () => {
    const place = { id: 5, range: '10.0.0.4/30' }
    const subnets = [nodeBalancer, nodeBalancerId(2)].map((nb) => ({ ...place, nodeBalancer: nb }))
    const inVpc: BackendChoice = { kind: 'vpc', subnet: 5 }
    expect(remarks([{}], inVpc, { subnets })).toEqual(shut('80, 8080', '10.0.0.4/30'))
    expect(remarks([{ ipv4: ['10.0.0.0/24'] }], inVpc, { subnets })).toEqual([])
    const others = [...subnets, { id: 6, range: '10.9.0.4/30', nodeBalancer }]
    expect(remarks([{ ipv4: ['10.0.0.0/24'] }], inVpc, { subnets: others })).toEqual([])
    const none = subnets.map((s) => ({ ...s, range: null }))
    expect(remarks([], inVpc, { subnets: none })).toEqual([])
  })

  test('is not judged for IPv6, where nobody says what NodeBalancers speak from', () => {
    const subnets = [{ id: 5, range: '10.0.0.4/30', nodeBalancer }]
    expect(remarks([], { kind: 'public-ipv6', subnet: null })).toEqual([])
    expect(remarks([], { kind: 'public-ipv6', subnet: 5 }, { subnets })).toEqual([])
  })
})

const doubts = (...rules: readonly Partial<FirewallRule>[]): readonly string[] => {
  const policy = aPolicy({
    attachments: [{ nodeBalancer, config: configId(80), port: 80 }],
    backend: USUAL,
  })
  const firewall = { id: 7, policy: 'DROP', rules: rules.map((rule) => ({ ...OPEN, ...rule })) }
  const fleet = aFleet([], { surroundings: { ...NOTHING_ASKED, firewall } }, policy)
  const said = [...firewallDoubts(fleet, policy), ...firewallRemarks(fleet, policy)]
  return said.map((each) => (each.includes('not known') ? 'not known' : 'shut'))
}

/** Read twice each they would take longer than anybody waits. */
const manyLists = Array.from({ length: 200 }, (): Partial<FirewallRule> => ({ ipv4: ['pl::vpcs:1'] }))

describe('rules in the newer forms', () => {
  test.each<readonly [string, readonly Partial<FirewallRule>[], readonly string[]]>([
    ['ALL is every protocol', [{ protocol: 'ALL' }], []],
    ['ALL that drops', [{ protocol: 'ALL', action: 'DROP' }, {}], ['shut']],
    ['a rule set may say anything', [{ ruleSet: 5, ipv4: [] }], ['not known']],
    ['a rule set after the rule that decides', [{}, { ruleSet: 5, ipv4: [] }], []],
    ['a prefix list may hold the NodeBalancer', [{ ipv4: ['pl::vpcs:1'] }], ['not known']],
    ['a prefix list of another port says nothing', [{ ipv4: ['pl::vpcs:1'], ports: '22' }], ['shut']],
    ['of many prefix lists each is read once', [...manyLists, {}], []],
    ['a prefix list that can only say what is said anyway', [{ ipv4: ['pl::vpcs:1'] }, {}], []],
  ])('%s', (_, rules, said) => {
    expect(doubts(...rules)).toEqual(said)
  })
})
