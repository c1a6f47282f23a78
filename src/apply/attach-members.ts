import type { Member } from '../fleet/model/fleet.ts'
import { handOver, type Pending } from './add-member.ts'
import { oneLook } from './attach-backend.ts'
import type { Journal } from './journal.ts'
import type { Observed, Run } from './run.ts'

/** A member that exists already and is to be attached. */
interface Unattached {
  readonly journal: Journal
  readonly member: Member
}

/**
 * Attaches members that exist already, as far as that is possible at once. The list that showed them may be old: each is read again by its id,
 * so that no dead address is attached; and right before anything is sent each config is, once for all of them.
 */
export async function attachMembers(
  run: Run,
  seen: Observed,
  all: readonly Unattached[],
): Promise<readonly Pending[]> {
  const there = await Promise.all(all.map((each) => isStillThere(run, each)))
  const look = oneLook(run)
  const begun = await Promise.all(
    all
      .filter((_, i) => there[i] === true)
      .map(({ journal, member: { instance, former } }) =>
        handOver(run, seen, journal, { instance, look, former }),
      ),
  )
  return begun.filter((p) => p !== null)
}

async function isStillThere(run: Run, { journal, member }: Unattached): Promise<boolean> {
  const { id } = member.instance
  try {
    if ((await run.cloud.instance(id)) !== null) return true
    journal.skipRest(`instance ${id} is gone: somebody has deleted it`)
  } catch (error) {
    const [step] = journal.open('attach')
    if (step !== undefined) journal.fail(step, error)
    journal.skipRest('not reached')
  }
  return false
}
