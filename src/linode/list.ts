import { CloudError } from '../cloud.ts'
import { isRow, type Row } from './api-error.ts'
import { call, type Answer, type Pace } from './call.ts'
import type { Wire } from './send.ts'

/** The most that the API gives at once. */
const PAGE_SIZE = 500
/** A list that changes while it is read is read again. */
const TRIES = 3

/** What to list. */
export interface Listing {
  readonly what: string
  readonly path: string
  readonly filter?: object
  /** What tells its rows apart; their id when left out. */
  readonly key?: (row: Row) => unknown
}

/** A whole list, and the last answer's headers. */
export interface Listed {
  readonly rows: readonly Row[]
  readonly headers: Answer['headers']
}

/** Reads a list whole: every page, as many rows as it says, none twice. Rejects with `incomplete` when it will not hold still. */
export async function listAll(wire: Wire, pace: Pace, it: Listing): Promise<Listed> {
  for (let tries = 0; tries < TRIES; tries++) {
    const whole = await readOnce(wire, pace, it)
    if (whole !== null) return whole
  }
  throw new CloudError(
    'incomplete',
    `${it.what}: the list changes faster than its pages can be read`,
    'run it again',
  )
}

async function readOnce(wire: Wire, pace: Pace, it: Listing): Promise<Listed | null> {
  const first = await readPage(wire, pace, it, 1)
  const { pages, results } = first
  const others = Array.from({ length: Math.max(0, pages - 1) }, (_, i) => i + 2)
  const rest = await Promise.all(others.map(async (page) => await readPage(wire, pace, it, page)))
  const rows = [first, ...rest].flatMap((p) => p.rows)
  const steady = rest.every((p) => p.results === results) && rows.length === results
  const ids = new Set(rows.map(it.key ?? ((row) => row['id'])))
  return steady && ids.size === rows.length ? { rows, headers: (rest.at(-1) ?? first).headers } : null
}

interface Page extends Listed {
  readonly pages: number
  readonly results: number
}

async function readPage(wire: Wire, pace: Pace, it: Listing, page: number): Promise<Page> {
  const { body, headers } = await call(wire, pace, {
    method: 'GET',
    what: it.what,
    path: `${it.path}?page=${page}&page_size=${PAGE_SIZE}`,
    ...(it.filter === undefined ? {} : { filter: it.filter }),
    repeatable: true,
  })
  const { data, pages, results } = body
  if (!Array.isArray(data) || typeof pages !== 'number' || typeof results !== 'number') {
    throw new CloudError('incomplete', `${it.what}: the answer is not a list`)
  }
  return { rows: data.filter(isRow), pages, results, headers }
}
