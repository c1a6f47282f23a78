import type { Member } from '../fleet/model/fleet.ts'
import { isOwned } from '../fleet/sight/assemble-fleet.ts'
import { settlePlaces } from './keep-place.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'

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
      const now = await run.cloud.instance(id)
      if (now === null || !isOwned(now, run.policy)) {
        journal.skip(step, `instance ${id} is no member any more`)
        continue
      }
      const lost = new Set(step.off)
      const kept = now.tags.filter((tag) => !lost.has(tag) || tag === run.policy.fleetTag)
      const tags = [...new Set([...kept, ...step.on])]
      const isSo = tags.length === now.tags.length && tags.every((tag) => now.tags.includes(tag))
      if (!isSo) await run.cloud.setInstanceTags(id, tags)
      journal.done(step)
    } catch (error) {
      journal.fail(step, error)
    }
  }
}
