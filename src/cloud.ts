import type { BusyPoint } from './fleet/model/busy-point.ts'
import type {
  Activity,
  Backend,
  Fleet,
  HostAnswer,
  Instance,
  Instant,
  Sighting,
} from './fleet/model/fleet.ts'
import type { BackendId, ConfigId, InstanceId, NodeBalancerId } from './fleet/model/ids.ts'
import type { Attachment } from './fleet/model/policy.ts'

/**
 * What went wrong between us and the cloud.
 *
 * - `token-refused`: no or an invalid token (401 Invalid Token).
 * - `missing-scope`: the token may not do this (401 with the scopes, or 403).
 * - `not-found`: 404.
 * - `no-capacity`: the region, or a placement group, has no room for that type now; nothing was made.
 * - `label-taken`: an instance of that label exists already.
 * - `address-taken`: the config has a backend node with that address already.
 * - `refused`: any other definite no (4xx): it had no effect.
 * - `unavailable`: no usable answer (timeout, reset, 5xx, 429 to the end): of a write nobody knows whether it took effect.
 * - `unreachable`: something is set wrong between here and the API: its URL, a certificate, a proxy; trying again does not help.
 * - `stopped`: a signal ended the wait for a read.
 * - `incomplete`: a list that could not be read whole and consistent.
 * - `blind`: backend nodes of the fleet serve, or are all that is seen of it, and their Linodes cannot be seen; or an
 *   instance is not found that may live.
 */
export type CloudErrorCode =
  | 'token-refused'
  | 'missing-scope'
  | 'not-found'
  | 'label-taken'
  | 'address-taken'
  | 'no-capacity'
  | 'refused'
  | 'unavailable'
  | 'unreachable'
  | 'stopped'
  | 'incomplete'
  | 'blind'

/** A failed call to the cloud. Its message says what failed and why, and never contains a token or a password. */
export class CloudError extends Error {
  override readonly name = 'CloudError'
  readonly code: CloudErrorCode
  /** What the person can do about it, when there is something. */
  readonly remedy: string | null

  constructor(code: CloudErrorCode, message: string, remedy: string | null = null) {
    super(message)
    this.code = code
    this.remedy = remedy
  }
}

/** What one instance costs, in US dollars. */
export interface Price {
  readonly hourly: number
  readonly monthly: number
}

/** The tags of something, at an instant of the API's clock. */
export interface Tagged {
  readonly tags: readonly string[]
  readonly at: Instant
}

/** A backend node, named well enough to be changed. */
export interface BackendRef {
  readonly id: BackendId
  readonly nodeBalancer: NodeBalancerId
  readonly config: ConfigId
}

/** Backend nodes on configs that the profile does not name, and what could not be read of them. */
export interface Elsewhere {
  readonly backends: readonly Backend[]
  /** In words; empty when everything was read. */
  readonly unread: readonly string[]
}

/** What looking elsewhere goes by. */
export type LookedBeyond = Pick<Fleet, 'members' | 'renamed' | 'beyond'>

/** What became of the deletion of an instance. */
export type Removed = 'deleted' | 'absent'

declare const given: unique symbol

/** Leave to take capacity away, once. Only the gate (apply/gate.ts) gives one, and it knows what serves. */
export interface Permit {
  readonly [given]: true
}

/**
 * What a write rests on, read anew before each further try of it: it is sent once more, or what has become of it meanwhile is the result
 * instead. What this rejects with, the write rejects with.
 */
export type Again<T> = () => Promise<'send' | { readonly instead: T }>

/**
 * The account, in fleet words; bound to one profile. Every method rejects with a CloudError and, but for what an `again` rejects with, with
 * nothing else.
 * Reads, changes of a backend node, detach, tags and remove are safe to repeat and are retried inside, a write never without asking its
 * `again`; `create` and `attach` are not: they reject with `unavailable` when the answer was lost, and the caller decides.
 */
