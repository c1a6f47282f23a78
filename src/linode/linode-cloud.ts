import type { FleetGroup } from '../account/fleet-group.ts'
import type { Clock } from '../clock.ts'
import type { BackendRef, Cloud } from '../cloud.ts'
import type { Backend, Instance } from '../fleet/model/fleet.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import { activityWindow } from '../fleet/sight/last-changes.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Row } from './api-error.ts'
import { call, usualPace, type Call, type Pace } from './call.ts'
import { everyInstance } from './every-instance.ts'
import { firstWithRoom } from './first-with-room.ts'
import { listAll } from './list.ts'
import { absent } from './absent.ts'
import { findAt, whatUserSees } from './find-at.ts'
import { readTags, setTags } from './nodebalancer-tags.ts'
import { setInstanceTags } from './instance-tags.ts'
import { Addressing } from './addressing.ts'
import { createCall } from './create-call.ts'
import { lookElsewhere } from './look-elsewhere.ts'
import { nodesElsewhere } from './nodes-elsewhere.ts'
import { observe, readBackends, readEvents } from './observe.ts'
import { OwnDeletions } from './own-deletions.ts'
import { coresOf, priceOf } from './price-of.ts'
import { readBusy } from './read-busy.ts'
import { readInstance, removeInstance } from './one-instance.ts'
import type { Reader } from './reader.ts'
import { toBackend } from './read-row.ts'
import type { Adapter, Wire } from './send.ts'
import { sharedReads } from './shared-reads.ts'
import { Patience } from '../wire/patience.ts'
import { openRoad } from '../wire/road.ts'
import { STRAIGHT, type Way } from '../wire/way.ts'
import { backendWrites, nodePath } from './backend-writes.ts'

/** Which account, as whom, and for which fleet. */
export interface LinodeCloudOptions {
  /** The API's origin, without a version. */
  readonly baseUrl: string
  /** Whether every call goes to v4beta, not only those that need it. */
  readonly everythingBeta?: boolean
  readonly token: string
  readonly version: string
  readonly clock: Clock
  readonly policy: Policy
  readonly instance: InstanceSpec
  readonly pace?: Partial<Pace>
  /** Told of every exchange, without headers and bodies. */
  readonly onRequest?: (line: string) => void
  /** How the API is reached; straight when nothing is said. */
  readonly way?: Way
  /** How long reads are waited for; without, no signal ends them. */
  readonly patience?: Patience
  readonly adapter?: Adapter
  /** The fleets that share what is read. */
  readonly group?: FleetGroup
}

/** The Linode account of one fleet. */
export function linodeCloud(options: LinodeCloudOptions): Cloud {
  const { policy } = options
  const wire = wireOf(options)
  const pace = { ...usualPace, ...options.pace }
  const firewall = options.instance.fields['firewall_id']
  const addressing = new Addressing({
    wire,
    pace,
    policy,
    firewall: typeof firewall === 'number' ? firewall : null,
  })
  const together = options.group?.policies ?? []
  const beside = together.length > 1 ? together : [policy]
  const eventWindow = Math.max(...beside.map(activityWindow))
  const own = new OwnDeletions(options.clock)
  const reader: Reader = { wire, pace, policy, beside, eventWindow, addressing, own }
  const send = async (it: Call): Promise<Row> => (await call(wire, pace, it)).body
  return {
    ...lookingThrough(reader),
    create: async (label, until, more = []) =>
      await create(options, { addressing, pace, send }, { label, until, more }),
    ...backendWrites(reader),
    remove: async (id, _permit, again) => await removeInstance(reader, id, again),
    setTags: async (nodeBalancer, tags, again) => await setTags(reader, nodeBalancer, tags, again),
    setInstanceTags: async (id, tags, again) => await setInstanceTags(reader, id, tags, again),
    history: async (from) => (await readEvents(reader, from))?.found ?? null,
    busy: async (instance) => await readBusy(reader, instance),
    price: async (type) => await priceOf(reader, type),
    cores: async (type) => await coresOf(reader, type),
  }
}

