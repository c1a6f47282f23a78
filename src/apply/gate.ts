import type { Permit } from '../cloud.ts'
import { takeCensus } from '../fleet/sight/census.ts'
import type { Backend, Fleet, Instance, Member } from '../fleet/model/fleet.ts'
import { membersExist } from '../fleet/model/members-exist.ts'
import type { ConfigId, InstanceId } from '../fleet/model/ids.ts'
import { pairsOf } from '../fleet/sight/pairs.ts'
import { nodesOf, servesByOwn, staleBecause } from '../fleet/sight/member-state.ts'
import type { Policy } from '../fleet/model/policy.ts'

/**
 * Why capacity is taken away, and how much of it at most: a repair and a dead member's replacement lower the number in service by none, a
 * removal by what was asked and not below min; a refresh by one whose place nobody has taken, and below min only at min = max; what was given up has none.
 */
export type Reason =
  | { readonly kind: 'removal'; readonly most: number }
  | { readonly kind: 'replacement' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'repair' }
  | { readonly kind: 'yield' }

/** The gate does not let this through: it would take away what is to stay. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** A further try is not sent for what came meanwhile: an earlier one may have taken effect. */
export class RefusedLate extends Refused {}

/** What serves now, as far as this run knows: what it saw last, without what it has taken away since. */
export class Gate {
  #serving = new Set<InstanceId>()
  /** Backend nodes that the members in service serve by. */
  #kept = new Map<Backend['id'], Member>()
  #members = new Set<InstanceId>()
  #dead = new Set<InstanceId>()
  /** Where members take connections that are not in service, which is no less a person's site. */
  #open = new Map<InstanceId, readonly ConfigId[]>()
  #min = 0
  #max = 0
  /** Who serves, or is to serve, in whose place. */
  #freshOf = new Map<InstanceId, InstanceId>()
  /** Members in service whose stale mark is taken off: nobody knows until their next check. */
  #unsettled = new Set<InstanceId>()
  #wentFirst = false
  /** What a removal has to leave: the highest min of the next hour. */
  #leaves = 0
  #mostDown = false
  #lowered = 0

