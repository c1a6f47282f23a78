import {
  addBackend,
  type BackendChange,
  changeBackend,
  type HandMadeBackend,
  listBackends,
  removeBackend,
  type SeenBackend,
} from './by-hand-backends.ts'
import {
  addInstance,
  type HandMadeInstance,
  instanceByRef,
  type InstanceRef,
  misbehave,
} from './by-hand-instances.ts'
import { shelveConfig, defaultConfig } from '../nodebalancers/config-fields.ts'
import { plausibleImage } from '../account/images.ts'
import { putToRest } from '../instances/instance-delete.ts'
import { isLabelTaken } from '../instances/instance-life.ts'
import { relabel } from '../instances/instances.ts'
import { plausibleType } from '../account/linode-types.ts'
import { addNodeBalancer, type NewNodeBalancer } from '../nodebalancers/nodebalancers.ts'
import { ipv4Of } from '../instances/instance-view.ts'
import { statusAt, turn } from '../instances/power.ts'
import type { InstanceStatus } from '../state/power-phase.ts'
import { plausibleRegion } from '../account/regions.ts'
import type { Behaviour, ConfigFields, InstanceRow, NodeBalancerRow } from '../state/rows.ts'
import type { FirewallRules, PlannedMaintenance, State } from '../state/state.ts'
import { addSubnet, type HandMadeSubnet } from '../account/vpcs.ts'

/** An instance as `byHand.instances()` tells of it. Times are milliseconds since 1970. */
export interface SeenInstance {
  readonly id: number
  readonly label: string
  readonly status: InstanceStatus
  readonly tags: readonly string[]
  readonly ipv4: readonly string[]
  readonly privateIpv4: readonly string[]
  readonly created: number
}

/** A NodeBalancer made by hand, with its configs; left-out ids are given out, left-out fields get the API's defaults. */
export interface HandMadeNodeBalancer extends NewNodeBalancer {
  readonly configs?: readonly (Partial<ConfigFields> & { readonly id?: number })[]
  /** When it was made, in milliseconds since 1970; now when left out. */
  readonly at?: number
}

/**
 * What a person does in Cloud Manager, and what goes wrong by itself, without going through the API.
 * Instances are named by label or id. Naming something that is not there throws an Error.
 */
export interface ByHand {
  /** Makes an instance and returns its id; it runs unless a status is given. */
  addInstance(spec: HandMadeInstance): number
  removeInstance(ref: InstanceRef): void
  /** Puts an instance into a status, where it stays until something changes it. */
  setStatus(ref: InstanceRef, status: InstanceStatus): void
  /** Switches an instance off at once. */
  powerOff(ref: InstanceRef): void
  setTags(ref: InstanceRef, tags: readonly string[]): void
  addTag(ref: InstanceRef, tag: string): void
  removeTag(ref: InstanceRef, tag: string): void
  /** Locks an instance (`cannot_delete`), or unlocks it with an empty list. */
  setLocks(ref: InstanceRef, locks: readonly string[]): void
  rename(ref: InstanceRef, label: string): void
  /** Gives a behaviour to the instance of this label and to every later one; `*` in the label stands for any characters. */
  misbehave(label: string, behaviour: Partial<Behaviour>): void
  /** How busy every instance was, is and will be, 0 to 1 of all its cores: what its statistics tell. */
  setBusy(busyAt: (label: string, at: number) => number): void
  /** Makes a NodeBalancer and returns its id. */
  addNodeBalancer(spec: HandMadeNodeBalancer): number
  setNodeBalancerLocks(id: number, locks: readonly string[]): void
  /** Makes a backend node and returns its id. */
  addBackend(spec: HandMadeBackend): number
  /** Changes a backend node; `status` pins its health, null lets the checks decide again. */
  changeBackend(id: number, change: BackendChange): void
  removeBackend(id: number): void
  /** Turns a NodeBalancer into one of another type. */
  setNodeBalancerType(id: number, type: NodeBalancerRow['type']): void
  /** Makes a VPC subnet and returns its id. */
  addSubnet(spec: HandMadeSubnet): number
  /** Gives a firewall its inbound rules, and makes it where there is none. */
  setFirewall(id: number, rules: FirewallRules): void
  /** Makes sure that a firewall of this id exists; a new one lets everything in. */
  ensureFirewall(id: number): void
  /** Makes sure that the account has a user of this name. */
  ensureUser(name: string): void
  /** Plans maintenance of an instance, as Linode does; `at` in milliseconds since 1970. */
  planMaintenance(ref: InstanceRef, type: PlannedMaintenance['type'], at: number): void
  /** What the token may do from now on: `*` or a list of scopes. */
  setScopes(scopes: string): void
  /** The token is refused from now on (`false`: accepted again). */
  revokeToken(revoked?: boolean): void
  /** Makes sure that a region, a type and an image of these ids exist. */
  ensureCatalog(ids: { readonly region?: string; readonly type?: string; readonly image?: string }): void
  instances(): readonly SeenInstance[]
  /** An instance's first private address. */
  privateAddressOf(ref: InstanceRef): string
  /** An instance's first address in a VPC. */
  vpcAddressOf(ref: InstanceRef): string
  /** An instance's public IPv6 address. */
  ipv6Of(ref: InstanceRef): string
  /** The backend nodes of one config, or of all. */
  backends(config?: number): readonly SeenBackend[]
}

