import type { BackendId, ConfigId, InstanceId, NodeBalancerId } from './ids.ts'
import type { Attachment } from './policy.ts'

/** A moment on the API's clock, in milliseconds since 1970. */
export type Instant = number

/** A Linode, as far as a fleet needs to know it. */
export interface Instance {
  readonly id: InstanceId
  readonly label: string
  /** The API's word: running, provisioning, offline, ... */
  readonly status: string
  readonly type: string
  readonly region: string
  /** The image that it was deployed from, where the API tells it. */
  readonly image?: string
  readonly created: Instant
  readonly tags: readonly string[]
  /** The host part of its backend nodes' addresses; null while it has none of the wanted kind. */
  readonly address: string | null
  /** Every other host that it answers at, as far as its row shows them. */
  readonly elsewhere?: readonly string[]
  /** The locks set on it (`cannot_delete`, ...); deleting a locked instance is refused. */
  readonly locks: readonly string[]
}

/** What a health check says of a backend node; `unknown` is never `down`. */
export type Health = 'up' | 'down' | 'unknown'

/** A NodeBalancer's entry for an address. */
export interface Backend {
  readonly id: BackendId
  readonly nodeBalancer: NodeBalancerId
  readonly config: ConfigId
  readonly label: string
  /** `<host>:<port>`. */
  readonly address: string
  /** The API's word: accept, drain, reject, backup. */
  readonly mode: string
  readonly health: Health
  /** Its drain carries our mark and is older than any run that could finish it: a person's by now. */
  readonly old?: true
}

/** One config of a NodeBalancer that the profile names. */
export interface Config {
  readonly id: ConfigId
  readonly nodeBalancer: NodeBalancerId
  /** The port the NodeBalancer listens on. */
  readonly port: number
  /** False for `check: none`: the health of its backend nodes says nothing. */
  readonly checked: boolean
  /** http, https, tcp or udp. */
  readonly protocol: string
}

/** A NodeBalancer that the profile names. */
export interface NodeBalancer {
  readonly id: NodeBalancerId
  readonly label: string
  readonly region: string
  readonly address: string
  readonly tags: readonly string[]
  /** The API's word: common, premium, premium_40gb. */
  readonly type: string
  /** The locks set on it; `cannot_delete_with_subresources` refuses the removal of its backend nodes. */
  readonly locks: readonly string[]
}

/** A VPC subnet that a NodeBalancer is in, and the range it speaks to its backends from. */
export interface Subnet {
  readonly nodeBalancer: NodeBalancerId
  readonly id: number
  /** `10.0.0.4/30`; null when it is not told. */
  readonly range: string | null
}

/** A Cloud Firewall, as far as a NodeBalancer must get through it. */
export interface Firewall {
  readonly id: number
  /** `ACCEPT` or `DROP` for what no rule speaks of. */
  readonly policy: string
  readonly rules: readonly FirewallRule[]
}

/** One inbound rule. */
export interface FirewallRule {
  readonly action: string
  readonly protocol: string
  /** `80, 8000-8010`; null for every port. */
  readonly ports: string | null
  /** Ranges, and names of prefix lists (`pl::vpcs:1234`). */
  readonly ipv4: readonly string[]
  /** A set of rules that is kept elsewhere and named here: what it says is not told. */
  readonly ruleSet?: number
}

/** What is around a fleet and bears on what can be created; null for what was not asked or may not be read. */
export interface Surroundings {
  /** The account's `interfaces_for_new_linodes`. */
  readonly interfaces: string | null
  /** What the region can do. */
  readonly capabilities: readonly string[] | null
  readonly subnets: readonly Subnet[] | null
  readonly firewall: Firewall | null
}

/** Nothing was asked. */
export const NOTHING_ASKED: Surroundings = {
  interfaces: null,
  capabilities: null,
  subnets: null,
  firewall: null,
}

/** One entry of the account's event log about an instance labelled `<name>-<n>`. */
export interface Activity {
  readonly at: Instant
  readonly action: 'create' | 'delete'
  readonly instance: InstanceId
  readonly label: string
  /** Who did it. */
  readonly username: string | null
  readonly failed: boolean
  /** It has begun and not ended yet. */
  readonly pending?: boolean
}

