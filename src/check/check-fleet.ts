import type { Grants, Known } from '../account/account.ts'
import { boundsOf } from '../fleet/bounds/bounds-of.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import { checkCount, isBlind } from './check-count.ts'
import { driftOf } from '../fleet/sight/drift.ts'
import type { Maintenance } from '../fleet/model/maintenance.ts'
import { when } from '../fleet/model/when.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Prices } from '../fleet/model/prices.ts'
import { failure, ok, warning, type CheckItem } from './check-item.ts'

/** What was asked about the fleet as it is now. */
export interface FleetFacts {
  /** Null for a user who is not restricted. */
  readonly grants: Known<Grants | null>
  /** The types of the profile that the region has no room for now. */
  readonly soldOut: Known<readonly string[]>
  /** The types that the profile names. */
  readonly types: readonly { readonly id: string; readonly found: Known<boolean> }[]
  /** What `size.max_hourly` goes by; nothing without it. */
  readonly prices?: Prices | null
  readonly maintenance: Known<readonly Maintenance[]>
}

const SHOWN = 5

/** What the fleet is like beside what the profile says, and what will become of it. */
export function checkFleet(fleet: Fleet, policy: Policy, facts: FleetFacts): readonly CheckItem[] {
  return [
    ...checkMembers(fleet, policy, facts),
    checkDrift(fleet, policy),
    checkGrants(fleet, facts.grants),
    checkRoom(policy, facts),
    checkMaintenance(fleet, policy, facts.maintenance),
  ]
}

function checkMembers(fleet: Fleet, policy: Policy, { prices }: FleetFacts): readonly CheckItem[] {
  const findings = [
    ...checkCount(fleet, policy, prices),
    ...checkRegions(fleet, policy),
    ...checkStrangers(fleet),
  ]
  if (findings.length > 0) return findings
  const { min, max } = boundsOf(fleet, policy, fleet.observedAt)
  const seen = `${fleet.members.length}, of ${min} to ${max}`
  return [
    ok(
      'members',
      isBlind(fleet)
        ? `not known: ${fleet.members.length} were seen, and there are others; of ${min} to ${max}`
        : seen,
    ),
  ]
}

function checkRegions({ members }: Fleet, { region }: Policy): readonly CheckItem[] {
  const away = members.filter(({ instance }) => instance.region !== region)
  if (away.length === 0) return []
  const names = away.slice(0, SHOWN).map(({ label, instance }) => `${label} (${instance.region})`)
  return [
    warning(
      'members',
      `${names.join(', ')}: members elsewhere than in ${region}, where new ones are created and the NodeBalancer is`,
      'replace them: a private address does not reach another region',
    ),
  ]
}

/** Whoever bears a member's label and not the fleet tag is nobody's, and uses up a number. */
function checkStrangers({ strangers }: Fleet): readonly CheckItem[] {
  const names = strangers
    .filter(({ tags }) => !tags.some((tag) => tag.startsWith('fleet:')))
    .map(({ label }) => label)
  if (names.length === 0) return []
  return [
    warning(
      'members',
      `${names.slice(0, SHOWN).join(', ')} ${names.length === 1 ? 'is' : 'are'} named like a member and no member: the fleet tag is missing`,
      `linode-autoscale adopt ${names.slice(0, SHOWN).join(' ')}, or rename`,
    ),
  ]
}

function checkDrift(fleet: Fleet, { spec }: Policy): CheckItem {
  const { members } = fleet
  if (spec === undefined) return ok('drift', 'not asked')
  const each = members.map(({ label, instance }) => ({ label, ...driftOf(instance, spec) }))
  const drifted = each.filter((m) => m.state === 'drifted').map((m) => m.label)
  const unknown = each.filter((m) => m.state === 'unknown').map((m) => m.label)
  const rest =
    unknown.length === 0
      ? ''
      : `; nobody knows of ${shortList(unknown)}: ${each.find((m) => m.state === 'unknown')?.why ?? ''}`
  const whom = isBlind(fleet) ? 'no member that was seen' : 'no member'
  if (drifted.length === 0) return ok('drift', `${whom} was made from another spec${rest}`)
  return warning(
    'drift',
    `${shortList(drifted)}: made from another spec than the profile has now${rest}`,
    'linode-autoscale status tells what is to be seen of it',
  )
}

