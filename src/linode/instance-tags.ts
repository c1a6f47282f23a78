import type { InstanceId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { call } from './call.ts'
import type { Reader } from './reader.ts'

/** How long after the tags were read they may still be written: later it would undo what others have written since. */
const SET_WITHIN = 10_000

/** Replaces all tags of an instance. */
export async function setInstanceTags(
  { wire, pace }: Pick<Reader, 'wire' | 'pace'>,
  id: InstanceId,
  tags: readonly string[],
): Promise<void> {
  await absent(
    call(wire, pace, {
      method: 'PUT',
      path: `/v4/linode/instances/${id}`,
      what: `setting the tags of instance ${id}`,
      body: { tags },
      repeatable: true,
      until: wire.clock.monotonic() + SET_WITHIN,
    }),
  )
}
