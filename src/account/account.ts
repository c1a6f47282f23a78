import type { Instant } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Maintenance } from '../fleet/model/maintenance.ts'

/** An answer, or why there is none: a check that may not read something says so, and goes on. */
export type Known<Value> =
  { readonly kind: 'known'; readonly value: Value } | { readonly kind: 'unknown'; readonly why: string }

/** A NodeBalancer that a new profile may name. */
export interface OfferedNodeBalancer {
  readonly id: number
  readonly label: string
  readonly region: string
  /** Each with the port that it listens on. */
  readonly configs: readonly { readonly id: number; readonly port: number }[]
}

/** A type that new members may be, with what one costs in a region, in US dollars; memory in megabytes. */
export interface OfferedType {
  readonly id: string
  readonly label: string
  readonly memory: number
  readonly cores: number
  /** Null where the type tells no price. */
  readonly hourly: number | null
  readonly monthly: number | null
  /** The region has no room for it now. */
  readonly isSoldOut: boolean
}

/** A user of the account, with how many SSH keys would be put on a member. */
export interface OfferedUser {
  readonly name: string
  readonly keys: number
}

/** A firewall that may stand in front of members. */
export interface OfferedFirewall {
  readonly id: number
  readonly label: string
}

/** What a new profile may name, beside NodeBalancers. */
export interface Offers {
  /** The cheapest first. */
  readonly types: Known<readonly OfferedType[]>
  /** Those that are not deprecated, by id. */
  readonly images: Known<readonly string[]>
  readonly users: Known<readonly OfferedUser[]>
  readonly firewalls: Known<readonly OfferedFirewall[]>
}

/** What a restricted user may do, as far as a fleet needs it. */
export interface Grants {
  readonly addLinodes: boolean
  /** Ids that the user may change. */
  readonly linodes: ReadonlySet<number>
  readonly nodeBalancers: ReadonlySet<number>
}

/** An instance as Prometheus is told of it, under the API's own words. */
export interface Target {
  readonly id: number
  readonly label: string
  readonly tags: readonly string[]
  readonly ipv4: readonly string[]
  /** With its prefix length; empty for none. */
  readonly ipv6: string
  readonly region: string
  readonly type: string
  readonly image: string
  readonly status: string
}

/** What an account has besides a fleet, as far as a preflight and an adoption ask for it. No read rejects. */
export interface Account {
  /** Whether there is a type of that name. */
  hasType(id: string): Promise<Known<boolean>>
  hasImage(id: string): Promise<Known<boolean>>
  hasFirewall(id: number): Promise<Known<boolean>>
  hasStackScript(id: number): Promise<Known<boolean>>
  /** Whether new instances configure their network by themselves; a private address is not usable without. */
  networkHelper(): Promise<Known<boolean>>
  /** When this token ends; null when it never does. */
  tokenExpiry(): Promise<Known<Instant | null>>
  /** What the user of the token may do; null for a user who is not restricted. */
  grants(): Promise<Known<Grants | null>>
  /** Which of these types a region has no room for now. */
  soldOut(region: string, types: readonly string[]): Promise<Known<readonly string[]>>
  /** What Linode has planned and not yet done. */
  maintenance(): Promise<Known<readonly Maintenance[]>>
  /** Every instance with that tag. Rejects with a CloudError: what is not known is not written down as empty. */
  targets(tag: string): Promise<readonly Target[]>
  /** The fleet tags of the instance with that label; none when there is no such instance. */
  fleetTagsOf(label: string): Promise<Known<readonly string[]>>
  /** The NodeBalancers that an instance is behind. */
  nodeBalancersOf(instance: InstanceId): Promise<Known<readonly number[]>>
  /** Every NodeBalancer there is. Rejects with a CloudError. */
  nodeBalancers(): Promise<readonly OfferedNodeBalancer[]>
  /** What a new profile may name for members in a region. */
  offers(region: string): Promise<Offers>
  /** Gives an instance its label and all its tags in one call. Rejects with a CloudError. */
  rename(
    instance: InstanceId,
    to: { readonly label: string; readonly tags: readonly string[] },
  ): Promise<void>
}
