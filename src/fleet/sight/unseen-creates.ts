import { hostOf } from '../model/address.ts'
import type { Activity, Backend, Fleet, Instant } from '../model/fleet.ts'
import { memberNumber } from '../model/label.ts'
import { ageOf, dateOf, unmarkedLabel } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'
import { isDeleted as isGone, lastMadeAt } from './witnesses.ts'

/**
 * Labels of members that were created and are not in the list of instances yet: a list may lag behind. In the events there is a create
 * that has not failed, no longer ago than a new member may take, and no delete; or there is a backend node that is not DOWN, and
 * nothing shows that it is older than that.
 */
export function unseenCreates(fleet: Fleet, policy: Policy, now: Instant): readonly string[] {
  const events = fleet.activity ?? []
  const made = events.filter((a) => a.action === 'create' && !a.failed && !isDeleted(fleet, a))
  const recent = made.filter((a) => now - a.at <= policy.scaleOut.healthyWithin)
  const labels = [
    ...notIn(fleet.instances, recent).map((a) => a.label),
    ...fleet.doubts
      .filter(({ backend: b, second }) => second !== true && b.health !== 'down' && b.mode === 'accept')
      .filter((d) => !isNobodys(d.backend, fleet) || mayBeNew(d.backend, fleet, { policy, now }))
      .map((d) => unmarkedLabel(d.backend.label))
      .filter((label) => !isGone(fleet.activity, label)),
  ]
  if (labels.length === 0) return []
  const seen = new Set([...fleet.members.map((m) => m.instance), ...fleet.strangers].map((i) => i.label))
  return [...new Set(labels)]
    .filter((label) => !seen.has(label) && memberNumber(policy.name, label) !== null)
    .sort()
}

/** The account says so, to a user who sees every Linode: nobody has its address, as far as the lists have come. */
function isNobodys({ address }: Backend, { hosts }: Fleet): boolean {
  return hosts?.trusted === true && hosts.sees === 'all' && hosts.asked.includes(hostOf(address))
}

/**
 * Whether its instance may be so new that no list shows it yet. Where nothing is checked it is not: only what runs is attached there, and by then a list
 * shows it. Where a check has yet to speak it may be, unless its label or the last create of that is older than a new member may take.
 */
function mayBeNew(
  { config, label }: Backend,
  { configs, activity }: Fleet,
  { policy, now }: { readonly policy: Policy; readonly now: Instant },
): boolean {
  if (configs.some((c) => c.id === config && !c.checked)) return false
  const longest = policy.scaleOut.healthyWithin
  const since = dateOf(label)
  const made = lastMadeAt(activity, unmarkedLabel(label))
  return (since === null || ageOf(since, now) <= longest) && (made === null || now - made <= longest)
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
