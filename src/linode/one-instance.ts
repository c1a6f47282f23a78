import type { Again, Removed } from '../cloud.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { call, type Call } from './call.ts'
import type { Reader } from './reader.ts'
import { write } from './write.ts'

/** An instance as it is now, with its address; null when it is gone. */
export async function readInstance(
  { wire, pace, addressing }: Reader,
  id: InstanceId,
): Promise<Instance | null> {
  const path = `/v4beta/linode/instances/${id}`
  const what = `reading instance ${id}`
  const answer = await absent(call(wire, pace, { method: 'GET', path, what, repeatable: true }))
  return answer === null ? null : await addressing.complete(addressing.toInstance(answer.body))
}

/**
 * Deletes an instance, or tells that there is none. One that was deleted is remembered, also where the answer that said so was lost; that there was
 * nobody to delete proves nothing, and is not.
 */
export async function removeInstance(
  reader: Reader,
  id: InstanceId,
  again: Again<Removed>,
): Promise<Removed> {
  const { wire, pace, own } = reader
  const path = `/v4/linode/instances/${id}`
  const it: Call = { method: 'DELETE', path, what: `deleting instance ${id}`, repeatable: true }
  let isEnded = false
  const ended: Again<Removed> = async () => {
    const next = await again()
    isEnded = next !== 'send'
    return next
  }
  const removed = await write(
    async (sent) => await absent(call(wire, pace, sent)),
    it,
    ended,
    (answer): Removed => (answer === null ? 'absent' : 'deleted'),
  )
  const isGone = async (): Promise<boolean> =>
    (await readInstance(reader, id).catch(() => undefined)) === null
  if (isEnded ? await isGone() : removed === 'deleted') own.deleted(id)
  return removed
}
