import { CloudError } from '../cloud.ts'
import { canonicalHost, isIpv6, isPrivateHost } from '../fleet/model/address.ts'
import type { HostAnswer, Instance, Sighting } from '../fleet/model/fleet.ts'
import { instanceId } from '../fleet/model/ids.ts'
import { hostWitness } from '../fleet/sight/host-witness.ts'
import { hostsOf, hostsToAsk, whoseHost } from '../fleet/sight/whose-host.ts'
import { absent } from './absent.ts'
import type { Row } from './api-error.ts'
import { call } from './call.ts'
import { listAll } from './list.ts'
import type { Reader } from './reader.ts'

/** Which instances have some hosts, and whether the answer shows the witness too. */
type Found = Omit<HostAnswer, 'sees'>

const NOTHING: Found = { asked: [], found: [], trusted: true }
/** So many addresses fit into the header of one question. */
const AT_ONCE = 40

/**
 * What the account says of hosts at which backend nodes of ours are and no listed instance: nothing is asked when there are none.
 */
export async function askHosts(reader: Reader, seen: Sighting): Promise<HostAnswer | null> {
  const hosts = hostsToAsk(seen, reader.policy)
  if (hosts.length === 0) return null
  return await findAt(reader, hosts, hostWitness(seen, reader.policy))
}

/**
 * Which instances have one of these hosts, whether the answer also showed an instance that was just seen, and, where one of them has nobody,
 * whether the token's user sees every Linode: to one who does not, nobody may be somebody.
 */
export async function findAt(
  reader: Reader,
  hosts: readonly string[],
  witness: Instance | null,
): Promise<HostAnswer> {
  const answer = await findAmongSeen(reader, hosts, witness)
  const at = whoseHost({ instances: answer.found })
  const isNobodyAtOne = hosts.some((host) => !at.has(host))
  return { ...answer, sees: isNobodyAtOne ? await whatUserSees(reader) : null }
}

async function findAmongSeen(
  reader: Reader,
  hosts: readonly string[],
  witness: Instance | null,
): Promise<Found> {
  const ipv6 = hosts.filter(isIpv6)
  const vpc = hosts.filter((host) => !isIpv6(host) && !isPrivateHost(host))
  const ipv4 = hosts.filter((host) => !isIpv6(host) && isPrivateHost(host))
  const batches = Array.from({ length: Math.ceil(ipv4.length / AT_ONCE) }, (_, i) =>
    ipv4.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  )
  const answers = await Promise.all([
    ...batches.map(async (some) => await findByIpv4(reader, some, witness)),
    ipv6.length === 0 ? NOTHING : findByIpv6(reader, ipv6, witness),
    vpc.length === 0 ? NOTHING : findInVpc(reader, vpc, witness),
  ])
  return {
    asked: answers.flatMap((a) => a.asked),
    found: reader.own.instancesOf(answers.flatMap((a) => a.found)),
    trusted: answers.every((a) => a.trusted),
  }
}

async function findByIpv4(
  { wire, pace, addressing }: Reader,
  hosts: readonly string[],
  witness: Instance | null,
): Promise<Found> {
  const known = witness === null ? undefined : hostsOf(witness).find((host) => !isIpv6(host))
  const each = known === undefined ? hosts : [...hosts, known]
  const listing = { what: `asking whose ${hosts.join(', ')} is`, path: '/v4beta/linode/instances' }
  const filter = { '+or': each.map((ipv4) => ({ ipv4 })) }
  // Whether Linodes can be filtered by their address is not certain: where they cannot, the whole list is read.
  const { rows } = await listAll(wire, pace, { ...listing, filter }).catch(async (error: unknown) => {
    if (!(error instanceof CloudError) || error.code !== 'refused') throw error
    return await listAll(wire, pace, listing)
  })
  return {
    asked: hosts,
    ...among(
      rows.map((row) => addressing.toInstance(row)),
      hosts,
      witness,
    ),
  }
}

/** There is no filter for IPv6: the whole list is read. */
async function findByIpv6(
  { wire, pace, addressing }: Reader,
  hosts: readonly string[],
  witness: Instance | null,
): Promise<Found> {
  const { rows } = await listAll(wire, pace, {
    what: `asking whose ${hosts.join(', ')} is`,
    path: '/v4beta/linode/instances',
  })
  return {
    asked: hosts,
    ...among(
      rows.map((row) => addressing.toInstance(row)),
      hosts,
      witness,
    ),
  }
}

function among(
  instances: readonly Instance[],
  hosts: readonly string[],
  witness: Instance | null,
): Pick<Found, 'found' | 'trusted'> {
  return {
    found: instances.filter((i) => hostsOf(i).some((host) => hosts.includes(host))),
    trusted: instances.some((i) => i.id === witness?.id),
  }
}

/** A VPC address means something in its subnet alone. A token that may not list them (ips:read_only) leaves it unasked. */
async function findInVpc(
  { wire, pace, policy, addressing }: Reader,
  hosts: readonly string[],
  witness: Instance | null,
): Promise<Found> {
  const { subnet } = policy.backend
  if (subnet === null) return { ...NOTHING, asked: [] }
  const listing = {
    what: `asking whose ${hosts.join(', ')} is`,
    path: '/v4/vpcs/ips',
    key: (row: Row) => `${String(row['linode_id'])} ${String(row['subnet_id'])} ${String(row['address'])}`,
  }
  const listed = await unlessForbidden(listAll(wire, pace, listing))
  if (listed === null) return NOTHING
  const rows = listed.rows.filter((row) => row['subnet_id'] === subnet)
  const at = rows.filter(
    ({ address }) => typeof address === 'string' && hosts.includes(canonicalHost(address)),
  )
  const found = await Promise.all(at.map(async (row) => await instanceAt(row, { wire, pace, addressing })))
  return {
    asked: hosts,
    found: found.filter((i) => i !== null),
    trusted: rows.some((row) => row['linode_id'] === witness?.id),
  }
}

async function instanceAt(
  { linode_id: id, address }: Row,
  { wire, pace, addressing }: Pick<Reader, 'wire' | 'pace' | 'addressing'>,
): Promise<Instance | null> {
  if (typeof id !== 'number') return null
  const path = `/v4beta/linode/instances/${id}`
  const what = `reading instance ${id}`
  // Lists lag: one that was deleted a moment ago has its row still, and is nobody.
  const answer = await absent(call(wire, pace, { method: 'GET', path, what, repeatable: true }))
  if (answer === null) return null
  const instance = addressing.toInstance(answer.body)
  return typeof address === 'string'
    ? { ...instance, id: instanceId(id), address: canonicalHost(address) }
    : null
}

async function unlessForbidden<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof CloudError && error.code === 'missing-scope') return null
    throw error
  }
}

/** An unrestricted user has no grants to list (204); a restricted one sees only the Linodes that they name. It wants no scope. */
export async function whatUserSees({ wire, pace }: Reader): Promise<NonNullable<HostAnswer['sees']>> {
  const it = {
    method: 'GET',
    path: '/v4/profile/grants',
    what: 'reading the grants of the user',
    repeatable: true,
  } as const
  try {
    const { body } = await call(wire, pace, it)
    return Object.keys(body).length === 0 ? 'all' : 'some'
  } catch (error) {
    if (error instanceof CloudError && ANSWERED_NO.has(error.code)) return 'unknown'
    throw error
  }
}

const ANSWERED_NO: ReadonlySet<string> = new Set(['missing-scope', 'not-found', 'refused'])