function see(state: State, row: InstanceRow): SeenInstance {
  const { id, label, tags, privateIpv4, created } = row
  const status = row.deletedAt === null ? statusAt(row.phases, state.clock.now()) : 'deleting'
  return { id, label, status, tags, ipv4: ipv4Of(state, row), privateIpv4, created }
}

function ensureCatalog(state: State, ids: { region?: string; type?: string; image?: string }): void {
  const { region, type, image } = ids
  if (region !== undefined && !state.regions.has(region)) state.regions.set(region, plausibleRegion(region))
  if (type !== undefined && !state.types.has(type)) state.types.set(type, plausibleType(type))
  if (image !== undefined && !state.images.has(image)) state.images.set(image, plausibleImage(image))
}

function handMadeNodeBalancer(state: State, spec: HandMadeNodeBalancer): number {
  const { configs = [], at = state.clock.now(), ...rest } = spec
  ensureCatalog(state, { region: spec.region })
  const row = addNodeBalancer(state, rest, at)
  for (const config of configs) shelveConfig(state, row, { ...defaultConfig, ...config }, at)
  return row.id
}

function changeNodeBalancer(state: State, id: number, fields: Partial<NodeBalancerRow>): void {
  const row = state.nodebalancers.get(id)
  if (row === undefined) throw new Error(`the sandbox has no NodeBalancer ${id}`)
  state.nodebalancers.put({ ...row, ...fields }, state.clock.now())
}

type NetworkByHand = Pick<
  ByHand,
  | 'planMaintenance'
  | 'addNodeBalancer'
  | 'setNodeBalancerLocks'
  | 'setNodeBalancerType'
  | 'addSubnet'
  | 'setFirewall'
  | 'ensureFirewall'
  | 'ensureUser'
>

const networkByHand = (state: State): NetworkByHand => ({
  addNodeBalancer: (spec) => handMadeNodeBalancer(state, spec),
  setNodeBalancerLocks: (id, locks) => changeNodeBalancer(state, id, { locks }),
  setNodeBalancerType: (id, type) => changeNodeBalancer(state, id, { type }),
  addSubnet: (spec) => addSubnet(state, spec),
  setFirewall: (id, rules) => void state.firewallRules.set(id, rules),
  ensureFirewall: (id) => {
    if (!state.firewallRules.has(id)) state.firewallRules.set(id, { inbound: [], inbound_policy: 'ACCEPT' })
  },
  ensureUser: (name) => void state.users.add(name),
  planMaintenance: (ref, type, when) => {
    const { id, label } = instanceByRef(state, ref)
    state.maintenance.push({ linode: id, label, type, status: 'pending', when })
  },
})

/** The by-hand operations on a sandbox's state. */
export function byHand(state: State): ByHand {
  const now = (): number => state.clock.now()
  const find = (ref: InstanceRef): InstanceRow => instanceByRef(state, ref)
  const change = (ref: InstanceRef, fields: Partial<InstanceRow>): void =>
    state.instances.put({ ...find(ref), ...fields, updated: now() }, now())
  const setStatus = (ref: InstanceRef, status: InstanceStatus): void => {
    const phase = status === 'running' ? { at: now(), status, answersFrom: now() } : { at: now(), status }
    change(ref, { phases: turn(find(ref).phases, now(), [phase]) })
  }
  return {
    ...networkByHand(state),
    addInstance: (spec) => addInstance(state, spec),
    removeInstance: (ref) => putToRest(state, find(ref), now()),
    setStatus,
    powerOff: (ref) => setStatus(ref, 'offline'),
    setTags: (ref, tags) => change(ref, { tags }),
    addTag: (ref, tag) => change(ref, { tags: [...new Set([...find(ref).tags, tag])] }),
    removeTag: (ref, tag) => change(ref, { tags: find(ref).tags.filter((each) => each !== tag) }),
    setLocks: (ref, locks) => change(ref, { locks }),
    rename: (ref, label) => {
      const row = find(ref)
      if (isLabelTaken(state, label, now())) throw new Error(`the sandbox has an instance ${label} already`)
      relabel(state, row, label)
      change(row.id, { label })
    },
    misbehave: (label, behaviour) => misbehave(state, label, behaviour),
    setBusy: (busyAt) => void (state.busyAt = busyAt),
    addBackend: (spec) => addBackend(state, spec),
    changeBackend: (id, fields) => changeBackend(state, id, fields),
    removeBackend: (id) => removeBackend(state, id),
    setScopes: (scopes) => {
      state.token.scopes = scopes
    },
    revokeToken: (revoked = true) => {
      state.token.revoked = revoked
    },
    ensureCatalog: (ids) => ensureCatalog(state, ids),
    vpcAddressOf: (ref) => find(ref).vpcIpv4[0]?.address ?? '',
    ipv6Of: (ref) => find(ref).ipv6.replace('/128', ''),
    privateAddressOf: (ref) => find(ref).privateIpv4[0] ?? '',
    instances: () => state.instances.all().map((row) => see(state, row)),
    backends: (config) => listBackends(state, config),
  }
}
