import type { Activity, Instant } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'

/** An instance that was created so recently, in milliseconds, may not be in every list yet. */
const NEWBORN_FOR = 600_000

/** The events about one label, as they were read; null when they may not be. */
export type Log = readonly Activity[] | null

/** Whether a finished deletion of a label explains that no instance has it: one that is newer than its last creation. */
export function isDeleted(log: Log, label: string): boolean {
  return deletedAt(log, label) !== null
}

/** When the deletion that explains it was; null without one. */
export function deletedAt(log: Log, label: string): Instant | null {
  const made = newest(log, label, 'create')
  const gone = newest(log, label, 'delete')
  if (gone === null) return null
  return made === null || endsIt(made, log ?? []) || gone.at > made.at ? gone.at : null
}

/** The instance of a label that was created within the last ten minutes and has not been deleted since; null without one. */
export function newbornOf(log: Log, label: string, now: Instant): InstanceId | null {
  const made = newest(log, label, 'create')
  return made !== null && now - made.at < NEWBORN_FOR && !endsIt(made, log ?? []) ? made.instance : null
}

/** Whether a deletion of a label has begun at or after an instant: whoever bore the label then is gone, or about to be. */
export function isDeletedSince(log: Log, label: string, from: Instant): boolean {
  return (log ?? []).some((a) => a.label === label && a.action === 'delete' && !a.failed && a.at >= from)
}

/** Whether a deletion of that very instance has begun, by whomever: no id is given out twice. */
export function isInstanceDeleted(log: Log, id: InstanceId): boolean {
  return (log ?? []).some((a) => a.instance === id && a.action === 'delete' && !a.failed)
}

/** The instance that was created last under a label, as far back as the events were read; null where they tell of none. */
export function lastMade(log: Log, label: string): InstanceId | null {
  return newest(log, label, 'create')?.instance ?? null
}

/** When an instance was last created under a label, as far back as the events were read; null where they tell of none. */
export function lastMadeAt(log: Log, label: string): Instant | null {
  return newest(log, label, 'create')?.at ?? null
}

function endsIt(made: Activity, log: readonly Activity[]): boolean {
  return log.some((a) => a.action === 'delete' && isOver(a) && a.instance === made.instance)
}

function newest(log: Log, label: string, action: Activity['action']): Activity | null {
  const found = (log ?? []).filter((a) => a.label === label && a.action === action && !a.failed)
  const counted = action === 'delete' ? found.filter(isOver) : found
  return counted.reduce<Activity | null>((last, a) => (last === null || a.at > last.at ? a : last), null)
}

function isOver(a: Activity): boolean {
  return !a.failed && a.pending !== true
}
