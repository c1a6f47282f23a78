import { CloudError } from '../cloud.ts'
import type { Member } from '../fleet/model/fleet.ts'
import { isCode } from './create-instance.ts'
import { memberHook } from './hooks/member-hook.ts'
import type { Journal } from './journal.ts'
import { putBackAfterAll } from './put-back.ts'
import type { Run } from './run.ts'
import { whyNotDelete } from './why-not-delete.ts'

/**
 * Deletes a drained member's instance and then takes its backend nodes away. The instance is read once more right before:
 * a delete cannot be undone. One that is refused is put back.
 */
export async function deleteMember(run: Run, journal: Journal, member: Member): Promise<void> {
  const [step] = journal.open('delete')
  if (step === undefined) return
  journal.begin(step)
  try {
    const now = await run.cloud.instance(member.instance.id)
    const why = now === null ? null : whyNotDelete(now, run.policy)
    if (why !== null) return await giveBack(run, journal, member, why)
    await run.cloud.remove(member.instance.id)
    journal.done(step, `instance ${member.instance.id}`)
  } catch (error) {
    return await undelete(run, journal, member, error)
  }
  await detachMember(run, journal, member)
  await memberHook(run, journal, 'after_delete', member.instance)
}

async function giveBack(run: Run, journal: Journal, member: Member, why: string): Promise<void> {
  journal.skipRest(why)
  await putBackAfterAll(run, journal, member)
}

/** A definite no leaves a member that can be put back; of a lost answer nobody knows, so it stays drained for the next run. */
async function undelete(run: Run, journal: Journal, member: Member, error: unknown): Promise<void> {
  const [step] = journal.open('delete')
  if (step !== undefined) journal.fail(step, error)
  journal.skipRest('not reached')
  const definite =
    error instanceof CloudError && !isCode(error, 'unavailable') && !isCode(error, 'incomplete')
  if (definite) await putBackAfterAll(run, journal, member)
}

/** Everything of it, also what the first look did not show. */
async function detachMember(run: Run, journal: Journal, member: Member): Promise<void> {
  const planned = journal.open('detach')
  const known = new Set(planned.map((s) => s.backend.id))
  const more = member.backends
    .filter((b) => !known.has(b.id))
    .map((backend) => ({ step: 'detach', backend }) as const)
  await Promise.all(
    [...planned, ...more].map(async (step) => {
      journal.begin(step)
      try {
        await run.cloud.detach(step.backend)
        journal.done(step)
      } catch (error) {
        journal.fail(step, error)
      }
    }),
  )
}
