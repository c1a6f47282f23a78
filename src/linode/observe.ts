import { CloudError } from '../cloud.ts'
import { backendAddress } from '../fleet/model/address.ts'
import { memberNumber } from '../fleet/model/label.ts'
import type {
  Activity,
  Backend,
  Config,
  Instance,
  Missing,
  NodeBalancer,
  Sighting,
  Surroundings,
} from '../fleet/model/fleet.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import type { Attachment, Policy } from '../fleet/model/policy.ts'
import { absent } from './absent.ts'
import { askHosts } from './find-at.ts'
import { listAll, type Listed } from './list.ts'
import { readNodeBalancers } from './read-nodebalancers.ts'
import { toActivity, toBackend, toConfig } from './read-row.ts'
import { isListed, isOwned } from '../fleet/sight/assemble-fleet.ts'
import type { Reader } from './reader.ts'

/**
 * Reads the fleet in two rounds: everything side by side, then the events, which must not be older than the instances, and
 * beside them what only some kinds of address need. Only where backend nodes of ours have no instance, the account is asked about them.
 * A wide look keeps what it sees beyond the profile.
 */
export async function observe(reader: Reader, wide = false): Promise<Sighting> {
  const { policy, own } = reader
  const ids = [...new Set(policy.attachments.map((at) => at.nodeBalancer))]
  const [instances, nodeBalancers, configs, backends] = await Promise.all([
    readInstances(reader),
    readNodeBalancers(reader, ids, wide),
    Promise.all(ids.map(async (id) => await absent(readConfigs(reader, id)))),
    Promise.all(policy.attachments.map(async (at) => await absent(readBackends(reader, at)))),
  ])
  const seenAt = dateOf(instances.headers) ?? reader.wire.clock.wall()
  const present = nodeBalancers.named.filter((nb) => nb !== null)
  const nodes = backends.flatMap((b) => b ?? [])
  const [events, { members, surroundings }] = await Promise.all([
    readEvents(reader, seenAt - reader.eventWindow),
    addressed(reader, present, { rows: instances.rows, nodes }),
  ])
  const known = configs.flatMap((c) => c ?? [])
  const isNamed = (c: Config): boolean => policy.attachments.some((at) => at.config === c.id)
  const observedAt = dateOf(events?.headers) ?? seenAt
  const seen: Sighting = {
    observedAt,
    instances: own.instancesOf(members),
    backends: nodes,
    configs: known.filter(isNamed),
    nodeBalancers: present,
    missing: missingOf(
      policy,
      ids.filter((_, i) => nodeBalancers.named[i] === null),
      // A config whose backend nodes are not found is gone, whatever a list of configs still shows.
      known.filter(
        (c) =>
          !policy.attachments.some(
            (at, i) => at.config === c.id && at.nodeBalancer === c.nodeBalancer && backends[i] === null,
          ),
      ),
    ),
    activity: events === null ? null : own.eventsOf(events.found, { instances: members, observedAt }),
    scopes: scopesOf(instances.headers),
    surroundings,
    ...(wide
      ? { beyond: { configs: known.filter((c) => !isNamed(c)), nodeBalancers: nodeBalancers.others } }
      : {}),
  }
  const hosts = await askHosts(reader, seen)
  return hosts === null ? seen : { ...seen, hosts }
}

/** The instances with the addresses their NodeBalancers reach them at; only members' are asked for. */
async function addressed(
  { addressing, policy }: Reader,
  nodeBalancers: readonly NodeBalancer[],
  { rows, nodes }: { readonly rows: Listed['rows']; readonly nodes: readonly Backend[] },
): Promise<{ readonly members: readonly Instance[]; readonly surroundings: Surroundings }> {
  const surroundings = await addressing.learn(nodeBalancers)
  const found = rows.map((row) => addressing.toInstance(row)).filter((i) => isListed(i, policy))
  const taken = new Set(nodes.map((b) => `${b.config} ${b.address}`))
  const isPlaced = ({ address }: Instance): boolean =>
    address !== null &&
    policy.attachments.every(({ config, port }) => taken.has(`${config} ${backendAddress(address, port)}`))
  const owned = await addressing.completeAll(
    found.filter((i) => isOwned(i, policy)),
    isPlaced,
  )
  const complete = new Map(owned.map((i) => [i.id, i]))
  return { members: found.map((i) => complete.get(i.id) ?? i), surroundings }
}

