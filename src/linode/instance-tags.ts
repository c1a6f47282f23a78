import type { Again } from '../cloud.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { call, type Call } from './call.ts'
import type { Reader } from './reader.ts'
import { write } from './write.ts'

/** Replaces all tags of an instance. */
export async function setInstanceTags(
  { wire, pace }: Pick<Reader, 'wire' | 'pace'>,
  id: InstanceId,
  tags: readonly string[],
  again: Again<void>,
): Promise<void> {
  const put: Call = {
    method: 'PUT',
    path: `/v4/linode/instances/${id}`,
    what: `setting the tags of instance ${id}`,
    body: { tags },
    repeatable: true,
  }
  await write(
    async (it) => await absent(call(wire, pace, it)),
    put,
    again,
    () => undefined,
  )
}
