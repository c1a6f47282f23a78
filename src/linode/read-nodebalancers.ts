import type { NodeBalancer } from '../fleet/model/fleet.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { call } from './call.ts'
import { listAll } from './list.ts'
import { toNodeBalancer } from './read-row.ts'
import type { Reader } from './reader.ts'

/** The NodeBalancers of a look. */
interface NodeBalancersSeen {
  /** In the order that they were asked for; null for one that is gone. */
  readonly named: readonly (NodeBalancer | null)[]
  /** All the others that the token sees; null where that is not known. */
  readonly others: readonly NodeBalancer[] | null
}

/**
 * Reads the NodeBalancers of a profile, each by its id: only so their locks are shown. Where several fleets have several they come out of the list
 * of all, which saves requests. A wide look reads that list too. One that the list does not show is asked for all the same: a restricted user's
 * list proves nothing.
 */
export async function readNodeBalancers(
  reader: Reader,
  ids: readonly NodeBalancerId[],
  wide: boolean,
): Promise<NodeBalancersSeen> {
  const several = haveSeveral(reader)
  const [all, ones] = await Promise.all([
    wide || several ? listNodeBalancers(reader) : [],
    several ? [] : Promise.all(ids.map(async (id) => await readOne(reader, id))),
  ])
  const listed = ids.map((id) => all.find((nb) => nb.id === id) ?? null)
  const named = several
    ? await Promise.all(ids.map(async (id, i) => listed[i] ?? (await readOne(reader, id))))
    : ones
  const isWhole = named.every((nb, i) => nb === null || listed[i] !== null)
  return { named, others: wide && isWhole ? all.filter((nb) => !ids.includes(nb.id)) : null }
}

/** Every NodeBalancer that the token sees, without its locks. */
export async function listNodeBalancers({ wire, pace }: Reader): Promise<readonly NodeBalancer[]> {
  const listing = { what: 'listing the NodeBalancers', path: '/v4beta/nodebalancers' }
  const { rows } = await listAll(wire, pace, listing)
  return rows.map((row) => toNodeBalancer(row))
}

function haveSeveral({ beside }: Reader): boolean {
  const ids = new Set(beside.flatMap(({ attachments }) => attachments.map((at) => at.nodeBalancer)))
  return beside.length > 1 && ids.size > 1
}

async function readOne({ wire, pace }: Reader, id: NodeBalancerId): Promise<NodeBalancer | null> {
  const what = `reading NodeBalancer ${id}`
  // The locks are shown by v4beta alone.
  const path = `/v4beta/nodebalancers/${id}`
  const answer = await absent(call(wire, pace, { method: 'GET', path, what, repeatable: true }))
  return answer === null ? null : toNodeBalancer(answer.body)
}
