import type { BootOutcome, PowerPhase } from './power-phase.ts'

/** How an instance behaves, beyond what was asked of it. */
export interface Behaviour {
  /** What becomes of its boots. */
  readonly boot: BootOutcome
  /** Whether its application ever answers a health check. */
  readonly answers: boolean
  /** From this moment (milliseconds since 1970) its application answers no more. */
  readonly diesAt: number | null
  /** The share of all its cores, from 0 to 1, that something else than requests keeps busy; seen by real traffic only. */
  readonly burns: number
}

/** An instance that does what it should. */
export const wellBehaved: Behaviour = { boot: 'boots', answers: true, diesAt: null, burns: 0 }

/** An instance as the sandbox keeps it. Times are milliseconds since 1970. */
export interface InstanceRow {
  readonly id: number
  readonly label: string
  readonly group: string
  readonly created: number
  readonly updated: number
  readonly type: string
  readonly image: string | null
  readonly region: string
  readonly publicIpv4: readonly string[]
  readonly privateIpv4: readonly string[]
  readonly vpcIpv4: readonly { readonly subnet: number; readonly address: string }[]
  readonly ipv6: string
  readonly tags: readonly string[]
  readonly hostUuid: string
  readonly hasUserData: boolean
  readonly interfaceGeneration: 'legacy_config' | 'linode'
  readonly locks: readonly string[]
  readonly watchdogEnabled: boolean
  readonly alerts: Readonly<Record<string, number>>
  readonly backupsEnabled: boolean
  readonly diskEncryption: 'enabled' | 'disabled'
  readonly maintenancePolicy: string
  readonly placementGroup: number | null
  readonly firewall: number | null
  readonly configId: number
  readonly phases: readonly PowerPhase[]
  readonly behaviour: Behaviour
  /** When it was deleted, or null while it lives. */
  readonly deletedAt: number | null
}

/** A NodeBalancer as the sandbox keeps it. */
export interface NodeBalancerRow {
  readonly id: number
  readonly label: string
  readonly region: string
  readonly type: 'common' | 'premium' | 'premium_40gb'
  readonly ipv4: string
  readonly ipv6: string
  readonly created: number
  readonly updated: number
  readonly clientConnThrottle: number
  readonly tags: readonly string[]
  readonly locks: readonly string[]
  /** The VPC subnets it reaches; each place in one has an id. */
  readonly vpcs: readonly { readonly id: number; readonly subnet: number }[]
}

/** What a person sets of one port of a NodeBalancer, under the API's own names. */
export interface ConfigFields {
  readonly port: number
  readonly protocol: 'http' | 'https' | 'tcp' | 'udp'
  readonly algorithm: string
  readonly stickiness: string
  readonly check: 'none' | 'connection' | 'http' | 'http_body'
  readonly check_interval: number
  readonly check_timeout: number
  readonly check_attempts: number
  readonly check_path: string
  readonly check_body: string
  readonly check_passive: boolean
  readonly proxy_protocol: string
  readonly cipher_suite: string
  readonly udp_check_port: number
}

/** One config (one port) of a NodeBalancer. */
export interface ConfigRow {
  readonly id: number
  readonly nodebalancer: number
  readonly fields: ConfigFields
  /** When the health checks began anew. */
  readonly checkedFrom: number
}

/** The modes of a backend node; `none` on UDP configs only. */
export type BackendMode = 'accept' | 'reject' | 'drain' | 'backup' | 'none'

/** What the API says of a backend node's health. */
export type BackendStatus = 'Unknown' | 'UP' | 'DOWN'

/** One backend node. */
export interface BackendRow {
  readonly id: number
  readonly config: number
  readonly nodebalancer: number
  readonly address: string
  readonly label: string
  readonly weight: number
  readonly mode: BackendMode
  /** Its NodeBalancer's place in the VPC that its address lies in, or null. */
  readonly vpcConfig: number | null
  /** When it was made or last written: its health is Unknown until the next check. */
  readonly checkedFrom: number
  /** A status set by hand that no check changes, or null. */
  readonly pinned: BackendStatus | null
}

/** What an event is about. */
export interface EventEntity {
  readonly id: number | string
  readonly type: string
  readonly label: string
  readonly url: string
}

/** One event; its status is read off the clock between `starts` and `ends`. */
export interface EventRow {
  readonly id: number
  readonly created: number
  readonly action: string
  readonly username: string
  readonly entity: EventEntity
  readonly secondary: EventEntity | null
  readonly starts: number
  /** When it ends, null for never. */
  readonly ends: number | null
  /** What it ends as; a `notification` is one from the start. */
  readonly outcome: 'finished' | 'failed' | 'notification'
  readonly read: boolean
}
