import { CloudError } from '../cloud.ts'
import { isOwned } from '../fleet/sight/assemble-fleet.ts'
import type { Instance, Instant } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { placeTagsOf } from '../fleet/model/replaces.ts'
import { apiNow, freshUntil, type Observed, type Run } from './run.ts'

/** The instance this run made, the one it adopts because only the answer was lost, or somebody else's label. */
export type Creation =
  | { readonly kind: 'created' | 'adopted'; readonly instance: Instance }
  | { readonly kind: 'taken'; readonly by: Instance }

/** How long a taken label may stay invisible before we give up. */
const SEEN_WITHIN = 30_000
/** The API tells time in whole seconds. */
const CLOCK_SLACK = 2_000

interface Creating {
  readonly moreTags?: readonly string[]
  /** The last moment at which it may be sent, on the monotonic clock. */
  readonly until?: number
}

/**
 * Creates the instance of one label. The label is the lock: Linode lets exactly one create of it through. After a lost
 * answer the create is sent again under the same label, so that it can never make two.
 */
export async function createInstance(
  run: Run,
  seen: Observed,
  label: string,
  { moreTags = [], until = freshUntil(seen) }: Creating = {},
): Promise<Creation> {
  const firstTry = apiNow(run, seen)
  const known = new Set(seen.fleet.instances.map((i) => i.id))
  let lost: CloudError | null = null
  for (let delay = 1_000; ; delay = Math.min(delay * 2, 10_000)) {
    try {
      return { kind: 'created', instance: await run.cloud.create(label, until, moreTags) }
    } catch (error) {
      if (isCode(error, 'label-taken'))
        return await whoseLabel(run, label, { firstTry: lost === null ? null : firstTry, moreTags, known })
      if (!isCode(error, 'unavailable')) throw error
      lost = error
    }
    if (run.clock.monotonic() + delay > until)
      return await lastLook(run, label, { firstTry, moreTags, known }, lost)
    await run.clock.sleep(delay)
  }
}

/** What tells a create of our own that was lost. */
interface Sent {
  /** Null when no answer was lost. */
  readonly firstTry: Instant | null
  readonly moreTags: readonly string[]
  /** Whom the look before it has shown already. */
  readonly known: ReadonlySet<InstanceId>
}

/** Adopts what our own lost create made. */
async function whoseLabel(run: Run, label: string, sent: Sent): Promise<Creation> {
  const found = await seeLabel(run, label)
  if (found === null) {
    throw new CloudError(
      'label-taken',
      `creating ${label}: the label is taken by an instance that cannot be seen`,
      'look for it in Cloud Manager; a user without access to all Linodes does not see them all',
    )
  }
  return judge(run, found, sent)
}

/** No create may be sent any more: what is there now decides. */
async function lastLook(run: Run, label: string, sent: Sent, lost: CloudError): Promise<Creation> {
  const found = await run.cloud.findInstance(label)
  if (found === null) throw lost
  return judge(run, found, sent)
}

/** What is made in another's place, or in none, is not what was asked for: another run has made it. */
function judge(run: Run, found: Instance, { firstTry, moreTags, known }: Sent): Creation {
  const isNew = !known.has(found.id)
  const ours = isNew && isOwned(found, run.policy) && placeOf(found.tags) === placeOf(moreTags)
  if (firstTry !== null && ours && found.created >= firstTry - CLOCK_SLACK) {
    return { kind: 'adopted', instance: found }
  }
  return { kind: 'taken', by: found }
}

function placeOf(tags: readonly string[]): string {
  return placeTagsOf(tags).toSorted().join()
}

async function seeLabel(run: Run, label: string): Promise<Instance | null> {
  const until = run.clock.monotonic() + SEEN_WITHIN
  for (;;) {
    const found = await run.cloud.findInstance(label)
    if (found !== null || run.clock.monotonic() >= until) return found
    await run.clock.sleep(2_000)
  }
}

/** Whether an error is the cloud's, of one code. */
export function isCode(error: unknown, code: CloudError['code']): error is CloudError {
  return error instanceof CloudError && error.code === code
}
