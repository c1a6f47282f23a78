import { CloudError } from '../cloud.ts'
import { isRow, type Row } from './api-error.ts'
import { call, type Answer, type Pace } from './call.ts'
import type { Wire } from './send.ts'

/** The most that the API gives at once. */
const PAGE_SIZE = 500
/** A list that changes while it is read is read again. */
const TRIES = 3
/** So many pages are asked for at once: a token may ask for 200 a minute. */
const AT_ONCE = 4
/** The longest list that is read: many times what an account may have, and what is read in a minute. */
const MOST_ROWS = 100_000

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

/**
 * Reads a list whole: every page, as many rows as it says, none twice. Rejects with `incomplete` when it will not hold still, when it
 * contradicts itself, and when it is longer than any real one.
 */
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
  refuseNonsense(it, first)
  const rest: Page[] = []
  while (rest.length < first.pages - 1) {
    const next = Math.min(AT_ONCE, first.pages - 1 - rest.length)
    const numbers = Array.from({ length: next }, (_, i) => rest.length + 2 + i)
    rest.push(...(await Promise.all(numbers.map(async (page) => await readPage(wire, pace, it, page)))))
    if (rest.some((p) => p.results !== first.results)) return null
  }
  const rows = [first, ...rest].flatMap((p) => p.rows)
  const ids = new Set(rows.map(it.key ?? ((row) => row['id'])))
  const isWhole = rows.length === first.results && ids.size === rows.length
  return isWhole ? { rows, headers: (rest.at(-1) ?? first).headers } : null
}

/** The first page says how many rows a page has: the number of pages follows from it. */
function refuseNonsense({ what }: Listing, { rows, pages, results }: Page): void {
  const expected = results > 0 && rows.length > 0 ? Math.ceil(results / rows.length) : 1
  if (pages !== expected)
    throw new CloudError(
      'incomplete',
      `${what}: the answer contradicts itself: ${rows.length} rows of ${results}, on the first of ${pages} pages`,
    )
  if (results > MOST_ROWS)
    throw new CloudError('incomplete', `${what}: ${results} rows, more than any real list has`)
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
  const rows = data.filter(isRow)
  if (rows.length < data.length)
    throw new CloudError('incomplete', `${it.what}: the answer is a list of something else than objects`)
  return { rows, pages, results, headers }
}
