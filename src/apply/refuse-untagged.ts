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
  const gone = await deleteOwn(run, made, async (now) => await Promise.resolve(whyNotThat(now, made))).then(
    () => 'it was deleted again',
    (error: unknown) => `deleting it again failed, delete it by hand: ${explain(error)}`,
  )
  return new CloudError(
    'refused',
    `creating ${made.label}: instance ${made.id} came back without the tag ${run.policy.fleetTag}: the token’s user may not tag; ${gone}`,
    'use a token of an unrestricted user: only they may tag',
  )
}

/** It has no fleet tag by which it could be ours: it is that one as long as nobody has made anything of it. */
function whyNotThat({ id, label, tags, locks }: Instance, made: Instance): string | null {
  const isSame = label === made.label && tags.every((tag) => made.tags.includes(tag)) && locks.length === 0
  return isSame ? null : `somebody has changed instance ${id} meanwhile`
}
