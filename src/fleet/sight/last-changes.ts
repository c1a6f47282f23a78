import type { Activity, Fleet, Instant } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import { memberNumber } from '../model/label.ts'
import type { Policy } from '../model/policy.ts'

const HOUR = 3_600_000
/** No run uses a number that a deletion freed sooner than this, in milliseconds, whatever its profile says. */
export const SOONEST_REUSE = 600_000

/** One creation or deletion of a `<name>-<n>`, by whoever made it. */
export interface SizeChange {
  readonly at: Instant
  readonly instance: InstanceId
  readonly label: string
}

/** How long a number that a deletion freed stays unused: the longer cooldown, at least ten minutes. */
export function reuseWindow(policy: Policy): number {
  return Math.max(policy.scaleOut.cooldown, policy.scaleIn.cooldown, SOONEST_REUSE)
}

/** How far back the account's events must be read, in milliseconds. */
export function activityWindow(policy: Policy): number {
  return Math.max(reuseWindow(policy), HOUR)
}

/**
 * Creations, newest first: from the events, and from `created` in the very list of instances that was read
 * (events may be late, or not ours to read). Instances that are visibly somebody else's do not count.
 */
export function creations(fleet: Fleet): readonly SizeChange[] {
  return allCreations(fleet).sort(newestFirst)
}

/** The newest creation but those of some instances; undefined without one. */
export function newestCreation(fleet: Fleet, but: ReadonlySet<InstanceId>): SizeChange | undefined {
  return newestOf(allCreations(fleet).filter((c) => !but.has(c.instance)))
}

/** Deletions, newest first; only the events know them. */
export function deletions(fleet: Fleet): readonly SizeChange[] {
  return succeeded(fleet, 'delete').sort(newestFirst)
}

/** The newest deletion; undefined without one. */
export function newestDeletion(fleet: Fleet): SizeChange | undefined {
  return newestOf(succeeded(fleet, 'delete'))
}

/** How many different instances of this fleet were created since `from`. */
export function createdSince(fleet: Fleet, from: Instant): readonly SizeChange[] {
  const recent = allCreations(fleet)
    .filter((c) => c.at > from)
    .sort(newestFirst)
  return [...new Map(recent.map((c) => [c.instance, c])).values()]
}

/** The numbers that deletions freed since `from`: not to be used again yet. */
export function numbersFreedSince(fleet: Fleet, policy: Policy, from: Instant): ReadonlySet<number> {
  const recent = succeeded(fleet, 'delete').filter((c) => c.at > from)
  return new Set(recent.map((c) => memberNumber(policy.name, c.label) ?? 0))
}

/** Without an order: there may be thousands, and mostly the newest is all that is asked for. */
function allCreations(fleet: Fleet): SizeChange[] {
  const strangers = new Set(fleet.strangers.map((i) => i.id))
  const events: SizeChange[] = succeeded(fleet, 'create').filter((a) => !strangers.has(a.instance))
  for (const { instance } of fleet.members)
    events.push({ at: instance.created, instance: instance.id, label: instance.label })
  return events
}

function succeeded(fleet: Fleet, action: Activity['action']): Activity[] {
  return (fleet.activity ?? []).filter((a) => a.action === action && !a.failed)
}

function newestOf(changes: readonly SizeChange[]): SizeChange | undefined {
  return changes.reduce<SizeChange | undefined>(
    (newest, c) => (newest === undefined || newestFirst(c, newest) < 0 ? c : newest),
    undefined,
  )
}

function newestFirst(a: SizeChange, b: SizeChange): number {
  return b.at - a.at || b.instance - a.instance || (a.label < b.label ? -1 : 1)
}
