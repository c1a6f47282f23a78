import type { Hooks } from './hook.ts'
import type { ConfigId, NodeBalancerId } from './ids.ts'
import type { LoadPolicy } from './load-policy.ts'
import type { ScheduleEntry } from './schedule-entry.ts'
import type { Maintenance } from './maintenance.ts'
import type { KnownSpec } from './spec.ts'
import type { KnownTypes } from './type-cores.ts'

/** One place a member is attached to: a config of a NodeBalancer, and the member's own port. */
export interface Attachment {
  readonly nodeBalancer: NodeBalancerId
  readonly config: ConfigId
  /** The port the member listens on. */
  readonly port: number
  /** The share of connections its backend nodes get, 1 to 255; the API's own default when left out. */
  readonly weight?: number
  /** The mode its backend nodes serve in: `accept` when left out. */
  readonly mode?: 'backup'
}

/** The kinds of address a NodeBalancer reaches a member at. */
export type BackendKind = 'private-ipv4' | 'vpc' | 'public-ipv6'

/** Where members are reached, as the profile has it. */
export interface BackendChoice {
  /** Null where the profile leaves it to the type of the NodeBalancer. */
  readonly kind: BackendKind | null
  /** The VPC subnet that members are born in. */
  readonly subnet: number | null
}

/** Who is removed first among the members in service. */
export type Victim = 'newest' | 'oldest' | 'billing-hour'

/** What a fleet should be like, as far as planning needs to know. All durations are milliseconds. */
export interface Policy {
  /** Members are labelled `<name>-<n>`. */
  readonly name: string
  /** The tag that makes an instance ours. */
  readonly fleetTag: string
  /** The region members are created in. */
  readonly region: string
  /** Every member is attached to every one of these. */
  readonly attachments: readonly Attachment[]
  readonly backend: BackendChoice
  /** Bounds of the number of members: the base, and what raises it at times. */
  readonly size: {
    readonly min: number
    readonly max: number
    readonly schedule?: readonly ScheduleEntry[]
    /** What all members may cost, in US dollars an hour. */
    readonly maxHourly?: number
  }
  readonly scaleOut: { readonly step: number; readonly cooldown: number; readonly healthyWithin: number }
  readonly scaleIn: {
    readonly step: number
    readonly cooldown: number
    readonly drain: number
    readonly victim: Victim
    /** A member with this tag is a person's: never chosen. */
    readonly protectTag: string | null
    /** Whether a member in service is removed only near the end of an hour that is paid for. */
    readonly keepsPaidHour?: boolean
  }
  /** How the fleet is sized by its load; absent where it changes by steps. */
  readonly load?: LoadPolicy
  /** What Linode has planned for members; absent where nobody has asked, or may. */
  readonly maintenance?: readonly Maintenance[]
  /** Whether members stay as they are whatever Linode plans. */
  readonly ignoresMaintenance?: true
  /** Members older than this are renewed, in milliseconds. */
  readonly maxAge?: number
  /** What members are made from now; absent where nobody has looked. */
  readonly spec?: KnownSpec
  /** What the account tells of types; absent where nobody has asked. */
  readonly types?: KnownTypes
  /** A person's programs, run at moments of a plan. */
  readonly hooks?: Hooks
}