interface Found<T> {
  readonly found: readonly T[]
  readonly headers: Listed['headers']
}

/** One list by tag or label; the tag finds a member that was renamed, the label one that is not ours. */
async function readInstances({ wire, pace, beside }: Reader): Promise<Listed> {
  const filter = {
    '+or': beside.flatMap(({ fleetTag, name }) => [
      { tags: fleetTag },
      { label: { '+contains': `${name}-` } },
    ]),
    '+order_by': 'id',
    '+order': 'asc',
  }
  const path = '/v4beta/linode/instances'
  return await listAll(wire, pace, { what: 'listing the Linodes', path, filter })
}

/** All configs of a NodeBalancer. */
export async function readConfigs({ wire, pace }: Reader, id: NodeBalancerId): Promise<readonly Config[]> {
  const what = `listing the configs of NodeBalancer ${id}`
  const { rows } = await listAll(wire, pace, { what, path: `/v4/nodebalancers/${id}/configs` })
  return rows.map((row) => toConfig(row, id))
}

/** All backend nodes of one config, beyond the first page too. */
export async function readBackends(
  { wire, pace, own }: Pick<Reader, 'wire' | 'pace' | 'own'>,
  { nodeBalancer, config }: Pick<Attachment, 'nodeBalancer' | 'config'>,
): Promise<readonly Backend[]> {
  const what = `listing the backend nodes of config ${config}`
  const path = `/v4/nodebalancers/${nodeBalancer}/configs/${config}/nodes`
  const { rows } = await listAll(wire, pace, { what, path })
  return own.backendsOf(rows.map((row) => toBackend(row, nodeBalancer, config)))
}

/** Creations and deletions of `<name>-<n>` since an instant. Null when the token may not read events. */
export async function readEvents(
  { wire, pace, policy }: Reader,
  from: number,
): Promise<Found<Activity> | null> {
  const filter = {
    '+and': [
      { '+or': [{ action: 'linode_create' }, { action: 'linode_delete' }] },
      { created: { '+gte': new Date(from).toISOString().slice(0, 19) } },
    ],
    '+order_by': 'created',
    '+order': 'desc',
  }
  try {
    const { rows, headers } = await listAll(wire, pace, {
      what: 'listing the events',
      path: '/v4beta/account/events',
      filter,
    })
    const found = rows.map(toActivity).filter((a) => a !== null)
    return { found: found.filter((a) => memberNumber(policy.name, a.label) !== null), headers }
  } catch (error) {
    if (error instanceof CloudError && error.code === 'missing-scope') return null
    throw error
  }
}

function missingOf(
  policy: Policy,
  gone: readonly NodeBalancerId[],
  known: readonly Config[],
): readonly Missing[] {
  const lost = policy.attachments.filter(
    (at) =>
      !gone.includes(at.nodeBalancer) &&
      !known.some((c) => c.id === at.config && c.nodeBalancer === at.nodeBalancer),
  )
  return [
    ...gone.map((nodeBalancer): Missing => ({ kind: 'nodebalancer', nodeBalancer })),
    ...lost.map(({ nodeBalancer, config }): Missing => ({ kind: 'config', nodeBalancer, config })),
  ]
}

/** The API's clock when it answered; null where the answer does not say. */
export function dateOf(headers: Listed['headers'] | undefined): number | null {
  const at = Date.parse(headers?.['date'] ?? '')
  return Number.isNaN(at) ? null : at
}

/** Every answer says what the token may do; `*` is everything. */
function scopesOf(headers: Listed['headers']): readonly string[] | null {
  const said = headers['x-oauth-scopes']
  if (said === undefined || said === '*') return null
  return said.split(/[\s,]+/).filter((scope) => scope !== '')
}
