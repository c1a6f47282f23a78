import type { Again, Tagged } from '../cloud.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { call, type Call } from './call.ts'
import { dateOf } from './observe.ts'
import type { Reader } from './reader.ts'
import { tagsOf } from './read-row.ts'
import { write } from './write.ts'

type Caller = Pick<Reader, 'wire' | 'pace'>

/** All tags of a NodeBalancer; an answer without any list of them is an error, never an empty list. */
export async function readTags({ wire, pace }: Caller, id: NodeBalancerId): Promise<Tagged> {
  const what = `reading the tags of NodeBalancer ${id}`
  const path = `/v4/nodebalancers/${id}`
  const { body, headers } = await call(wire, pace, { method: 'GET', path, what, repeatable: true })
  return { tags: tagsOf(body), at: dateOf(headers) ?? wire.clock.wall() }
}

/** Replaces all tags of a NodeBalancer. */
export async function setTags(
  { wire, pace }: Caller,
  id: NodeBalancerId,
  tags: readonly string[],
  again: Again<void>,
): Promise<void> {
  const put: Call = {
    method: 'PUT',
    path: `/v4/nodebalancers/${id}`,
    what: `setting the tags of NodeBalancer ${id}`,
    body: { tags },
    repeatable: true,
  }
  await write(
    async (it) => await call(wire, pace, it),
    put,
    again,
    () => undefined,
  )
}
