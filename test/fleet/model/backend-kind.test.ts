import { describe, expect, test } from 'vitest'
import { backendKind, interfaceGeneration } from '../../../src/fleet/model/backend-kind.ts'
import type { BackendKind } from '../../../src/fleet/model/policy.ts'

const COMMON = { type: 'common' }
const PREMIUM = { type: 'premium_40gb' }

describe('the kind of address', () => {
  test.each<readonly [string, BackendKind | null, number | null, readonly { type: string }[], BackendKind]>([
    ['is the profile’s', 'public-ipv6', null, [COMMON], 'public-ipv6'],
    ['is the profile’s, whatever the NodeBalancer takes', 'private-ipv4', null, [PREMIUM], 'private-ipv4'],
    ['is a VPC where there is a subnet', null, 7, [COMMON], 'vpc'],
    ['is a VPC on a premium NodeBalancer too', null, 7, [PREMIUM], 'vpc'],
    ['is private on a common NodeBalancer', null, null, [COMMON], 'private-ipv4'],
    ['is public IPv6 on a premium one', null, null, [PREMIUM], 'public-ipv6'],
    ['is public IPv6 as soon as one of several is premium', null, null, [COMMON, PREMIUM], 'public-ipv6'],
    ['is private while nothing is known', null, null, [], 'private-ipv4'],
  ])('%s', (_rule, kind, subnet, nodeBalancers, expected) => {
    expect(backendKind({ kind, subnet }, nodeBalancers)).toBe(expected)
  })
})

describe('the interfaces', () => {
  test.each<readonly [BackendKind, string | null, string]>([
    ['private-ipv4', 'linode_default_but_legacy_config_allowed', 'legacy_config'],
    ['private-ipv4', 'linode_only', 'legacy_config'],
    ['vpc', 'linode_only', 'linode'],
    ['vpc', 'linode_default_but_legacy_config_allowed', 'linode'],
    ['vpc', 'legacy_config_default_but_linode_allowed', 'legacy_config'],
    ['public-ipv6', 'legacy_config_only', 'legacy_config'],
    ['public-ipv6', 'linode_only', 'linode'],
    ['vpc', null, 'legacy_config'],
  ])('%s on an account of %s: %s', (kind, setting, expected) => {
    expect(interfaceGeneration(kind, setting)).toBe(expected)
  })
})
