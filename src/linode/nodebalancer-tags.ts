import type { Tagged } from '../cloud.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { call } from './call.ts'
import { dateOf } from './observe.ts'
import type { Reader } from './reader.ts'
import { tagsOf } from './read-row.ts'

type Caller = Pick<Reader, 'wire' | 'pace'>

/** All tags of a NodeBalancer; an answer without any list of them is an error, never an empty list. */
export async function readTags({ wire, pace }: Caller, id: NodeBalancerId): Promise<Tagged> {
  const what = `reading the tags of NodeBalancer ${id}`
  const path = `/v4/nodebalancers/${id}`
  const { body, headers } = await call(wire, pace, { method: 'GET', path, what, repeatable: true })
  return { tags: tagsOf(body), at: dateOf(headers) ?? wire.clock.wall() }
}

/** How long after the list was read it may still be written: later it would undo what others have written since. */
const SET_WITHIN = 10_000

/** Replaces all tags of a NodeBalancer. */
export async function setTags(
  { wire, pace }: Caller,
  id: NodeBalancerId,
  tags: readonly string[],
): Promise<void> {
  await call(wire, pace, {
    method: 'PUT',
    path: `/v4/nodebalancers/${id}`,
    what: `setting the tags of NodeBalancer ${id}`,
    body: { tags },
    repeatable: true,
    until: wire.clock.monotonic() + SET_WITHIN,
  })
}
