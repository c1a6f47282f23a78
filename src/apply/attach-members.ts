import type { Member } from '../fleet/model/fleet.ts'
import { handOver, type Pending } from './add-member.ts'
import { oneLook } from './attach-backend.ts'
import type { Journal } from './journal.ts'
import type { Observed, Run } from './run.ts'
import { whyTaken } from './why-taken.ts'

/** A member that exists already and is to be attached. */
interface Unattached {
  readonly journal: Journal
  readonly member: Member
}

/**
 * Attaches members that exist already, as far as that is possible at once. The list that showed them may be old: each is read again by its id,
 * so that no dead address is attached, and no machine that a person has taken; and right before anything is sent each config is, once for all of them.
 */
export async function attachMembers(
  run: Run,
  seen: Observed,
  all: readonly Unattached[],
): Promise<readonly Pending[]> {
  const there = await Promise.all(all.map((each) => isStillOurs(run, each)))
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

async function isStillOurs(run: Run, { journal, member }: Unattached): Promise<boolean> {
  const { id, label } = member.instance
  try {
    const now = await run.cloud.instance(id)
    const taken = now === null ? null : whyTaken(now, label, run.policy)
    if (now !== null && taken === null) return true
    if (taken === null) journal.skipRest(`instance ${id} is gone: somebody has deleted it`)
    else journal.giveUp(taken)
  } catch (error) {
    const [step] = journal.open('attach')
    if (step !== undefined) journal.fail(step, error)
    journal.skipRest('not reached')
  }
  return false
}
