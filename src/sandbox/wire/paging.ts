import type { Call } from './call.ts'
import { type ApiProblem, Refusal } from './refusal.ts'
import { type FilterFields, readFilter } from './x-filter.ts'

/** The API's page of a list. */
export interface Page {
  readonly data: readonly unknown[]
  readonly page: number
  readonly pages: number
  readonly results: number
}

/** How one kind of row is listed. */
export interface Listing<Row> {
  readonly fields: FilterFields<Row>
  readonly show: (row: Row) => unknown
}

interface Window {
  readonly page: number
  readonly size: number
}

const DEFAULT_SIZE = 100
const MIN_SIZE = 25
const MAX_SIZE = 500

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

function readWindow(query: URLSearchParams): Window {
  const page = wholeNumber(query.get('page'), 1)
  const size = wholeNumber(query.get('page_size'), DEFAULT_SIZE)
  const problems: ApiProblem[] = []
  if (!(page >= 1)) problems.push({ reason: 'Must be 1 or greater', field: 'page' })
  if (!(size >= MIN_SIZE && size <= MAX_SIZE))
    problems.push({ reason: `Must be ${MIN_SIZE}-${MAX_SIZE}`, field: 'page_size' })
  if (problems.length > 0) throw new Refusal(400, problems)
  return { page, size }
}

/** Filters, orders and cuts rows into the page that was asked for; an empty list is one empty page. */
export function pageOf<Row>(call: Call, rows: readonly Row[], listing: Listing<Row>): Page {
  const { page, size } = readWindow(call.query)
  const filter = call.filter === null ? null : readFilter(call.filter, listing.fields)
  const kept = filter === null ? rows : rows.filter((row) => filter.keeps(row))
  const ordered = filter?.order ? [...kept].sort(filter.order) : kept
  const pages = Math.max(1, Math.ceil(ordered.length / size))
  if (page > pages) throw new Refusal(400, [{ reason: `Must be 1-${pages}`, field: 'page' }])
  const data = ordered.slice((page - 1) * size, page * size).map((row) => listing.show(row))
  return { data, page, pages, results: ordered.length }
}