  /** Takes a new look at the fleet as what serves now. */
  see(fleet: Fleet, policy: Policy): void {
    const census = takeCensus(fleet, policy, fleet.observedAt)
    const serving = census.all.filter((c) => c.inService).map((c) => c.member)
    this.#serving = new Set(serving.map((m) => m.instance.id))
    this.#unsettled = new Set(serving.filter((m) => staleBecause(m) !== null).map((m) => m.instance.id))
    this.#kept = new Map(
      serving.flatMap((m) =>
        (servesByOwn(m, fleet) ? m.backends : nodesOf(m)).map((b) => [b.id, m] as const),
      ),
    )
    this.#members = new Set(fleet.members.map((m) => m.instance.id))
    this.#dead = new Set(census.all.filter((c) => c.seemsDead).map((c) => c.member.instance.id))
    this.#open = new Map(census.all.map((c) => [c.member.instance.id, c.servesOn]))
    this.#min = census.size.min
    this.#leaves = census.bounds.leaves
    this.#max = census.size.max
    this.#wentFirst = false
    const pairs = pairsOf(fleet, policy, fleet.observedAt)
    this.#freshOf = new Map(pairs.map((p) => [p.old.instance.id, p.fresh.instance.id]))
    this.#mostDown = census.mostDown
  }

  /** Whether a member may be drained for a reason; what it lowers is counted. */
  passDrain({ instance }: Member, reason: Reason): Permit {
    this.#trust(reason)
    if (!this.#serving.has(instance.id)) return this.#passPart(instance, reason)
    // What another one serves in the place of takes nothing along.
    if (this.#isReplaced(instance.id) && (reason.kind === 'removal' || reason.kind === 'refresh')) {
      this.#leave(instance.id)
      return permit()
    }
    if (reason.kind === 'refresh') return this.#passFirst(instance)
    if (reason.kind !== 'removal')
      throw new Refused(`${instance.label} is in service, and is not drained for a ${reason.kind}`)
    if (this.#lowered >= reason.most)
      throw new Refused(`${reason.most} members were to leave service, and no more`)
    if (this.#count() - 1 < this.#leaves)
      throw new Refused(`only ${this.#count()} members are in service, and min is ${this.#leaves}`)
    this.#leave(instance.id)
    this.#lowered++
    return permit()
  }

  /** One that is not in service lowers nothing, but what takes connections on a config is not dead, and the last one there stays. */
  #passPart({ id, label }: Instance, reason: Reason): Permit {
    const on = this.#openOf(id)
    if (on.length === 0 || reason.kind === 'refresh') return permit()
    if (reason.kind !== 'removal')
      throw new Refused(`${label} is UP on config ${on.join(', ')}, and is not drained for a ${reason.kind}`)
    const last = on.filter((config) =>
      this.#others(id).every((other) => !this.#openOf(other).includes(config)),
    )
    if (last.length > 0) throw new Refused(`${label} is the last one that is UP on config ${last.join(', ')}`)
    this.#open.delete(id)
    return permit()
  }

  #openOf(id: InstanceId): readonly ConfigId[] {
    return this.#open.get(id) ?? []
  }

  #others(id: InstanceId): readonly InstanceId[] {
    return [...this.#open.keys()].filter((other) => other !== id)
  }

  /** One goes before there is another in its place: one at a time, and below min only where there is never room. */
  #passFirst({ id }: Instance): Permit {
    const least = this.#min === this.#max ? this.#min - 1 : this.#min
    if (this.#wentFirst)
      throw new Refused('one member is being replaced already, and no room is left for both')
    if (this.#count() - 1 < least)
      throw new Refused(`only ${this.#count()} members are in service, and ${least} are to stay`)
    this.#wentFirst = true
    this.#leave(id)
    return permit()
  }

  #leave(id: InstanceId): void {
    this.#serving.delete(id)
    this.#open.delete(id)
  }

  #isReplaced(id: InstanceId): boolean {
    const fresh = this.#freshOf.get(id)
    return fresh !== undefined && this.#serving.has(fresh) && !this.#unsettled.has(fresh)
  }

  /** Members in service that stay so; a pair is one. */
  #count(): number {
    return [...this.#serving].filter((id) => !this.#isReplaced(id) && !this.#unsettled.has(id)).length
  }

  /** Whether a backend node may be removed: never one that a member in service serves by. */
  passDetach(backend: Pick<Backend, 'id'>, reason: Reason): Permit {
    const member = this.#kept.get(backend.id)
    if (reason.kind === 'yield') return permit()
    const serves = member !== undefined && this.#serving.has(member.instance.id)
    if (serves) throw new Refused(`${member.label} serves by backend node ${backend.id}`)
    return permit()
  }

  /** Whether a backend node that a member served by may be drained: only when its new one serves. */
  passFormer(backend: Pick<Backend, 'id'>): Permit {
    this.#trust({ kind: 'repair' })
    return this.passDetach(backend, { kind: 'repair' })
  }

  /** Whether an instance may be deleted: never one in service, and not below min but for one that is dead. */
  passDelete(instance: Instance, reason: Reason): Permit {
    if (reason.kind === 'yield') return permit()
    this.#trust(reason)
    if (this.#serving.has(instance.id))
      throw new Refused(`${instance.label} is in service and was not drained`)
    const on = this.#openOf(instance.id)
    if (on.length > 0)
      throw new Refused(`${instance.label} takes connections on config ${on.join(', ')}, and was not drained`)
    const isDead = reason.kind === 'replacement' || this.#dead.has(instance.id)
    const isFirst = reason.kind === 'refresh' && this.#min === this.#max
    const least = isDead || isFirst ? this.#min - 1 : this.#leaves
    if (this.#members.has(instance.id) && this.#members.size - 1 < least) {
      throw new Refused(
        `${membersExist(this.#members.size)}, and min is ${isDead ? this.#min : this.#leaves}`,
      )
    }
    this.#members.delete(instance.id)
    return permit()
  }

  #trust({ kind }: Reason): void {
    if (this.#mostDown && kind !== 'yield') {
      throw new Refused('most members are DOWN: nothing is taken away')
    }
  }
}

const permits = new WeakSet<Permit>()

function permit(): Permit {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where a permit is made
  const made = {} as Permit
  permits.add(made)
  return made
}

/** Whether a permit is one of the gate's; each is good for one call. */
export function takePermit(it: Permit): boolean {
  return permits.delete(it)
}
