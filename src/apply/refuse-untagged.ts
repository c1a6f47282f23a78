import { CloudError } from '../cloud.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import { explain } from './journal.ts'
import type { Run } from './run.ts'
import { deleteOwn } from './take-away.ts'

/**
 * An instance that comes back from our own create without the fleet tag is no member and never will be: every run would
 * make another one. So it is deleted by the id in that very answer, and the create has failed. Resolves to the error, or null when
 * the instance was born ours.
 */
export async function refuseUntagged(run: Run, made: Instance): Promise<CloudError | null> {
  if (made.tags.includes(run.policy.fleetTag)) return null
  const gone = await deleteOwn(run, made).then(
    () => 'it was deleted again',
    (error: unknown) => `deleting it again failed, delete it by hand: ${explain(error)}`,
  )
  return new CloudError(
    'refused',
    `creating ${made.label}: instance ${made.id} came back without the tag ${run.policy.fleetTag}: the token’s user may not tag; ${gone}`,
    'use a token of an unrestricted user: only they may tag',
  )
}
