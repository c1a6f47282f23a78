import type { Census } from '../sight/census.ts'
import { cooldownOf } from '../sight/cooldown.ts'
import type { Fleet, Instant } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import { createdSince, deletions, type SizeChange } from '../sight/last-changes.ts'
import { oursOf, untaggedSince, untaggedStrangers } from '../sight/strangers.ts'
import type { Guard } from './plan.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import type { Request } from './request.ts'

const HOUR = 3_600_000
const CREATES_AN_HOUR = 3
/** No instance is in service sooner. */
const SHORTEST_BOOT = 60_000

/** What one rule says of a request: how many changes of size it leaves, and the hold to tell if none are left. */
export interface Verdict {
  readonly guard: Guard
  /** At most so many creates (scale out) or new drains (scale in). */
  readonly allowed: number
  /** Whether the rule applies as a reason to hold. */
  readonly holds: boolean
  readonly detail: string
  readonly until: Instant | null
}

/** The hold to tell: the first verdict that applies, in the order of the rules. */
export function firstHold(verdicts: readonly Verdict[]): Hold | null {
  const first = verdicts.find((v) => v.holds)
  return first === undefined ? null : { reason: first.guard.guard, detail: first.detail, until: first.until }
}

/** The brake: when most members are DOWN, the check or the app is the suspect, not the machines. */
export function checkMostDown(
  census: Census,
  rule: { readonly wanted: number; readonly allowed: number; readonly consequence: string },
): Verdict {
  const { count, of } = census.down
  return {
    guard: { guard: 'most-members-down', value: count, limit: Math.floor(of / 2), passed: !census.mostDown },
    allowed: census.mostDown ? rule.allowed : Infinity,
    holds: census.mostDown && rule.wanted > 0,
    detail: `${count} of ${of} members are DOWN: look at the health check and the app first; a run ${rule.consequence}`,
    until: null,
  }
}

/** When new members keep failing, no more than three creates an hour, whatever triggers. */
export function checkNewFail(q: Question & { readonly hasFailed?: boolean }, census: Census): Verdict {
  const lost = untaggedSince(untaggedStrangers(q.fleet), q.now - HOUR)
  const recent = [
    ...oursOf(createdSince(q.fleet, q.now - HOUR), q.fleet, q.policy),
    ...lost.map(({ id, label, created }) => ({ at: created, instance: id, label })),
  ]
  const failing = newMembersFail(q.fleet, census, recent, q.hasFailed)
  const left = Math.max(0, CREATES_AN_HOUR - recent.length)
  const freesOne = recent.map((c) => c.at).sort((a, b) => b - a)[CREATES_AN_HOUR - 1]
  return {
    guard: {
      guard: 'new-members-fail',
      value: recent.length,
      limit: CREATES_AN_HOUR,
      passed: !failing || left > 0,
    },
    allowed: failing ? left : Infinity,
    holds: failing && left === 0 && q.wanted > 0,
    detail: `${recent.length} members were created within the hour and none is in service: look at image, StackScript and health check of ${q.policy.name}`,
    until: failing && freesOne !== undefined ? freesOne + HOUR : null,
  }
}

/**
 * None of the recently created is in service, and at least one of them has failed: it has had its time, it has lost the fleet
 * tag, or it was deleted before it could ever have been in service.
 */
function newMembersFail(
  fleet: Fleet,
  census: Census,
  recent: readonly SizeChange[],
  hasFailed = false,
): boolean {
  const mine = census.all.filter((c) => recent.some((r) => r.instance === c.member.instance.id))
  if (mine.some((c) => c.inService)) return false
  const failed = mine.some((c) => c.unkept === 'not-running' || (c.unkept === 'out-of-service' && c.down))
  const strange = fleet.strangers.some((i) => recent.some((r) => r.instance === i.id))
  const lasted = recent.filter((r) => !diedAtBirth(r, fleet)).map((r) => r.at)
  const died = recent.some((r) => diedAtBirth(r, fleet) && !gaveWay(r, lasted))
  return hasFailed || failed || strange || died
}

/** Of two runs that made members for one load the younger takes its own away again: the other's, made at that time, are still there or went later. */
function gaveWay({ at }: SizeChange, lasted: readonly Instant[]): boolean {
  return lasted.some((created) => Math.abs(created - at) < SHORTEST_BOOT)
}

function diedAtBirth({ instance, at }: SizeChange, fleet: Fleet): boolean {
  return deletions(fleet).some((d) => d.instance === instance && d.at - at < SHORTEST_BOOT)
}

/** What a rule is asked about. */
export interface Question {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly now: Instant
  /** New creates or new drains that are wanted. */
  readonly wanted: number
  /** How many of them no cooldown holds. */
  readonly exempt: number
  /** `--force`: passes the cooldown. */
  readonly force: boolean
}

/** Why a cooldown that is on lets a change through. */
function whyPassed({ force, wanted }: Question): string {
  if (force) return 'passed by --force'
  return wanted === 0 ? 'no change of size is wanted' : 'what is wanted now waits for none'
}

/** The cooldown: holds new creates after a creation, new drains after any change of size. */
export function checkCooldown(action: Request['action'], q: Question): Verdict {
  const { since, until } = cooldownOf(action, q.fleet, q.policy, q.now)
  const on = until !== null && !q.force
  const allowed = on ? q.exempt : Infinity
  const told =
    since === null
      ? 'no recent change'
      : `${since.change.label} was ${since.action} at ${isoInstant(since.change.at)}`
  return {
    guard: {
      guard: 'cooldown',
      value: told,
      limit: until === null ? 'over' : `until ${isoInstant(until)}`,
      passed: !on || q.wanted <= allowed,
      ...(until === null || (on && q.wanted > allowed) ? {} : { note: whyPassed(q) }),
    },
    allowed,
    holds: on && q.wanted > 0 && allowed === 0,
    detail: `${told}; --force passes this`,
    until,
  }
}
