import type { Census, Counted } from '../sight/census.ts'
import type { Backend, Fleet, Instant, Leftover, Member } from '../model/fleet.ts'
import { ageOf, canBeMarked, formerOf, unmarkedLabel } from '../model/mark.ts'
import {
  isOpen,
  isRunningOrComing,
  nodesOf,
  servesByOwn,
  spoiledBecause,
  staleBecause,
  type MemberState,
} from '../sight/member-state.ts'
import type { Change } from './plan.ts'
import type { Policy } from '../model/policy.ts'

/** What any run does first, whatever was asked: it finishes what a dead run left. */
export interface Repairs {
  readonly tidy: readonly Change[]
  /** Members whose drain is no longer ours to finish. */
  readonly giveBack: readonly Change[]
  readonly attach: readonly Change[]
  /** Members that leave and may be finished or put back, by instance id. */
  readonly leaving: readonly Counted[]
}

/** Finds the repairs of a fleet. `wait` tells whether attaching waits until the member is in service. */
export function planRepairs(fleet: Fleet, census: Census, policy: Policy, wait: boolean): Repairs {
  const leaving = census.all
    .filter((c) => c.state === 'leaving')
    .sort((a, b) => a.member.instance.id - b.member.instance.id)
  return {
    // A hold of trust subtracts nothing.
    tidy: census.mostDown ? [] : [...planTidy(fleet), ...planRetire(fleet, census, policy)],
    giveBack: [
      ...fleet.strayed.map((m) =>
        back(m, `instance ${m.instance.id} is no member any more, and was left in a drain`),
      ),
      ...census.all.flatMap(({ member, state }) => {
        const because = whyGivenBack(member, state, policy)
        return because === null ? [] : [back(member, because)]
      }),
    ],
    attach: census.all
      .filter((c) => isToAttach(c, policy))
      .map(({ member }) => ({ kind: 'attach', member: member.label, of: member, wait })),
    leaving: leaving.filter((c) => spoiledBecause(c.member, policy) === null),
  }
}

function back(of: Member, because: string): Change {
  return { kind: 'put-back', member: of.label, of, because, hold: 'taken-by-a-person', wait: false }
}

/** A drain that is no longer ours to finish, and a mark that is no drain of its member. */
function whyGivenBack(member: Member, state: MemberState, policy: Policy): string | null {
  return state === 'leaving' ? spoiledBecause(member, policy) : staleBecause(member)
}

/** A member lacks a backend node and no person has taken one of its others out of service. */
function isToAttach({ member, unkept }: Counted, policy: Policy): boolean {
  if (member.missing.length === 0 || unkept === 'leaving') return false
  // What it serves by now could never be taken away.
  if (member.former.length > 0 && !canBeMarked(member.label)) return false
  // A new instance is offline for a moment between provisioning and booting.
  return (
    (unkept === 'starting' || isRunningOrComing(member)) &&
    nodesOf(member).every((b) => isOpen(b, policy) || formerOf(b.label) !== null)
  )
}

function planTidy(fleet: Fleet): readonly Change[] {
  const free = fleet.leftovers.filter((l) => !isKeptByLock(l, fleet))
  const labels = [...new Set(free.map((l) => unmarkedLabel(l.backend.label)))].sort()
  return labels.map((member) => ({
    kind: 'tidy',
    member,
    leftovers: free.filter((l) => unmarkedLabel(l.backend.label) === member),
  }))
}

/**
 * A port that the profile has left goes when the new one serves: drained in one run, a step of members at a time, and removed by a later one, when
 * its connections have had their time.
 */
function planRetire(fleet: Fleet, census: Census, { scaleIn }: Policy): readonly Change[] {
  // A mark that is taken off makes the new one's health unknown until the next check.
  const ready = census.all.filter(
    (c) =>
      c.member.former.length > 0 &&
      c.state === 'in-service' &&
      servesByOwn(c.member, fleet) &&
      staleBecause(c.member) === null,
  )
  const open = new Set(
    ready.filter(({ member }) => member.former.some((b) => b.mode !== 'drain')).slice(0, scaleIn.step),
  )
  return ready.flatMap((c): readonly Change[] => {
    const { label, former } = c.member
    const due = former.filter(
      (b) => isDrainedLong(b, fleet.observedAt, scaleIn.drain) || (open.has(c) && b.mode !== 'drain'),
    )
    const leftovers = due.map((backend): Leftover => ({ backend, why: 'former' }))
    return leftovers.length === 0 ? [] : [{ kind: 'tidy', member: label, leftovers }]
  })
}

function isDrainedLong({ label, mode }: Backend, now: Instant, drain: number): boolean {
  const since = formerOf(label)?.since
  return mode === 'drain' && since !== undefined && ageOf(since, now) >= drain
}

/** A NodeBalancer that is locked with what is in it refuses the removal of any backend node. */
export function isKeptByLock({ backend }: Leftover, { nodeBalancers }: Fleet): boolean {
  return nodeBalancers.some(
    (nb) => nb.id === backend.nodeBalancer && nb.locks.includes('cannot_delete_with_subresources'),
  )
}
