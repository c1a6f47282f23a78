import type { Member } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { isOwned } from '../fleet/sight/assemble-fleet.ts'
import { settlePlaces } from './keep-place.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'
import { sameTags } from './same-tags.ts'

type Tagging = Extract<Step, { step: 'tag' }>

/**
 * Puts tags on a member, or takes them off, and leaves all others: the API sets all tags at once, so they are read right before. What is no
 * member any more is left alone.
 */
export async function retagMember(
  run: Run,
  journal: Journal,
  { of }: { readonly of: Pick<Member, 'instance'> },
): Promise<void> {
  const { id } = of.instance
  for (const step of journal.open('tag')) {
    journal.begin(step)
    try {
      // Whoever was made for a place tells so until nobody keeps it.
      if (step.settles !== undefined) await settlePlaces(run, step.settles)
      if (step.on.length + step.off.length === 0) {
        journal.done(step)
        continue
      }
      const why = await retag(run, id, step)
      if (why === null) journal.done(step)
      else journal.skip(step, why)
    } catch (error) {
      journal.fail(step, error)
    }
  }
}

/** Null when the tags are as they are to be; else why they are left alone. */
async function retag(run: Run, id: InstanceId, step: Pick<Tagging, 'on' | 'off'>): Promise<string | null> {
  const now = await run.cloud.instance(id)
  if (now === null || !isOwned(now, run.policy)) return `instance ${id} is no member any more`
  const lost = new Set(step.off)
  const kept = now.tags.filter((tag) => !lost.has(tag) || tag === run.policy.fleetTag)
  const tags = [...new Set([...kept, ...step.on])]
  if (sameTags(tags, now.tags)) return null
  const since: (string | null)[] = []
  await run.cloud.setInstanceTags(id, tags, async () => {
    const then = await run.cloud.instance(id)
    if (then !== null && sameTags(then.tags, now.tags) && then.label === now.label) return 'send'
    since.push(await retag(run, id, step))
    return { instead: undefined }
  })
  return since[0] ?? null
}
