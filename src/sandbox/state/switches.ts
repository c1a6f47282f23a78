/** How long things take, in milliseconds of the sandbox's clock. The defaults are what real traffic shows. */
export interface Timings {
  /** From the create call to the first boot. */
  provision: number
  /** The boot that follows provisioning. */
  boot: number
  /** A boot, asked for, of an instance that was off. */
  bootAgain: number
  shutdown: number
  reboot: number
  /** From `running` to the first answer of the application on it. */
  appStart: number
  /** How often a backend is checked; null takes every config's own `check_interval`. */
  checkInterval: number | null
}

/** How far each kind of list lags behind the writes, in milliseconds (at most ten minutes are remembered). */
export interface ListLag {
  instances: number
  nodes: number
  events: number
}

/** What the sandbox does where nobody knows what the real API does, or where accounts differ. Changeable at run time. */
export interface Switches {
  /** Of two creates of one label within two seconds: whether only one succeeds. */
  labelRace: 'one' | 'both'
  /** The health of a backend node where nothing is checked. */
  uncheckedHealth: 'Unknown' | 'UP' | 'DOWN'
  /** A change of a backend node that names only what changes. */
  partialPut: 'accepted' | 'refused'
  /** Whether a change of a backend node's mode takes a new label along. */
  labelWithMode: 'taken' | 'ignored'
  /** Whether health is Unknown after a change of a backend node, until the next check. */
  putResetsHealth: boolean
  /** The most characters a backend node's label may have. */
  nodeLabelLimit: number
  /** Whether instances can be filtered by `ipv4`. */
  addressFilter: boolean
  /** Whether answers carry Date. */
  dateHeader: boolean
  /** Whether answers say how many calls are left. */
  rateHeaders: boolean
  /** Which mistake of a create is told first. */
  errorOrder: 'type-first' | 'region-first'
  /** A second backend node with the same address in one config. */
  duplicateAddress: 'allowed' | 'refused'
  /** How long after a delete its label is still taken; 0 frees it at once. */
  labelFreeAfter: number
  /** How long a deleted instance is still listed, as `deleting`; 0 removes it at once. */
  deletingFor: number
  /** Whether backend nodes outlive the instance behind them. */
  nodesSurviveInstance: boolean
  /** Whether the private address comes first in `ipv4`. */
  privateFirst: boolean
  /** Whether the addresses of a deleted instance are given to the next one. */
  reuseAddresses: boolean
  /** Whether 429 answers carry Retry-After. */
  retryAfter: boolean
  /** The weight of a backend node that was made without one. */
  defaultWeight: number
  /** Whether instances can be filtered by `status`, which the document does not allow. */
  statusFilter: boolean
  /** The account setting that decides what an instance without `interface_generation` gets. */
  interfacesForNewLinodes:
    | 'legacy_config_only'
    | 'legacy_config_default_but_linode_allowed'
    | 'linode_default_but_legacy_config_allowed'
    | 'linode_only'
  /** The account setting that configures private addresses inside the guest. */
  networkHelper: boolean
  /** Types for which the region has no capacity. */
  noCapacity: readonly string[]
  /** How many instances the account may have; null for any number. */
  instanceLimit: number | null
  /** How many instances a placement group holds. */
  placementGroupLimit: number
  /** The ids of the Linodes that the token's user sees: a restricted one has grants for each, and for every NodeBalancer; null for all of them. */
  visibleLinodes: readonly number[] | null
  listLag: ListLag
  /** Whether a later instance has a higher id: nobody promises that ids rise in the order in which instances come to be. */
  instanceIds: 'rising' | 'falling'
  /** Whether the tags of a create stay: what becomes of them when the token's user may not tag is not known. */
  createTags: 'kept' | 'dropped'
}

/** The timings of real traffic: about 67 seconds from create to running. */
export const realTimings: Readonly<Timings> = {
  provision: 55_000,
  boot: 12_000,
  bootAgain: 24_000,
  shutdown: 28_000,
  reboot: 30_000,
  appStart: 3_000,
  checkInterval: null,
}

/** The switches as a new sandbox has them. */
export const defaultSwitches: Readonly<Switches> = {
  labelRace: 'one',
  uncheckedHealth: 'Unknown',
  partialPut: 'accepted',
  labelWithMode: 'taken',
  putResetsHealth: true,
  nodeLabelLimit: 32,
  addressFilter: true,
  dateHeader: true,
  rateHeaders: true,
  errorOrder: 'type-first',
  duplicateAddress: 'allowed',
  labelFreeAfter: 0,
  deletingFor: 0,
  nodesSurviveInstance: true,
  privateFirst: false,
  reuseAddresses: false,
  retryAfter: true,
  defaultWeight: 100,
  statusFilter: false,
  interfacesForNewLinodes: 'legacy_config_default_but_linode_allowed',
  networkHelper: true,
  noCapacity: [],
  instanceLimit: null,
  placementGroupLimit: 5,
  visibleLinodes: null,
  listLag: { instances: 0, nodes: 0, events: 0 },
  instanceIds: 'rising',
  createTags: 'kept',
}