type Looking = Pick<
  Cloud,
  | 'observe'
  | 'members'
  | 'everyInstance'
  | 'findInstance'
  | 'findAt'
  | 'userSees'
  | 'instance'
  | 'backend'
  | 'nodesElsewhere'
  | 'lookElsewhere'
  | 'backends'
  | 'tags'
>

/** The methods that read the fleet and change nothing. */
function lookingThrough(reader: Reader): Looking {
  return {
    observe: async (wide) => await observe(reader, wide),
    members: async () => await listMembers(reader),
    everyInstance: async () => await everyInstance(reader),
    findInstance: async (label) => await findInstance(reader, label),
    findAt: async (hosts, witness) => await findAt(reader, hosts, witness),
    userSees: async () => await whatUserSees(reader),
    instance: async (id) => await readInstance(reader, id),
    backend: async (backend) => await readBackend(reader, backend),
    nodesElsewhere: async (instance) => await nodesElsewhere(reader, instance),
    lookElsewhere: async (fleet, everywhere) => await lookElsewhere(reader, fleet, everywhere),
    backends: async (nodeBalancer, config) => await readBackends(reader, { nodeBalancer, config }),
    tags: async (nodeBalancer) => await readTags(reader, nodeBalancer),
  }
}

/** How an account is reached. Connections are kept alive for the next request and do not keep the process alive. */
export function wireOf(options: Omit<LinodeCloudOptions, 'policy' | 'instance'>): Wire {
  const { baseUrl, everythingBeta, token, version, clock, adapter, onRequest, way, patience, group } = options
  return {
    baseUrl,
    everythingBeta: everythingBeta ?? false,
    token,
    version,
    clock,
    road: openRoad(new URL(baseUrl), way ?? STRAIGHT, true),
    patience: patience ?? new Patience(never(), never()),
    contact: { made: false },
    adapter: adapter ?? null,
    ...(group === undefined || group.policies.length < 2
      ? {}
      : { shared: { reads: sharedReads(group, `${baseUrl} ${token}`, clock), asked: new Set<string>() } }),
    onRequest: onRequest ?? (() => undefined),
  }
}

function never(): AbortSignal {
  return new AbortController().signal
}

async function readBackend({ wire, pace }: Reader, ref: BackendRef): Promise<Backend | null> {
  const what = `reading backend node ${ref.id}`
  const answer = await absent(
    call(wire, pace, { method: 'GET', path: nodePath(ref), what, repeatable: true }),
  )
  return answer === null ? null : toBackend(answer.body, ref.nodeBalancer, ref.config)
}

async function listMembers({ wire, pace, policy, addressing, own }: Reader): Promise<readonly Instance[]> {
  const what = 'listing the members'
  const filter = { tags: policy.fleetTag }
  const { rows } = await listAll(wire, pace, { what, path: '/v4beta/linode/instances', filter })
  return own.instancesOf(rows.map((row) => addressing.toInstance(row)))
}

async function findInstance(
  { wire, pace, addressing, own }: Reader,
  label: string,
): Promise<Instance | null> {
  const what = `looking for ${label}`
  const { rows } = await listAll(wire, pace, { what, path: '/v4beta/linode/instances', filter: { label } })
  const found = own.instancesOf(rows.map((row) => addressing.toInstance(row)))
  return found.find((i) => i.label === label) ?? null
}

interface Creating {
  readonly addressing: Addressing
  readonly pace: Pace
  readonly send: (it: Call) => Promise<Row>
}

/** An address that cannot be read yet is no reason to lose sight of an instance that was just made: it is asked again. */
async function create(
  { instance, policy }: LinodeCloudOptions,
  { addressing, pace, send }: Creating,
  {
    label,
    until,
    more,
  }: { readonly label: string; readonly until: number; readonly more: readonly string[] },
): Promise<Instance> {
  const spec = instance.specTag === undefined ? [] : [await instance.specTag()]
  const born = { ...instance, tags: [...instance.tags, ...spec, ...more] }
  const made = await firstWithRoom(instance.type, instance.otherTypes, async (type) => {
    return await send(createCall({ instance: born, type, label, policy, addressing }, pace, until))
  })
  const known = addressing.toInstance(made)
  return await addressing.complete(known).catch(() => known)
}