export interface Cloud {
  /**
   * Reads the fleet: instances, configs and backend nodes in one round, the events after the instance list. A wide look keeps what it sees
   * beyond the profile, for one request more: the list of the NodeBalancers.
   */
  observe(wide?: boolean): Promise<Sighting>
  /** The instances with the fleet tag, as their list shows them now; of addresses only what that shows. */
  members(): Promise<readonly Instance[]>
  /** Every instance of the account that the token sees, ours or not; of addresses only what the list shows. */
  everyInstance(): Promise<readonly Instance[]>
  /** The instance of that label as it is now, ours or not; null when there is none. */
  findInstance(label: string): Promise<Instance | null>
  /**
   * Which instances have one of these hosts, asked by address in one question with `witness`, an instance that was just seen:
   * only an answer that shows it too is trusted, and only to a user who sees every Linode it proves anything. What cannot be asked is not in `asked`.
   */
  findAt(hosts: readonly string[], witness: Instance | null): Promise<HostAnswer>
  /**
   * Whether the token's user sees every Linode of the account. To one who does not, an instance that is not found may live all the same; not to
   * know is not to see.
   */
  userSees(): Promise<NonNullable<HostAnswer['sees']>>
  /** The instance as it is now; null when it is gone, or when the token's user does not see it. */
  instance(id: InstanceId): Promise<Instance | null>
  /** The fleet's creations and deletions since an instant, oldest anywhere in the list; null where the token may not read events. */
  history(from: Instant): Promise<readonly Activity[] | null>
  /** How busy an instance's processors were, as averages of five minutes over a day, oldest first; none of a fresh one. */
  busy(instance: Pick<Instance, 'id' | 'type'>): Promise<readonly BusyPoint[]>
  /** A backend node as it is now; null when it is gone. */
  backend(backend: BackendRef): Promise<Backend | null>
  /**
   * The backend nodes at an instance's addresses on configs that the profile does not name, of every NodeBalancer it is behind; none where
   * the token may not read that.
   */
  nodesElsewhere(instance: Instance): Promise<readonly Backend[]>
  /**
   * Every backend node on the configs that the profile does not name: of its NodeBalancers and of those that the fleet's instances are behind,
   * or of all that the token sees. Nothing is asked that a wide look has shown.
   */
  lookElsewhere(fleet: LookedBeyond, everywhere: boolean): Promise<Elsewhere>
  /** All backend nodes of one config as they are now. */
  backends(nodeBalancer: NodeBalancerId, config: ConfigId): Promise<readonly Backend[]>
  /**
   * Sends the create once, with the profile's instance, the label, all tags and these beside them. `label-taken` when the label exists.
   * Nothing is sent after `until`, a moment on the monotonic clock in milliseconds.
   */
  create(label: string, until: number, moreTags?: readonly string[]): Promise<Instance>
  /** Adds a backend node once; one that was turned away is sent again as `again` says. */
  attach(attachment: Attachment, label: string, host: string, again: Again<Backend>): Promise<Backend>
  /** One change of mode and label together, never to drain. Resolves to null when the backend node is gone. */
  change(
    backend: BackendRef,
    to: { readonly mode: string; readonly label: string },
    again: Again<Backend | null>,
  ): Promise<Backend | null>
  /**
   * Sets `mode: drain` and a label in one change. Resolves to null when the backend node is gone.
   * Nothing is sent after `until`, a moment on the monotonic clock in milliseconds.
   */
  drain(
    backend: BackendRef,
    label: string,
    permit: Permit,
    on: { readonly until: number; readonly again: Again<Backend | null> },
  ): Promise<Backend | null>
  /** Removes a backend node; one that is gone already is fine. */
  detach(backend: BackendRef, permit: Permit, again: Again<void>): Promise<void>
  /** Deletes an instance. One that is not found is `absent`: it is gone already, or the token's user does not see it. */
  remove(id: InstanceId, permit: Permit, again: Again<Removed>): Promise<Removed>
  /** A NodeBalancer's tags as they are now, and the API's time of that answer. Rejects with `not-found` when it is gone. */
  tags(nodeBalancer: NodeBalancerId): Promise<Tagged>
  /** Sets all tags of a NodeBalancer; safe to repeat. */
  setTags(nodeBalancer: NodeBalancerId, tags: readonly string[], again: Again<void>): Promise<void>
  /** Sets all tags of an instance; safe to repeat. One that is gone already is fine. */
  setInstanceTags(id: InstanceId, tags: readonly string[], again: Again<void>): Promise<void>
  /** What one instance of a type costs in the profile's region. */
  price(type: string): Promise<Price>
  /** How many virtual processors an instance of a type has. */
  cores(type: string): Promise<number>
}
