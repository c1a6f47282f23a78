import { BodyReader, parseBody } from '../wire/body-reader.ts'
import { type Call, idParam } from '../wire/call.ts'
import { instanceEntity, nodebalancerEntity } from './events.ts'
import { pageOf } from '../wire/paging.ts'
import { invalid, notFound } from '../wire/refusal.ts'
import type { EventEntity, InstanceRow, NodeBalancerRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

// Newer than the official document that the sandbox is judged by.

const TYPES = ['cannot_delete', 'cannot_delete_with_subresources'] as const
const KINDS = ['linode', 'nodebalancer'] as const

interface Lock {
  readonly id: number
  readonly lock_type: string
  readonly entity: EventEntity
  readonly take: () => void
}

/** A lock has no row of its own here: its id is made of what it locks and how. */
function lockId({ id }: InstanceRow | NodeBalancerRow, type: string): number {
  return id * 10 + TYPES.findIndex((each) => each === type) + 1
}

function locksOn<Row extends InstanceRow | NodeBalancerRow>(
  row: Row,
  entity: EventEntity,
  put: (row: Row) => void,
): readonly Lock[] {
  return row.locks.map((lock_type) => ({
    id: lockId(row, lock_type),
    lock_type,
    entity,
    take: () => put({ ...row, locks: row.locks.filter((each) => each !== lock_type) }),
  }))
}

function locksOf({ instances, nodebalancers, clock }: State): readonly Lock[] {
  const now = clock.now()
  return [
    ...instances
      .all()
      .flatMap((row) => locksOn(row, instanceEntity(row), (changed) => instances.put(changed, now))),
    ...nodebalancers
      .all()
      .flatMap((row) => locksOn(row, nodebalancerEntity(row), (changed) => nodebalancers.put(changed, now))),
  ]
}

const showLock = ({ id, lock_type, entity }: Lock): unknown => ({ id, lock_type, entity })

/** GET /locks */
export function listLocks(call: Call): unknown {
  return pageOf(call, locksOf(call.state), { fields: {}, show: showLock })
}

/** POST /locks */
export function createLock(call: Call): unknown {
  const { state, now } = call
  const reader = new BodyReader(parseBody(call.body))
  for (const name of ['entity_type', 'entity_id', 'lock_type']) reader.require(name)
  const kind = reader.oneOf('entity_type', KINDS)
  const id = reader.integer('entity_id') ?? 0
  const type = reader.oneOf('lock_type', TYPES) ?? TYPES[0]
  reader.check()
  if (kind === 'linode') addLock(state.instances, id, type, now)
  else addLock(state.nodebalancers, id, type, now)
  const made = locksOf(state).find(({ entity }) => entity.type === kind && entity.id === id)
  if (made === undefined) throw notFound()
  return showLock(made)
}

function addLock<Row extends InstanceRow | NodeBalancerRow>(
  shelf: { get(id: number): Row | undefined; put(row: Row, at: number): void },
  id: number,
  type: string,
  now: number,
): void {
  const row = shelf.get(id)
  if (row === undefined) throw invalid('entity_id', 'entity_id is not valid')
  const [held] = row.locks
  if (held !== undefined)
    throw invalid(
      'lock_type',
      `The ${held} lock (Lock ID: ${lockId(row, held)}) needs to be removed to add the ${type} lock`,
    )
  shelf.put({ ...row, locks: [type] }, now)
}

/** DELETE /locks/{lockId} */
export function deleteLock(call: Call): unknown {
  const lock = locksOf(call.state).find(({ id }) => id === idParam(call, 0))
  if (lock === undefined) throw notFound()
  lock.take()
  return {}
}
