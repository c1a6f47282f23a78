import { addEvent, instanceEntity } from '../account/events.ts'
import { isUpAt, newLife } from './power.ts'
import type { PowerPhase } from '../state/power-phase.ts'
import { type Behaviour, type InstanceRow, wellBehaved } from '../state/rows.ts'
import { nextId, nextInstanceId, type State } from '../state/state.ts'

/** What an instance is made of. */
export interface NewInstance {
  readonly label: string | null
  readonly type: string
  readonly region: string
  readonly image: string | null
  readonly tags: readonly string[]
  readonly privateIp: boolean
  /** The VPC subnet it gets an address in. */
  readonly subnet?: number | null
  readonly booted: boolean
  readonly group?: string
  readonly interfaceGeneration?: InstanceRow['interfaceGeneration']
  readonly hasUserData?: boolean
  readonly backupsEnabled?: boolean
  readonly diskEncryption?: InstanceRow['diskEncryption']
  readonly maintenancePolicy?: string
  readonly placementGroup?: number | null
  readonly firewall?: number | null
}

const ALERTS = { cpu: 90, network_in: 10, network_out: 10, transfer_quota: 80, io: 10_000 }

function matches(pattern: string, label: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(label)
}

/** The behaviour given to a label: the rules that match it, later ones over earlier ones. */
export function behaviourOf(state: State, label: string): Behaviour {
  const rules = state.behaviours.filter((rule) => matches(rule.label, label))
  const behaviour = { ...wellBehaved }
  for (const rule of rules) Object.assign(behaviour, rule.behaviour)
  return behaviour
}

/** How long after a create its label slips through a check that is not atomic. */
const RACE = 2_000

/** Whether a label is in use, or held back after a delete. */
export function isLabelTaken(state: State, label: string, now: number): boolean {
  const holder = state.instances.get(state.labels.get(label) ?? 0)
  const slips = state.switches.labelRace === 'both' && holder !== undefined && now - holder.created < RACE
  return (state.labels.has(label) && !slips) || (state.heldLabels.get(label) ?? 0) > now
}

/** Notes that an instance has an address. */
export function own(state: State, address: string, instance: number): void {
  state.owners.set(address, [...(state.owners.get(address) ?? []), instance])
}

function ipv6Of(id: number): string {
  const parts = [id >>> 16, id & 65_535].map((part) => part.toString(16))
  return `2001:db8::f03c:95ff:${parts.join(':')}/128`
}

function vpcAddressesOf(state: State, subnet: number | null): InstanceRow['vpcIpv4'] {
  const address = subnet === null ? undefined : state.subnets.get(subnet)?.addresses.take()
  return subnet === null || address === undefined ? [] : [{ subnet, address }]
}

/** Every address of an instance, as backend nodes name them. */
export function hostsOf(row: InstanceRow): readonly string[] {
  const vpc = row.vpcIpv4.map((each) => each.address)
  return [...row.publicIpv4, ...row.privateIpv4, ...vpc, row.ipv6.replace('/128', '')]
}

function rowOf(state: State, spec: NewInstance, at: number): InstanceRow {
  const id = nextInstanceId(state)
  const label = spec.label ?? `linode${id}`
  const behaviour = behaviourOf(state, label)
  return {
    id,
    label,
    group: spec.group ?? '',
    created: at,
    updated: at,
    type: spec.type,
    image: spec.image,
    region: spec.region,
    publicIpv4: [state.publicIpv4.take()],
    privateIpv4: spec.privateIp ? [state.privateIpv4.take()] : [],
    vpcIpv4: vpcAddressesOf(state, spec.subnet ?? null),
    ipv6: ipv6Of(id),
    tags: spec.tags,
    hostUuid: state.random.hex(40),
    hasUserData: spec.hasUserData ?? false,
    interfaceGeneration: spec.interfaceGeneration ?? 'legacy_config',
    locks: [],
    watchdogEnabled: true,
    alerts: ALERTS,
    backupsEnabled: spec.backupsEnabled ?? false,
    diskEncryption: spec.diskEncryption ?? 'enabled',
    maintenancePolicy: spec.maintenancePolicy ?? 'linode/migrate',
    placementGroup: spec.placementGroup ?? null,
    firewall: spec.firewall ?? null,
    configId: nextId(state, 'instanceConfig'),
    phases: newLife(at, spec.booted, behaviour.boot, state.timings),
    behaviour,
    deletedAt: null,
  }
}

/** Tells of an instance's power operation: it lasts while the given phases go on to the last one. */
export function addPowerEvent(state: State, at: number, row: InstanceRow, action: string): void {
  const phases = row.phases.filter((phase) => phase.at >= at)
  const last = phases.at(-1)
  const hangs = phases.length < 2 || last === undefined
  const outcome = action !== 'linode_shutdown' && last?.status === 'offline' ? 'failed' : 'finished'
  const starts = phases[0]?.at ?? at
  addEvent(state, at, {
    action,
    entity: instanceEntity(row),
    secondary: configEntity(row),
    starts,
    ends: hangs ? null : last.at,
    outcome,
  })
}

function configEntity(row: InstanceRow) {
  const url = `/v4/linode/instances/${row.id}/configs/${row.configId}`
  return { id: row.configId, type: 'linode_config', label: 'My Disk Profile', url }
}

function imageEntity(state: State, image: string | null) {
  if (image === null) return null
  return {
    id: image,
    type: 'image',
    label: state.images.get(image)?.label ?? image,
    url: `/v4/images/${image}`,
  }
}

function tellOfCreate(state: State, row: InstanceRow, at: number): void {
  const ready = row.phases[1]?.at ?? null
  const starts = at + Math.min(1000, Math.floor(state.timings.provision / 20))
  const secondary = imageEntity(state, row.image)
  addEvent(state, at, {
    action: 'linode_create',
    entity: instanceEntity(row),
    secondary,
    starts,
    ends: ready,
  })
  const boot = row.phases.slice(1)
  if (boot[0]?.status === 'booting') tellOfFirstBoot(state, row, boot, at)
}

function tellOfFirstBoot(state: State, row: InstanceRow, phases: readonly PowerPhase[], at: number): void {
  const starts = phases[0]?.at ?? at
  const last = phases[1]
  const outcome = last?.status === 'offline' ? 'failed' : 'finished'
  const secondary = configEntity(row)
  const ends = last?.at ?? null
  addEvent(state, at, {
    action: 'linode_boot',
    entity: instanceEntity(row),
    secondary,
    starts,
    ends,
    outcome,
  })
}

/** Makes an instance as of `at`: its row, its label, its addresses and its two events. */
export function bringToLife(state: State, spec: NewInstance, at: number): InstanceRow {
  const row = rowOf(state, spec, at)
  state.instances.put(row, at)
  state.labels.set(row.label, row.id)
  for (const address of hostsOf(row)) own(state, address, row.id)
  tellOfCreate(state, row, at)
  return row
}

/** Whether the application on an instance answers a health check at a moment. */
export function answersAt(row: InstanceRow, at: number): boolean {
  const { answers, diesAt } = row.behaviour
  if (!answers || (diesAt !== null && diesAt <= at)) return false
  if (row.deletedAt !== null && row.deletedAt <= at) return false
  return isUpAt(row.phases, at)
}

/** Whether anything answers at an address (without port) at a moment. */
export function addressAnswersAt(state: State, address: string, at: number): boolean {
  const owners = state.owners.get(address) ?? []
  return owners.some((id) => {
    const row = state.instances.get(id) ?? state.buried.get(id)
    return row !== undefined && row.created <= at && answersAt(row, at)
  })
}
