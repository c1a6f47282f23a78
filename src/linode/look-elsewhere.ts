import { CloudError, type Elsewhere, type LookedBeyond } from '../cloud.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { nodeBalancersOf, nodesBeside } from './nodes-elsewhere.ts'
import { listNodeBalancers } from './read-nodebalancers.ts'
import type { Reader } from './reader.ts'

/** Each is a question of its own. */
const ASKED = 25
/** So many NodeBalancers are read at once: a token may ask for 200 pages a minute. */
const AT_ONCE = 4

/**
 * The backend nodes on configs that the profile does not name: of its NodeBalancers and of those that the fleet's instances are behind, or of
 * every NodeBalancer that the token sees. What could not be read is in `unread`, in words.
 */
export async function lookElsewhere(
  reader: Reader,
  fleet: LookedBeyond,
  everywhere: boolean,
): Promise<Elsewhere> {
  const named = [...new Set(reader.policy.attachments.map((at) => at.nodeBalancer))]
  const unread: string[] = []
  const others = await tried(unread, [], async () =>
    everywhere ? await everyNodeBalancer(reader, fleet) : await behind(reader, fleet, unread),
  )
  const ids = [...new Set([...named, ...others])]
  const lists = []
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const some = ids.slice(i, i + AT_ONCE).map(async (id) => {
      const known = named.includes(id)
        ? fleet.beyond?.configs.filter((c) => c.nodeBalancer === id)
        : undefined
      return await tried(unread, [], async () => await nodesBeside(reader, id, known))
    })
    lists.push(...(await Promise.all(some)))
  }
  return { backends: lists.flat(), unread }
}

/** Each instance is asked, unless there is no other NodeBalancer that it could be behind: they are of one region. */
async function behind(
  reader: Reader,
  { members, renamed, beyond }: LookedBeyond,
  unread: string[],
): Promise<readonly NodeBalancerId[]> {
  const instances = [...members.map((m) => m.instance), ...renamed]
  const regions = new Set(instances.map((i) => i.region))
  if (beyond?.nodeBalancers?.every((nb) => !regions.has(nb.region)) === true) return []
  const asked = instances.slice(0, ASKED)
  if (instances.length > ASKED)
    unread.push(`what NodeBalancers more than ${ASKED} members are behind: check --everywhere reads all`)
  const lists = await Promise.all(asked.map(async (i) => await nodeBalancersOf(reader, i)))
  return lists.flat()
}

async function everyNodeBalancer(
  reader: Reader,
  { beyond }: LookedBeyond,
): Promise<readonly NodeBalancerId[]> {
  const all = beyond?.nodeBalancers ?? (await listNodeBalancers(reader))
  return all.map((nb) => nb.id)
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