function shortList(labels: readonly string[]): string {
  const more = labels.length - SHOWN
  return `${labels.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function checkGrants(fleet: Fleet, grants: Known<Grants | null>): CheckItem {
  if (grants.kind === 'unknown')
    return warning(
      'grants',
      `not known: ${grants.why}: until they are, no run removes a backend node whose instance is gone`,
      'check again later, or use the token of an unrestricted user',
    )
  if (grants.value === null) return ok('grants', 'the user is not restricted')
  const { addLinodes, nodeBalancers, linodes } = grants.value
  const shut = fleet.nodeBalancers
    .filter(({ id }) => !nodeBalancers.has(id))
    .map(({ id }) => `NodeBalancer ${id}`)
  const unseen = fleet.members.filter(({ instance }) => !linodes.has(instance.id)).map(({ label }) => label)
  const lacking = [
    ...(addLinodes ? [] : ['add_linodes: no instance can be created']),
    ...(shut.length === 0 ? [] : [`read_write on ${shut.join(', ')}: nothing can be attached`]),
    ...(unseen.length === 0
      ? []
      : [`read_write on ${unseen.slice(0, SHOWN).join(', ')}: they cannot be removed`]),
  ]
  return lacking.length > 0
    ? failure(
        'grants',
        `the user of the token is restricted, and lacks ${lacking.join('; ')}`,
        'give the user these grants, or use the token of an unrestricted user',
      )
    : warning(
        'grants',
        'the user of the token is restricted: Linodes that others create are not seen, and whether tags are kept is not known',
        'use the token of an unrestricted user',
      )
}

/** Of a type that does not exist nobody knows, and another item says so. */
function checkRoom({ region }: Policy, { soldOut, types }: FleetFacts): CheckItem {
  if (soldOut.kind === 'unknown') return ok('room', `not known: ${soldOut.why}`)
  const there = types.filter(({ found }) => found.kind === 'unknown' || found.value)
  const gone = soldOut.value.filter((id) => there.some((type) => type.id === id))
  const names = gone.join(', ')
  if (there.length === 0) return ok('room', 'not known: no type of instance.type exists')
  if (gone.length === 0)
    return ok(
      'room',
      `${region} has room for ${roomFor(types.length, there)} now; limits of the account are not told`,
    )
  return gone.length === there.length
    ? failure(
        'room',
        `${region} has no room for ${names} now: creates fail`,
        'add another type to instance.type',
      )
    : warning(
        'room',
        `${region} has no room for ${names} now: the others of instance.type are tried`,
        'nothing, or put another type first',
      )
}

function roomFor(named: number, there: FleetFacts['types']): string {
  if (there.length < named) return there.map(({ id }) => id).join(', ')
  return named === 1 ? 'it' : 'all'
}

function checkMaintenance(
  fleet: Fleet,
  { ignoresMaintenance }: Policy,
  maintenance: Known<readonly Maintenance[]>,
): CheckItem {
  if (maintenance.kind === 'unknown') return ok('maintenance', `not known: ${maintenance.why}`)
  const { members, observedAt } = fleet
  const hit = maintenance.value.flatMap(({ instance, what, at }) => {
    const member = members.find((each) => each.instance.id === instance)
    return member === undefined
      ? []
      : [`${member.label} (${what}${at === null ? ', no time told' : ` at ${when(at, observedAt)}`})`]
  })
  return hit.length === 0
    ? ok('maintenance', `none is planned for members${isBlind(fleet) ? ' that were seen' : ''}`)
    : warning(
        'maintenance',
        `Linode will interrupt ${hit.join(', ')}`,
        ignoresMaintenance === true
          ? 'nothing, or take maintenance: ignore out of the profile: then reconcile and follow replace each within the day before, unless a renewal is held'
          : 'nothing: reconcile and follow replace each within the day before, new one first, unless a renewal is held; who has no time yet, or has begun, stays',
      )
}
