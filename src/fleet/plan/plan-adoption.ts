import type { AccountProblem } from '../model/account-problem.ts'
import { backendAddress } from '../model/address.ts'
import { boundsOf } from '../bounds/bounds-of.ts'
import { isOwned } from '../sight/assemble-fleet.ts'
import type { Backend, Fleet, Instance } from '../model/fleet.ts'
import { freeNumbers } from './free-numbers.ts'
import { isFleetTag, memberLabel } from '../model/label.ts'
import type { Policy } from '../model/policy.ts'

/** A person's instance, as it was found under the label that was given, or by a pattern. */
export interface Candidate {
  readonly asked: string
  /** Null when there is none of that label. */
  readonly instance: Instance | null
  /** The NodeBalancers it is behind; null when that could not be read. */
  readonly behind: readonly number[] | null
  /** Whether it was meant by its own label: then all that was asked is refused if it cannot be adopted. */
  readonly isNamed: boolean
}

/** What makes one instance a member. */
export interface Adoption {
  readonly instance: Instance
  readonly label: string
  readonly tags: readonly string[]
  /** Its backend nodes on the profile's configs; the labels of those that are open follow. */
  readonly backends: readonly Backend[]
}

/** Whether an adoption relabels a backend node: one that a person has drained or closed stays as it was set. */
export function isRelabelled({ mode }: Backend): boolean {
  return mode === 'accept' || mode === 'backup'
}

/** One that a pattern meant and that stays whose it is. */
export interface LeftAlone {
  readonly instance: Instance
  readonly why: readonly string[]
}

/** What adopting comes to: every adoption, or every reason against one. */
export interface AdoptionPlan {
  readonly adoptions: readonly Adoption[]
  /** In the order that they were found. */
  readonly leftAlone: readonly LeftAlone[]
  readonly problems: readonly AccountProblem[]
}

/**
 * Gives every candidate a free number and the fleet's tags. With one problem nothing is to be done at all; what only a pattern meant is
 * left alone if it cannot be adopted.
 */
export function planAdoption(
  fleet: Fleet,
  policy: Policy,
  candidates: readonly Candidate[],
  tags: readonly string[],
): AdoptionPlan {
  const judged = candidates.map((it) => ({ it, against: problemsOf(it, fleet, policy) }))
  const sound = judged.flatMap(({ it, against }) =>
    against.length === 0 && it.instance !== null ? [it.instance] : [],
  )
  const problems = [
    ...judged.flatMap(({ it, against }) => (it.isNamed ? against : [])),
    ...tooMany(fleet, policy, sound.length),
  ]
  const leftAlone = judged.flatMap(({ it, against }): readonly LeftAlone[] =>
    it.isNamed || it.instance === null || against.length === 0
      ? []
      : [{ instance: it.instance, why: against.map(({ message }) => message) }],
  )
  if (problems.length > 0) return { adoptions: [], leftAlone, problems }
  const numbers = freeNumbers(fleet, policy, fleet.observedAt, sound.length)
  const adoptions = sound.map((instance, i): Adoption => {
    // linode-cli sends `--tags khw,autoscale` as one tag.
    const kept = instance.tags.flatMap((tag) => tag.split(',').map((t) => t.trim())).filter((t) => t !== '')
    return {
      instance,
      label: memberLabel(policy.name, numbers[i] ?? 0),
      tags: [...new Set([...kept, ...tags])],
      backends: backendsOf(instance, fleet, policy),
    }
  })
  return { adoptions, leftAlone, problems }
}

function problemsOf(
  { asked, instance, behind }: Candidate,
  fleet: Fleet,
  policy: Policy,
): readonly AccountProblem[] {
  if (instance === null) return [problem(`there is no instance ${asked}`, 'correct the label')]
  const other = (behind ?? []).filter((id) => !policy.attachments.some((at) => at.nodeBalancer === id))
  const fleets = instance.tags.filter((tag) => isFleetTag(tag) && tag !== policy.fleetTag)
  const no = (is: boolean, why: string, remedy: string): readonly AccountProblem[] =>
    is ? [problem(`${asked} ${why}`, remedy)] : []
  return [
    ...no(isOwned(instance, policy), 'is a member already', 'leave it out'),
    ...no(fleets.length > 0, `belongs to another fleet (${fleets.join(', ')})`, 'take that tag off it first'),
    ...no(
      other.length > 0,
      `is behind NodeBalancer ${other.join(', ')}, which is not this fleet’s`,
      'detach it there first',
    ),
    ...no(
      behind === null,
      'may be behind another NodeBalancer: that could not be read',
      'give the token nodebalancers:read_only',
    ),
    ...no(
      instance.region !== policy.region,
      `is in ${instance.region}, not in ${policy.region}`,
      'only instances of the NodeBalancer’s region can be adopted',
    ),
    ...no(instance.locks.length > 0, `is locked (${instance.locks.join(', ')})`, 'take the lock off first'),
    ...no(
      instance.address === null,
      'has no address of the kind that the fleet is reached at',
      'give it one first: see docs/backends.md',
    ),
    ...no(
      !isOwned(instance, policy) && fleet.members.some((m) => m.instance.id === instance.id),
      'is counted already',
      'leave it out',
    ),
  ]
}

function tooMany(fleet: Fleet, policy: Policy, more: number): readonly AccountProblem[] {
  const { members } = fleet
  const { max } = boundsOf(fleet, policy, fleet.observedAt)
  if (more === 0 || members.length + more <= max) return []
  const message = `${members.length} members and ${more} more are above size.max (${max})`
  return [problem(message, 'raise size.max first, or reconcile would remove some')]
}

function problem(message: string, remedy: string): AccountProblem {
  return { code: 'refused', message, remedy }
}

function backendsOf({ address }: Instance, fleet: Fleet, policy: Policy): readonly Backend[] {
  if (address === null) return []
  return policy.attachments.flatMap(({ config, port }) =>
    fleet.backends.filter((b) => b.config === config && b.address === backendAddress(address, port)),
  )
}
