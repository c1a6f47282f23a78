import type { Activity, Fleet, Instant } from '../model/fleet.ts'
import { memberNumber } from '../model/label.ts'
import { unmarkedLabel } from '../model/mark.ts'
import { isDeleted as isGone } from './witnesses.ts'
import type { Policy } from '../model/policy.ts'

/**
 * Labels of members that were created and are not in the list of instances yet: a list may lag behind. In the events there is a create
 * that has not failed, no longer ago than a new member may take, and no delete; or there is a backend node that is not DOWN.
 */
export function unseenCreates(fleet: Fleet, policy: Policy, now: Instant): readonly string[] {
  const events = fleet.activity ?? []
  const made = events.filter((a) => a.action === 'create' && !a.failed && !isDeleted(fleet, a))
  const recent = made.filter((a) => now - a.at <= policy.scaleOut.healthyWithin)
  const labels = [
    ...notIn(fleet.instances, recent).map((a) => a.label),
    ...fleet.doubts
      .filter(({ backend: b }) => b.health !== 'down' && b.mode === 'accept')
      .map((d) => unmarkedLabel(d.backend.label))
      .filter((label) => !isGone(fleet.activity, label)),
  ]
  if (labels.length === 0) return []
  const seen = new Set([...fleet.members.map((m) => m.instance), ...fleet.strangers].map((i) => i.label))
  return [...new Set(labels)]
    .filter((label) => !seen.has(label) && memberNumber(policy.name, label) !== null)
    .sort()
}

/** One that was renamed is in the list all the same. */
function notIn(instances: Fleet['instances'], made: readonly Activity[]): readonly Activity[] {
  if (made.length === 0) return []
  const listed = new Set(instances.map((i) => i.id))
  return made.filter((a) => !listed.has(a.instance))
}

function isDeleted(
  { activity }: Fleet,
  { instance, label, at }: { instance: number; label: string; at: Instant },
): boolean {
  return (activity ?? []).some(
    (a) =>
      a.action === 'delete' && !a.failed && (a.instance === instance || (a.label === label && a.at >= at)),
  )
}
