import { CloudError, type Elsewhere } from '../cloud.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import { nodeBalancerId, type NodeBalancerId } from '../fleet/model/ids.ts'
import { listAll } from './list.ts'
import { nodeBalancersOf, nodesBeside } from './nodes-elsewhere.ts'
import type { Reader } from './reader.ts'

/** Each is a question of its own. */
const ASKED = 25
/** So many NodeBalancers are read at once: a token may ask for 200 pages a minute. */
const AT_ONCE = 4

/**
 * The backend nodes on configs that the profile does not name: of its NodeBalancers and of those that the instances are behind, or of
 * every NodeBalancer that the token sees. What could not be read is in `unread`, in words.
 */
export async function lookElsewhere(
  reader: Reader,
  instances: readonly Instance[],
  everywhere: boolean,
): Promise<Elsewhere> {
  const named = [...new Set(reader.policy.attachments.map((at) => at.nodeBalancer))]
  const unread: string[] = []
  const others = await tried(unread, [], async () =>
    everywhere ? await everyNodeBalancer(reader) : await behind(reader, instances.slice(0, ASKED)),
  )
  if (!everywhere && instances.length > ASKED)
    unread.push(`what NodeBalancers more than ${ASKED} members are behind: check --everywhere reads all`)
  const ids = [...new Set([...named, ...others])]
  const lists = []
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const some = ids.slice(i, i + AT_ONCE).map(async (id) => {
      return await tried(unread, [], async () => await nodesBeside(reader, id))
    })
    lists.push(...(await Promise.all(some)))
  }
  return { backends: lists.flat(), unread }
}

async function behind(reader: Reader, instances: readonly Instance[]): Promise<readonly NodeBalancerId[]> {
  const lists = await Promise.all(instances.map(async (i) => await nodeBalancersOf(reader, i)))
  return lists.flat()
}

async function everyNodeBalancer({ wire, pace }: Reader): Promise<readonly NodeBalancerId[]> {
  const { rows } = await listAll(wire, pace, {
    what: 'listing the NodeBalancers',
    path: '/v4/nodebalancers',
  })
  return rows.flatMap((row) => (typeof row['id'] === 'number' ? [nodeBalancerId(row['id'])] : []))
}

/** A definite no is told; no answer at all ends the whole look, like any other. */
async function tried<T>(unread: string[], none: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof CloudError) || !ANSWERED_NO.has(error.code)) throw error
    if (error.code !== 'not-found') unread.push(error.message)
    return none
  }
}

const ANSWERED_NO: ReadonlySet<string> = new Set(['missing-scope', 'not-found', 'refused'])
