import { CloudError } from '../cloud.ts'
import type { Backend, Member } from '../fleet/model/fleet.ts'
import { unmarkedLabel } from '../fleet/model/mark.ts'
import { nodesOf } from '../fleet/sight/member-state.ts'
import { isCode } from './create-instance.ts'
import { Refused, type Reason } from './gate.ts'
import { memberHook } from './hooks/member-hook.ts'
import type { Journal } from './journal.ts'
import { settleUnseen } from './keep-place.ts'
import { putBackAfterAll } from './put-back.ts'
import type { Run } from './run.ts'
import { deleteInstance, detachNode, type Deleting, type Deletion } from './take-away.ts'

/**
 * Deletes a drained member's instance and then takes its backend nodes away, also those that bear its label on configs that the
 * profile does not name. A delete that is refused leaves a member that is put back.
 */
export async function deleteMember(run: Run, journal: Journal, member: Member, why: Deleting): Promise<void> {
  const [step] = journal.open('delete')
  if (step === undefined) return
  journal.begin(step)
  let its: readonly Backend[]
  try {
    const deletion = await deleteInstance(run, member, why)
    if (deletion.kind !== 'deleted') return await giveBack(run, journal, member, deletion)
    journal.done(step, `instance ${member.instance.id}${undrained(deletion.elsewhere)}`)
    const elsewhere = deletion.elsewhere.filter((b) => unmarkedLabel(b.label) === member.label)
    its = [...nodesOf(member), ...elsewhere].filter((b) => !deletion.moved.includes(b.id))
  } catch (error) {
    return await undelete(run, journal, member, error)
  }
  await detachMember(run, journal, its, why.reason)
  await memberHook(run, journal, 'after_delete', member.instance)
}

/** Where it took connections to the last: what the profile does not name is drained by no run. */
function undrained(elsewhere: readonly Backend[]): string {
  const open = elsewhere.filter((b) => b.mode === 'accept' && b.health !== 'down')
  const configs = [...new Set(open.map((b) => b.config))].join(', ')
  return configs === '' ? '' : `; undrained on config ${configs}, which the profile does not name`
}

async function giveBack(
  run: Run,
  journal: Journal,
  member: Member,
  kept: Exclude<Deletion, { kind: 'deleted' }>,
): Promise<void> {
  // Whoever deletes it needs its drain; what is only shut down any run gives back.
  if (kept.kind === 'going')
    return journal.giveUp({ reason: 'taken-by-another-run', detail: kept.why, until: null })
  if (kept.kind === 'put-back') journal.skipRest(kept.why)
  else if (kept.kind === 'paused') journal.giveUp(kept.hold)
  else journal.giveUp({ reason: 'taken-by-a-person', detail: kept.why, until: null })
  await putBackAfterAll(run, journal, member)
}

/** A definite no leaves a member that can be put back; of a lost answer nobody knows, so it stays drained for the next run. */
async function undelete(run: Run, journal: Journal, member: Member, error: unknown): Promise<void> {
  const [step] = journal.open('delete')
  if (step !== undefined) journal.fail(step, error)
  journal.skipRest('not reached')
  const definite =
    error instanceof Refused ||
    (error instanceof CloudError && !isCode(error, 'unavailable') && !isCode(error, 'incomplete'))
  if (definite && (await putBackAfterAll(run, journal, member)))
    await settleUnseen(run, member.instance.id, error)
}

/** Everything of it, also what the first look did not show; not what a person has pointed at another machine since then. */
async function detachMember(
  run: Run,
  journal: Journal,
  backends: readonly Backend[],
  reason: Reason,
): Promise<void> {
  const its = new Set(backends.map((b) => b.id))
  for (const step of journal.open('detach'))
    if (!its.has(step.backend.id)) journal.skip(step, 'it is not this member’s any more')
  const planned = journal.open('detach')
  const known = new Set(planned.map((s) => s.backend.id))
  const more = backends
    .filter((b) => !known.has(b.id))
    .map((backend) => ({ step: 'detach', backend }) as const)
  await Promise.all(
    [...planned, ...more].map(async (step) => {
      journal.begin(step)
      try {
        await detachNode(run, step.backend, reason)
        journal.done(step)
      } catch (error) {
        journal.fail(step, error)
      }
    }),
  )
}
