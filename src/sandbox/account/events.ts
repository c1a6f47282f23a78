import { apiTime } from '../wire/api-time.ts'
import { type Call, idParam } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { EventEntity, EventRow, InstanceRow, NodeBalancerRow } from '../state/rows.ts'
import { nextId, type State } from '../state/state.ts'
import type { FilterFields } from '../wire/x-filter.ts'

/** What is told of a new event; without `starts` and `ends` it is over as it begins. */
export interface NewEvent {
  readonly action: string
  readonly entity: EventEntity
  readonly secondary?: EventEntity | null
  readonly starts?: number
  readonly ends?: number | null
  readonly outcome?: EventRow['outcome']
}

/** Events are kept for 90 days. */
const KEPT_MS = 90 * 24 * 3_600_000

/** Adds an event to the account's log as of `at`. */
export function addEvent(state: State, at: number, event: NewEvent): void {
  state.events.push({
    id: nextId(state, 'event'),
    created: at,
    action: event.action,
    username: state.username,
    entity: event.entity,
    secondary: event.secondary ?? null,
    starts: event.starts ?? at,
    ends: event.ends === undefined ? at : event.ends,
    outcome: event.outcome ?? 'finished',
    read: false,
  })
}

/** An instance, as events name it. */
export function instanceEntity(row: Pick<InstanceRow, 'id' | 'label'>): EventEntity {
  return { id: row.id, type: 'linode', label: row.label, url: `/v4/linode/instances/${row.id}` }
}

/** A NodeBalancer, as events name it. */
export function nodebalancerEntity(row: Pick<NodeBalancerRow, 'id' | 'label'>): EventEntity {
  return { id: row.id, type: 'nodebalancer', label: row.label, url: `/v4/nodebalancers/${row.id}` }
}

/** A tag, as events name it. */
export function tagEntity(label: string): EventEntity {
  return { id: 0, type: 'tag', label, url: `/v4/tags/${encodeURIComponent(label)}` }
}

type Progress = Pick<Record<string, unknown>, string> & { readonly status: string }

function progressAt(row: EventRow, at: number): Progress {
  if (row.outcome === 'notification')
    return { status: 'notification', percent_complete: 100, time_remaining: null, duration: null }
  if (at < row.starts)
    return { status: 'scheduled', percent_complete: 0, time_remaining: null, duration: null }
  const past = at - row.starts
  if (row.ends === null)
    return { status: 'started', percent_complete: 50, time_remaining: null, duration: past / 1000 }
  const span = row.ends - row.starts
  if (at < row.ends) {
    const percent = Math.floor((100 * past) / span)
    return { status: 'started', percent_complete: percent, time_remaining: null, duration: past / 1000 }
  }
  return { status: row.outcome, percent_complete: 100, time_remaining: 0, duration: Math.round(span / 1000) }
}

/** An event as the API shows it at a moment. */
export function showEvent(row: EventRow, at: number): Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    created: apiTime(row.created),
    seen: row.read,
    read: row.read,
    rate: null,
    action: row.action,
    username: row.username,
    entity: row.entity,
    secondary_entity: row.secondary,
    message: '',
    ...progressAt(row, at),
  }
}

const FIELDS: FilterFields<EventRow> = {
  id: (row) => row.id,
  action: (row) => row.action,
  created: (row) => apiTime(row.created),
  'entity.id': (row) => row.entity.id,
  'entity.type': (row) => row.entity.type,
  read: (row) => row.read,
}

function listed(state: State, at: number, now: number): readonly EventRow[] {
  const rows = state.events.filter((row) => row.created <= at && row.created > now - KEPT_MS)
  return rows.sort((a, b) => b.created - a.created || b.id - a.id)
}

/** GET /account/events: the newest first, unless the filter orders otherwise. */
export function listEvents(call: Call): unknown {
  const at = call.now - call.state.switches.listLag.events
  const rows = listed(call.state, at, call.now)
  return pageOf(call, rows, { fields: FIELDS, show: (row) => showEvent(row, at) })
}

/** GET /account/events/{eventId} */
export function getEvent(call: Call): unknown {
  const id = idParam(call, 0)
  const row = call.state.events.find((event) => event.id === id)
  if (row === undefined) throw notFound()
  return showEvent(row, call.now)
}

/** POST /account/events/{eventId}/seen: marks this event and all before it. */
export function seeEvents(call: Call): unknown {
  const id = idParam(call, 0)
  if (!call.state.events.some((event) => event.id === id)) throw notFound()
  for (const [index, row] of call.state.events.entries())
    if (row.id <= id) call.state.events[index] = { ...row, read: true }
  return {}
}
