import { type AddressRange, privateRange, publicRange } from './addresses.ts'
import type { Catalog, Image, LinodeType, Region } from './catalog-rows.ts'
import type { SandboxClock } from './clock.ts'
import { type Random, seededRandom } from './random.ts'
import type {
  BackendRow,
  BackendStatus,
  Behaviour,
  ConfigRow,
  EventRow,
  InstanceRow,
  NodeBalancerRow,
} from './rows.ts'
import { Shelf } from './shelf.ts'
import type { Switches, Timings } from './switches.ts'
import type { SubnetRow } from './subnet-row.ts'

/** The token the sandbox knows. */
export interface TokenState {
  value: string
  /** `*`, or scopes separated by spaces. */
  scopes: string
  revoked: boolean
}

/** A behaviour given to instances by their label, `*` standing for any characters. */
export interface BehaviourRule {
  readonly label: string
  readonly behaviour: Partial<Behaviour>
}

/** What real checks found of a backend node as it was written at `writtenAt`. */
export interface Measured {
  readonly writtenAt: number
  readonly status: BackendStatus
}

/** What a firewall lets in, under the API's own names. */
export interface FirewallRules {
  readonly inbound_policy: 'ACCEPT' | 'DROP'
  readonly inbound: readonly {
    readonly label: string
    readonly action: 'ACCEPT' | 'DROP'
    readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'IPENCAP'
    readonly ports?: string
    readonly addresses: { readonly ipv4?: readonly string[]; readonly ipv6?: readonly string[] }
  }[]
}

/** What Linode has planned for an instance; `when` in milliseconds since 1970. */
export interface PlannedMaintenance {
  readonly linode: number
  readonly label: string
  readonly type: 'reboot' | 'cold_migration' | 'live_migration'
  readonly status: 'pending' | 'started' | 'completed'
  readonly when: number
}

/** Everything a sandbox knows. */
export interface State {
  readonly clock: SandboxClock
  readonly random: Random
  readonly timings: Timings
  readonly switches: Switches
  readonly username: string
  /** Everybody who may use the account, by name. */
  readonly users: Set<string>
  readonly customer: string
  readonly token: TokenState
  readonly instances: Shelf<InstanceRow>
  /** Deleted instances by id: a check that is counted back may still ask for them. */
  readonly buried: Map<number, InstanceRow>
  readonly nodebalancers: Shelf<NodeBalancerRow>
  readonly configs: Shelf<ConfigRow>
  /** The backend nodes of each config, by config id. */
  readonly backends: Map<number, Shelf<BackendRow>>
  readonly events: EventRow[]
  /** Ids of the instances that have or had an address. */
  readonly owners: Map<string, readonly number[]>
  /** Labels in use, with the instance they belong to. */
  readonly labels: Map<string, number>
  /** Labels of deleted instances, with the moment they become free. */
  readonly heldLabels: Map<string, number>
  /** Removals that are due later, by the moment they are due. */
  readonly due: { readonly at: number; readonly act: () => void }[]
  readonly behaviours: BehaviourRule[]
  /** What real checks found, by backend node; null while health is counted back from the clock. */
  measured: Map<number, Measured> | null
  readonly publicIpv4: AddressRange
  readonly privateIpv4: AddressRange
  readonly subnets: Map<number, SubnetRow>
  /** How busy an instance was at a moment, 0 to 1 of all its cores; null where its behaviour tells. */
  busyAt: ((label: string, at: number) => number) | null
  /** What was planned by hand. */
  readonly maintenance: PlannedMaintenance[]
  /** The firewalls there are, by id, and what each lets in. */
  readonly firewallRules: Map<number, FirewallRules>
  readonly types: Map<string, LinodeType>
  readonly regions: Map<string, Region>
  readonly images: Map<string, Image>
  readonly extraTags: Set<string>
  readonly ids: Ids
}

/** The next id of each kind. The kinds lie far apart, so that a mixed-up id finds nothing. */
export interface Ids {
  instance: number
  /** The next one while they fall. */
  instanceBelow: number
  instanceConfig: number
  nodebalancer: number
  config: number
  backend: number
  event: number
  vpc: number
  subnet: number
  vpcConfig: number
}

/** What a new state is made of. */
export interface StateOptions {
  readonly clock: SandboxClock
  readonly token: string
  readonly scopes: string
  readonly timings: Timings
  readonly switches: Switches
  readonly username: string
  readonly randomSeed: number
  readonly catalog: Catalog
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

function customerId(random: Random): string {
  return [8, 4, 4, 4, 12]
    .map((length) => random.hex(length))
    .join('-')
    .toUpperCase()
}

const firstIds = (): Ids => ({
  instance: 97_000_001,
  instanceBelow: 97_000_000,
  instanceConfig: 99_000_001,
  nodebalancer: 2_040_001,
  config: 2_706_001,
  backend: 2_114_000_001,
  event: 1_100_000_001,
  vpc: 310_001,
  subnet: 241_001,
  vpcConfig: 14_001,
})

const emptyShelves = () => ({
  instances: new Shelf<InstanceRow>(),
  buried: new Map<number, InstanceRow>(),
  nodebalancers: new Shelf<NodeBalancerRow>(),
  configs: new Shelf<ConfigRow>(),
  backends: new Map<number, Shelf<BackendRow>>(),
  events: [],
})

/** An account with nothing in it but the public catalogue. */
export function newState(options: StateOptions): State {
  const random = seededRandom(options.randomSeed)
  return {
    clock: options.clock,
    random,
    timings: options.timings,
    switches: options.switches,
    username: options.username,
    users: new Set([options.username]),
    customer: customerId(random),
    token: { value: options.token, scopes: options.scopes, revoked: false },
    ...emptyShelves(),
    owners: new Map(),
    labels: new Map(),
    heldLabels: new Map(),
    due: [],
    behaviours: [],
    measured: null,
    publicIpv4: publicRange(),
    privateIpv4: privateRange(),
    subnets: new Map(),
    busyAt: null,
    maintenance: [],
    firewallRules: new Map(),
    types: byId(options.catalog.types),
    regions: byId(options.catalog.regions),
    images: byId(options.catalog.images),
    extraTags: new Set(),
    ids: firstIds(),
  }
}

/** Gives out the next id of an instance, above all others or, where the switch says so, below them. */
export function nextInstanceId(state: State): number {
  if (state.switches.instanceIds === 'rising') return nextId(state, 'instance')
  return state.ids.instanceBelow--
}

/** Gives out the next id of a kind. */
export function nextId(state: State, kind: keyof Ids): number {
  const id = state.ids[kind]
  state.ids[kind] = id + 1
  return id
}
