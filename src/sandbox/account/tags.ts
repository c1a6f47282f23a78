import { BodyReader, parseBody } from '../wire/body-reader.ts'
import type { Call, Endpoint } from '../wire/call.ts'
import { addEvent, tagEntity } from './events.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { InstanceRow, NodeBalancerRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

function allTags(state: State): readonly string[] {
  const rows = [...state.instances.all(), ...state.nodebalancers.all()]
  return [...new Set([...state.extraTags, ...rows.flatMap((row) => row.tags)])].sort()
}

/** GET /tags: every tag that something carries, and those made by hand. */
export function listTags(call: Call): unknown {
  return pageOf(call, allTags(call.state), { fields: {}, show: (label) => ({ label }) })
}

function put<Row extends { readonly id: number; readonly tags: readonly string[] }>(
  shelf: { get(id: number): Row | undefined; put(row: Row, at: number): void },
  ids: unknown,
  tag: string,
  now: number,
): void {
  for (const id of Array.isArray(ids) ? ids : []) {
    const row = shelf.get(Number(id))
    if (row !== undefined && !row.tags.includes(tag)) shelf.put({ ...row, tags: [...row.tags, tag] }, now)
  }
}

/** POST /tags: makes a tag and puts it on the named objects. */
export function createTag(call: Call): unknown {
  const { state, now } = call
  const reader = new BodyReader(parseBody(call.body))
  reader.require('label')
  const label = reader.text('label', { min: 3, max: 50 }) ?? ''
  reader.check()
  state.extraTags.add(label)
  put(state.instances, reader.raw('linodes'), label, now)
  put(state.nodebalancers, reader.raw('nodebalancers'), label, now)
  addEvent(state, now, { action: 'tag_create', entity: tagEntity(label), outcome: 'notification' })
  return { label }
}

function tagOf(call: Call): string {
  const label = call.params[0] ?? ''
  if (!allTags(call.state).includes(label)) throw notFound()
  return label
}

/** How what carries a tag is shown; the rooms of those things know. */
export interface Views {
  linode(state: State, row: InstanceRow, now: number, version: Call['version']): unknown
  nodebalancer(row: NodeBalancerRow): unknown
}

/** GET /tags/{tagLabel}: what carries the tag. */
export function listTagged(views: Views): Endpoint {
  return (call) => {
    const { state, now, version } = call
    const label = tagOf(call)
    const instances = state.instances.all().filter((row) => row.tags.includes(label))
    const nodebalancers = state.nodebalancers.all().filter((row) => row.tags.includes(label))
    const rows = [
      ...instances.map((row) => ({ type: 'linode', data: views.linode(state, row, now, version) })),
      ...nodebalancers.map((row) => ({ type: 'nodebalancer', data: views.nodebalancer(row) })),
    ]
    return pageOf(call, rows, { fields: {}, show: (row) => row })
  }
}

/** DELETE /tags/{tagLabel}: takes the tag off everything. */
export function deleteTag(call: Call): unknown {
  const { state, now } = call
  const label = tagOf(call)
  const without = (tags: readonly string[]) => tags.filter((tag) => tag !== label)
  for (const row of state.instances.all())
    if (row.tags.includes(label)) state.instances.put({ ...row, tags: without(row.tags) }, now)
  for (const row of state.nodebalancers.all())
    if (row.tags.includes(label)) state.nodebalancers.put({ ...row, tags: without(row.tags) }, now)
  state.extraTags.delete(label)
  addEvent(state, now, { action: 'tag_delete', entity: tagEntity(label), outcome: 'notification' })
  return {}
}
