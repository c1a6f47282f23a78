import type { NodeBalancer } from './fleet.ts'
import type { BackendChoice, BackendKind } from './policy.ts'

/** Premium NodeBalancers refuse private IPv4 addresses since 2026-09-30. */
export function isPremium({ type }: Pick<NodeBalancer, 'type'>): boolean {
  return type.startsWith('premium')
}

/**
 * The kind of address members are reached at: what the profile says, else a VPC where it names a subnet, else what the
 * NodeBalancers take.
 */
export function backendKind(
  { kind, subnet }: BackendChoice,
  nodeBalancers: readonly Pick<NodeBalancer, 'type'>[],
): BackendKind {
  if (kind !== null) return kind
  if (subnet !== null) return 'vpc'
  return nodeBalancers.some(isPremium) ? 'public-ipv6' : 'private-ipv4'
}

/** How an instance is wired: by its configuration profile, or by Linode interfaces, which have no private IPv4 address. */
export type InterfaceGeneration = 'legacy_config' | 'linode'

/** The interfaces a new member is born with, as its kind of address wants and the account's setting allows. */
export function interfaceGeneration(kind: BackendKind, setting: string | null): InterfaceGeneration {
  const linode = setting === 'linode_only' || setting === 'linode_default_but_legacy_config_allowed'
  return kind !== 'private-ipv4' && linode ? 'linode' : 'legacy_config'
}

/** A kind of address in words. */
export const KIND_IN_WORDS: Readonly<Record<BackendKind, string>> = {
  'private-ipv4': 'private address',
  vpc: 'VPC address',
  'public-ipv6': 'public IPv6 address',
}
