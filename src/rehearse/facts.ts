/** What a rehearsal finds out of how an account answers, under the names of the sandbox's switches. Durations are milliseconds. */
export interface Facts {
  /** Whether of two creates of one label at once only one succeeds. */
  readonly labelRace: 'one' | 'both'
  /** How long after a delete its label is still taken. */
  readonly labelFreeAfter: number
  /** How long a deleted instance is still shown, as `deleting`. */
  readonly deletingFor: number
  /** How long a create is missing in the list of instances. */
  readonly instanceLag: number
  /** How long a change is missing in the list of backend nodes. */
  readonly nodeLag: number
  /** How long a create or a delete is missing in the events. */
  readonly eventLag: number
  /** Whether a backend node is still there when its instance is gone. */
  readonly nodesSurviveInstance: boolean
  /** A second backend node with the same address in one config. */
  readonly duplicateAddress: 'allowed' | 'refused'
  /** What is said of a backend node where nothing is checked. */
  readonly uncheckedHealth: 'Unknown' | 'UP' | 'DOWN'
  /** A change of a backend node that names only what changes. */
  readonly partialPut: 'accepted' | 'refused'
  /** Whether a change of mode takes a new label along. */
  readonly labelWithMode: 'taken' | 'ignored'
  /** Whether health is Unknown after a change, until the next check. */
  readonly putResetsHealth: boolean
  /** The most characters a backend node's label may have. */
  readonly nodeLabelLimit: number
  /** Whether instances can be asked for by address. */
  readonly addressFilter: boolean
  /** Whether instances can be asked for by status. */
  readonly statusFilter: boolean
  readonly dateHeader: boolean
  /** Whether an answer says how many calls are left. */
  readonly rateHeaders: boolean
  /** Whether a 429 says when to come again. */
  readonly retryAfter: boolean
  /** Which of two mistakes in one create is told first. */
  readonly errorOrder: 'type-first' | 'region-first'
  /** Whether the private address comes first in `ipv4`. */
  readonly privateFirst: boolean
  /** Whether an instance got the address of one that was deleted just before. */
  readonly reuseAddresses: boolean
  /** The weight of a backend node that was made without one. */
  readonly defaultWeight: number
  /** Whether an instance has the tags that its create named. */
  readonly createTags: 'kept' | 'dropped'
  /** Whether an instance that was made later has a higher id. */
  readonly instanceIds: 'rising' | 'falling'
  /** Whether the token's user sees only what he was granted. */
  readonly restrictedUser: boolean
  /** What the account's setting of that name says. */
  readonly interfacesForNewLinodes: string
  readonly networkHelper: boolean
  /** Whether what the account owes can be read. */
  readonly billingReadable: boolean
  /** From the create to the end of `linode_create`. */
  readonly provision: number
  /** From there to `running`. */
  readonly boot: number
}

/** The name of one fact. */
export type FactName = keyof Facts

/** What the sandbox assumes while nobody has asked; its test holds it against the sandbox. */
export const ASSUMED: Facts = {
  labelRace: 'one',
  labelFreeAfter: 0,
  deletingFor: 0,
  instanceLag: 0,
  nodeLag: 0,
  eventLag: 0,
  nodesSurviveInstance: true,
  duplicateAddress: 'allowed',
  uncheckedHealth: 'Unknown',
  partialPut: 'accepted',
  labelWithMode: 'taken',
  putResetsHealth: true,
  nodeLabelLimit: 32,
  addressFilter: true,
  statusFilter: false,
  dateHeader: true,
  rateHeaders: true,
  retryAfter: true,
  errorOrder: 'type-first',
  privateFirst: false,
  reuseAddresses: false,
  defaultWeight: 100,
  createTags: 'kept',
  instanceIds: 'rising',
  restrictedUser: false,
  interfacesForNewLinodes: 'legacy_config_default_but_linode_allowed',
  networkHelper: true,
  billingReadable: true,
  provision: 55_000,
  boot: 12_000,
}
