import { UsageError } from '../../errors.ts'
import type { Fleet, Member } from '../../fleet/model/fleet.ts'
import type { InstanceId } from '../../fleet/model/ids.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import { mayLose } from '../../fleet/plan/may-lose.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import type { Io } from '../../io.ts'
import { confirm } from '../../telling/confirm.ts'
import { personAt } from '../../telling/person-at.ts'

/** What answers before it is asked. */
export interface Confirming {
  readonly json: boolean
  readonly dryRun: boolean
  readonly yes?: boolean
}

/** What is about to be carried out. */
interface Carried {
  readonly plan: Plan
  readonly fleet: Fleet
  readonly policy: Policy
}

/**
 * Asks a person at a terminal before instances are deleted, about all that the run may come to delete; follow is nobody at a terminal.
 * Resolves to those whom the person agrees to lose, undefined where nobody was to be asked. Rejects with a UsageError for any answer but yes.
 */
export async function confirmRemovals(
  io: Io,
  { plan, fleet, policy }: Carried,
  { json, dryRun, yes }: Confirming,
): Promise<ReadonlySet<InstanceId> | undefined> {
  const person = personAt(io, { json })
  if (person === null || dryRun || yes === true || plan.request.action === 'follow') return undefined
  const { planned, replaced, suspected } = mayLose(fleet, policy, plan)
  const named = [
    ...planned.map((member) => nameOf(member)),
    ...replaced.map((member) => nameOf(member, ', when another is in its place')),
    ...suspected.map((member) => nameOf(member, ', if it stays DOWN')),
  ]
  if (named.length > 0 && !(await isConfirmed(person, named)))
    throw new UsageError('not confirmed: nothing was changed (--yes answers this before it is asked)')
  return new Set([...planned, ...replaced, ...suspected].map(({ instance }) => instance.id))
}

/** More than so many stand on a line each. */
const FEW = 3

async function isConfirmed(
  person: NonNullable<ReturnType<typeof personAt>>,
  named: readonly string[],
): Promise<boolean> {
  return named.length > FEW
    ? await confirm(person, named, `Drain and delete these ${named.length}?`)
    : await confirm(person, [], `Drain and delete ${named.join(', ')}?`)
}

function nameOf({ label, instance }: Member, when = ''): string {
  return `${label} (instance ${instance.id}${when})`
}
