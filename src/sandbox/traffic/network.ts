import { hostOf } from '../state/addresses.ts'
import { backendsOf } from '../nodebalancers/backend-fields.ts'
import { statusOfBackend } from '../nodebalancers/backend-health.ts'
import { settle } from '../instances/instance-delete.ts'
import { answersAt, hostsOf } from '../instances/instance-life.ts'
import { type TargetGroup, targetGroups } from './linode-sd.ts'
import { statusAt } from '../instances/power.ts'
import type { BackendMode, BackendStatus, ConfigFields, ConfigRow, InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

/** An address with a port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** An instance that runs, as real traffic needs to know it. */
export interface RunningInstance {
  readonly id: number
  readonly label: string
  /** When it was last switched on: its counters began at zero then. Milliseconds since 1970. */
  readonly since: number
  readonly cores: number
  /** The share of all its cores, from 0 to 1, that is busy with something else than requests. */
  readonly burns: number
  /** Whether its application answers. */
  readonly answers: boolean
  readonly addresses: readonly string[]
  /** Where backend nodes expect its application. */
  readonly applications: readonly Endpoint[]
}

/** Where a NodeBalancer takes connections for one config. */
export interface Frontend extends Endpoint {
  readonly nodebalancer: number
  readonly config: number
  readonly fields: ConfigFields
}

/** A backend node, as a load balancer needs to know it. */
export interface Upstream extends Endpoint {
  readonly id: number
  readonly weight: number
  readonly mode: BackendMode
  readonly status: BackendStatus
  /** When it was made or last written. */
  readonly writtenAt: number
}

/** The account as what stands outside the API sees it: real traffic and discovery. */
export interface Network {
  now(): number
  /** Every how many milliseconds of the sandbox's clock a config's backend nodes are checked. */
  checkInterval(fields: ConfigFields): number
  instances(): readonly RunningInstance[]
  frontends(): readonly Frontend[]
  upstreams(config: number): readonly Upstream[]
  /** What Prometheus would discover. */
  targetGroups(): readonly TargetGroup[]
  /** From now on real checks say what is UP, and nothing is until one has. */
  measure(): void
  /** What real checks found of a backend node as it was written at `writtenAt`. */
  report(backend: number, writtenAt: number, status: BackendStatus): void
}

function endpointOf(address: string): Endpoint {
  return { address: hostOf(address), port: Number(address.slice(address.lastIndexOf(':') + 1)) }
}

function endpointsByOwner(state: State): ReadonlyMap<number, readonly Endpoint[]> {
  const found = new Map<number, Map<string, Endpoint>>()
  for (const config of state.configs.all())
    for (const { address } of backendsOf(state, config.id).all())
      for (const owner of state.owners.get(hostOf(address)) ?? []) {
        const known = found.get(owner) ?? new Map<string, Endpoint>()
        found.set(owner, known.set(address, endpointOf(address)))
      }
  return new Map([...found].map(([owner, endpoints]) => [owner, [...endpoints.values()]]))
}

function isRunning(row: InstanceRow, now: number): boolean {
  return (row.deletedAt === null || row.deletedAt > now) && statusAt(row.phases, now) === 'running'
}

function running(state: State, row: InstanceRow, applications: readonly Endpoint[]): RunningInstance {
  const now = state.clock.now()
  return {
    id: row.id,
    label: row.label,
    since: row.phases.findLast((phase) => phase.at <= now)?.at ?? row.created,
    cores: state.types.get(row.type)?.vcpus ?? 1,
    burns: row.behaviour.burns,
    answers: answersAt(row, now),
    addresses: hostsOf(row),
    applications,
  }
}

function frontend(state: State, { id, nodebalancer, fields }: ConfigRow): Frontend {
  const address = state.nodebalancers.get(nodebalancer)?.ipv4 ?? ''
  return { nodebalancer, config: id, address, port: fields.port, fields }
}

function upstreams(state: State, id: number): readonly Upstream[] {
  const config = state.configs.get(id)
  if (config === undefined) return []
  return backendsOf(state, id)
    .all()
    .map((row) => ({
      ...endpointOf(row.address),
      id: row.id,
      weight: row.weight,
      mode: row.mode,
      status: statusOfBackend(state, config, row, state.clock.now()),
      writtenAt: row.checkedFrom,
    }))
}

/** A sandbox's account as real traffic sees it. */
export function networkOf(state: State): Network {
  const now = (): number => state.clock.now()
  return {
    now,
    checkInterval: (fields) => Math.max(1, state.timings.checkInterval ?? fields.check_interval * 1000),
    instances: () => {
      settle(state, now())
      const applications = endpointsByOwner(state)
      return state.instances
        .all()
        .filter((row) => isRunning(row, now()))
        .map((row) => running(state, row, applications.get(row.id) ?? []))
    },
    frontends: () => state.configs.all().map((config) => frontend(state, config)),
    upstreams: (config) => upstreams(state, config),
    targetGroups: () => targetGroups(state),
    measure: () => {
      state.measured ??= new Map()
    },
    report: (backend, writtenAt, status) => state.measured?.set(backend, { writtenAt, status }),
  }
}