/** Something the profile names and the account does not have. */
export type Missing =
  | { readonly kind: 'nodebalancer'; readonly nodeBalancer: NodeBalancerId }
  | { readonly kind: 'config'; readonly nodeBalancer: NodeBalancerId; readonly config: ConfigId }

/** What the account said of hosts at which backend nodes with a member's label are, and no listed instance. */
export interface HostAnswer {
  readonly asked: readonly string[]
  /** The instances that have one of them, whatever their labels and tags. */
  readonly found: readonly Instance[]
  /** The same answer showed a member that had just been listed: only then its silence about a host proves anything. */
  readonly trusted: boolean
  /** Whether the token's user sees every Linode of the account; null when each host asked about was found. */
  readonly sees: 'all' | 'some' | 'unknown' | null
}

/** What a wide look has read beyond what the profile names: nobody need ask for it again. */
export interface Beyond {
  /** The configs of the profile's NodeBalancers that it does not name. */
  readonly configs: readonly Config[]
  /** The NodeBalancers that it does not name; null where their list does not show one that is there, and so proves nothing. */
  readonly nodeBalancers: readonly NodeBalancer[] | null
}

/** Everything read from the account in one observe, before anybody asked what is whose. */
export interface Sighting {
  /** The API's clock at the end of the observe. */
  readonly observedAt: Instant
  /** Every instance that has the fleet tag or a label that starts with `<name>-`. */
  readonly instances: readonly Instance[]
  /** Every backend node of the profile's configs. */
  readonly backends: readonly Backend[]
  readonly configs: readonly Config[]
  readonly nodeBalancers: readonly NodeBalancer[]
  readonly missing: readonly Missing[]
  /** Null when the token may not read events. Read after the instances, never beside them. */
  readonly activity: readonly Activity[] | null
  /** The token's scopes; null when it may do everything. */
  readonly scopes: readonly string[] | null
  readonly surroundings: Surroundings
  /** Absent when there was nothing to ask about. */
  readonly hosts?: HostAnswer
  /** Of a wide look alone. */
  readonly beyond?: Beyond
}

/** An instance the profile owns, with its backend nodes. */
export interface Member {
  readonly label: string
  readonly number: number
  readonly instance: Instance
  /** At most one for each attachment: under its own label before any other, then the one with the lowest id. */
  readonly backends: readonly Backend[]
  /**
   * Backend nodes at its address, under its label and on another port, by which it serves until the port of the profile does: `<label>.was`, or
   * its plain label while the profile's port has none. A second port without `.was` is a person's.
   */
  readonly former: readonly Backend[]
  /** The attachments it has no backend node for. */
  readonly missing: readonly Attachment[]
  /** What refuses its removal: its own locks, and those of its NodeBalancers that keep backend nodes. */
  readonly locks: readonly string[]
}

/** A backend node that serves no member and that any run may remove, with two witnesses, and why it is one. */
export interface Leftover {
  readonly backend: Backend
  readonly why: 'no-instance' | 'second' | 'former'
  /** Nothing tells how old it is: it may be of an instance that no list shows yet, until it is asked again a minute later. */
  readonly undated?: true
}

/** A backend node with a member's label, at a host that no instance was seen at, which nothing may remove yet. */
export interface Doubt {
  readonly backend: Backend
  /** In a few words, for a person. */
  readonly why: string
  /** Something answers there, or may: a machine that the token does not show. */
  readonly blind: boolean
  /** It is a second one at a member's own place. */
  readonly second?: true
}

/** Everything behind the NodeBalancer that a profile speaks of, observed at one instant. */
export interface Fleet extends Sighting {
  /** By number. */
  readonly members: readonly Member[]
  /** Backend nodes of no member. */
  readonly foreign: readonly Backend[]
  readonly leftovers: readonly Leftover[]
  readonly doubts: readonly Doubt[]
  /** Instances labelled `<name>-<n>` that are not ours. */
  readonly strangers: readonly Instance[]
  /** Instances that are left in a drain of ours and were the members that were drained: untagged or renamed since. */
  readonly strayed: readonly Member[]
  /** Instances that carry the fleet tag under a label that is not `<name>-<n>`: members once, until somebody renamed them. */
  readonly renamed: readonly Instance[]
  /** Where every member is attached. */
  readonly attachments: readonly Attachment[]
}
