import type { Cloud } from '../cloud.ts'
import type { Backend, Instance, Sighting } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isListed } from '../fleet/sight/assemble-fleet.ts'

/** What a run has made and attached itself, by the answers to its own writes: that a list which lags does not show it proves nothing. */
export class OwnWork {
  readonly #made = new Set<InstanceId>()
  readonly #attached = new Map<InstanceId, readonly Backend[]>()

  /** The instances that it has created, or has taken for what a lost create of its own made. */
  get made(): readonly InstanceId[] {
    return [...this.#made]
  }

  /** The instances that it has attached. */
  get attachedTo(): readonly InstanceId[] {
    return [...this.#attached.keys()]
  }

  /** The backend nodes that it has attached for an instance, as they were then. */
  attached(id: InstanceId): readonly Backend[] {
    return this.#attached.get(id) ?? []
  }

  create({ id }: Instance): void {
    this.#made.add(id)
  }

  attach({ id }: Pick<Instance, 'id'>, backend: Backend): void {
    const others = this.attached(id).filter((b) => b.config !== backend.config)
    this.#attached.set(id, [...others, backend])
  }

  /** A backend node that is really gone. */
  forget(id: InstanceId, backend: Backend): void {
    const others = this.attached(id).filter((b) => b.id !== backend.id)
    this.#attached.set(id, others)
  }

  /** An instance that is really gone. */
  forgetInstance(id: InstanceId): void {
    this.#made.delete(id)
    this.#attached.delete(id)
  }
}

/** Where it asks, and what it knows of itself. */
interface Asking {
  readonly cloud: Cloud
  readonly own: OwnWork
}

interface Looking extends Asking {
  readonly policy: Policy
}

/** The backend nodes that this run has attached for an instance and a list of all does not show, each read by its id. What is gone is forgotten. */
export async function unlisted(
  { cloud, own }: Asking,
  id: InstanceId,
  listed: readonly Backend[],
): Promise<readonly Backend[]> {
  const shown = new Set(listed.map((b) => b.id))
  const missed = own.attached(id).filter((b) => !shown.has(b.id))
  const found = await Promise.all(
    missed.map(async (b) => {
      const now = await cloud.backend(b)
      if (now === null) own.forget(id, b)
      return now
    }),
  )
  return found.filter((b) => b !== null)
}

/** A look, with what this run has made and attached before it and the lists do not show yet. Nothing is asked where they show it. */
export async function withOwn(run: Looking, seen: Sighting): Promise<Sighting> {
  const [instances, backends] = await Promise.all([
    unlistedInstances(run, seen),
    Promise.all(run.own.attachedTo.map(async (id) => await unlisted(run, id, seen.backends))),
  ])
  const nodes = backends.flat().filter((b) => seen.configs.some((c) => c.id === b.config))
  if (instances.length + nodes.length === 0) return seen
  return {
    ...seen,
    instances: [...seen.instances, ...instances],
    backends: [...seen.backends, ...nodes],
  }
}

async function unlistedInstances(
  { cloud, own, policy }: Looking,
  seen: Sighting,
): Promise<readonly Instance[]> {
  const shown = new Set(seen.instances.map((i) => i.id))
  const found = await Promise.all(
    own.made
      .filter((id) => !shown.has(id))
      .map(async (id) => {
        const now = await cloud.instance(id)
        if (now === null) own.forgetInstance(id)
        return now
      }),
  )
  // A machine that a person has made its own is in no list any more.
  return found.filter((i) => i !== null).filter((i) => isListed(i, policy))
}
