import { CloudError } from '../cloud.ts'
import type { Instance, Instant } from '../fleet/model/fleet.ts'
import { LISTS_LAG } from '../fleet/sight/judge-leftover.ts'
import { whyUnseen } from '../fleet/sight/why-unseen.ts'
import { isInstanceDeleted, type Log } from '../fleet/sight/witnesses.ts'
import type { Run } from './run.ts'

/** What is known of deletions. */
export interface Deletions {
  /** When the instance was there for certain, on the API's clock: no deletion of it is older. */
  readonly since: Instant
  /** The events that were read anyway. */
  readonly log?: Log
}

/** The instance as it is called in the account. */
type Named = Pick<Instance, 'id' | 'label'>

/** Whether an instance is gone, as it is now. Rejects as `needGone` does. */
export async function isGone(run: Run, instance: Named, deletions: Deletions): Promise<boolean> {
  if ((await run.cloud.instance(instance.id)) !== null) return false
  await needGone(run, instance, deletions)
  return true
}

/**
 * Rejects with `blind` where an instance that the API does not find may live all the same: it is gone only to a user who sees every Linode, or
 * by its own deletion among the events, which are asked for once more where that alone can tell.
 */
export async function needGone(
  { cloud }: Run,
  { id, label }: Named,
  { since, log }: Deletions,
): Promise<void> {
  if (isInstanceDeleted(log ?? null, id)) return
  const unseen = whyUnseen(await cloud.userSees())
  if (unseen === null || isInstanceDeleted(await cloud.history(since - LISTS_LAG), id)) return
  throw new CloudError(
    'blind',
    `instance ${id} (${label}) is not found, and no event tells of its deletion: the token may not see it any more (${unseen})`,
    'use a token of a user who sees every Linode of the account',
  )
}
