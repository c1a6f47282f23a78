import type { Clock } from '../clock.ts'
import type { Activity, Instance, Instant } from '../fleet/model/fleet.ts'
import type { BackendId, InstanceId } from '../fleet/model/ids.ts'

/** How long they are remembered, in milliseconds: lists were seen to lag by a minute, and a resident follow lives for days. */
const KEPT_FOR = 600_000

/** What the events were read with. */
interface Read {
  readonly instances: readonly Instance[]
  readonly observedAt: Instant
}

/**
 * What this process has deleted. A list that lags shows it still, and whoever believed that would take its own delete for something that is yet
 * to be done, and then for another run's. No id is ever given to anything else.
 */
export class OwnDeletions {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #instances = new Map<InstanceId, number>()
  readonly #backends = new Map<BackendId, number>()

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /** An instance was deleted. */
  deleted(id: InstanceId): void {
    this.#keep(this.#instances, id)
  }

  /** A backend node was detached. */
  detached(id: BackendId): void {
    this.#keep(this.#backends, id)
  }

  /** Those of some listed instances that it has not deleted. */
  instancesOf(listed: readonly Instance[]): readonly Instance[] {
    this.#forget(this.#instances)
    return without(listed, this.#instances)
  }

  /** Those of some listed backend nodes that it has not detached. */
  backendsOf<Row extends { readonly id: BackendId }>(listed: readonly Row[]): readonly Row[] {
    this.#forget(this.#backends)
    return without(listed, this.#backends)
  }

  /** The events, with the deletions of its own that they do not tell yet: a number is no freer because a list knows less. */
  eventsOf(log: readonly Activity[], { instances, observedAt }: Read): readonly Activity[] {
    if (this.#instances.size === 0) return log
    const told = new Set(log.flatMap((a) => (a.action === 'delete' && !a.failed ? [a.instance] : [])))
    const labels = new Map([...log.map((a) => [a.instance, a.label] as const), ...instances.map(named)])
    const untold = [...this.#instances].flatMap(([instance, since]): readonly Activity[] => {
      const label = labels.get(instance)
      if (label === undefined || told.has(instance)) return []
      const at = observedAt - (this.#clock.monotonic() - since)
      return [{ at, action: 'delete', instance, label, username: null, failed: false }]
    })
    return untold.length === 0 ? log : [...log, ...untold]
  }

  #keep<Id>(known: Map<Id, number>, id: Id): void {
    this.#forget(known)
    known.set(id, this.#clock.monotonic())
  }

  #forget<Id>(known: Map<Id, number>): void {
    const now = this.#clock.monotonic()
    for (const [id, since] of known) if (now - since > KEPT_FOR) known.delete(id)
  }
}

function without<Id, Row extends { readonly id: Id }>(
  listed: readonly Row[],
  gone: ReadonlyMap<Id, number>,
): readonly Row[] {
  return listed.some((row) => gone.has(row.id)) ? listed.filter((row) => !gone.has(row.id)) : listed
}

function named({ id, label }: Instance): readonly [InstanceId, string] {
  return [id, label]
}
