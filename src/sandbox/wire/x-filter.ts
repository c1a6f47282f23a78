import { isObject } from './body-reader.ts'
import { invalid, type Refusal } from './refusal.ts'

/** The fields a list can be filtered and ordered by, with where they are found. */
export type FilterFields<Row> = Readonly<Record<string, (row: Row) => unknown>>

/** A filter that was read: which rows it keeps and in what order. */
export interface Filter<Row> {
  readonly keeps: (row: Row) => boolean
  readonly order: ((a: Row, b: Row) => number) | null
}

type Test<Row> = (row: Row) => boolean
type Scalar = string | number | boolean | null

const wrong = (reason: string): Refusal => invalid('X-Filter', reason)

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function isSame(found: unknown, wanted: Scalar): boolean {
  if (Array.isArray(found)) return found.some((each) => isSame(each, wanted))
  if (typeof found === 'number' && typeof wanted === 'string')
    return wanted !== '' && found === Number(wanted)
  return found === wanted
}

// MySQL's LIKE, which answers this in the real API, does not tell case apart.
function holds(found: unknown, part: Scalar): boolean {
  if (Array.isArray(found)) return found.some((each) => holds(each, part))
  return String(found).toLowerCase().includes(String(part).toLowerCase())
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && (typeof b === 'number' || typeof b === 'string')) return a - Number(b)
  const left = String(a)
  const right = String(b)
  if (left === right) return 0
  return left < right ? -1 : 1
}

const OPERATORS: Readonly<Record<string, (found: unknown, wanted: Scalar) => boolean>> = {
  '+eq': isSame,
  '+neq': (found, wanted) => !isSame(found, wanted),
  '+gt': (found, wanted) => compare(found, wanted) > 0,
  '+gte': (found, wanted) => compare(found, wanted) >= 0,
  '+lt': (found, wanted) => compare(found, wanted) < 0,
  '+lte': (found, wanted) => compare(found, wanted) <= 0,
  '+contains': holds,
}

const all =
  <Row>(tests: readonly Test<Row>[]): Test<Row> =>
  (row) =>
    tests.every((test) => test(row))

function fieldTest<Row>(read: (row: Row) => unknown, wanted: unknown): Test<Row> {
  if (isScalar(wanted)) return (row) => isSame(read(row), wanted)
  if (!isObject(wanted)) throw wrong('Filter values must be a scalar or an object of operators')
  const tests = Object.entries(wanted).map(([name, value]): Test<Row> => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
    if (operator === undefined) throw wrong(`Unrecognized operator ${name}`)
    if (!isScalar(value)) throw wrong(`Operator ${name} takes a single value`)
    return (row) => operator(read(row), value)
  })
  return all(tests)
}

function branchTest<Row>(name: string, value: unknown, fields: FilterFields<Row>): Test<Row> {
  if (!Array.isArray(value) || !value.every(isObject)) throw wrong(`${name} takes an array of filters`)
  const tests = value.map((each) => objectTest(each, fields))
  return name === '+and' ? all(tests) : (row) => tests.some((test) => test(row))
}

function objectTest<Row>(filter: Readonly<Record<string, unknown>>, fields: FilterFields<Row>): Test<Row> {
  const entries = Object.entries(filter).filter(([name]) => name !== '+order' && name !== '+order_by')
  const tests = entries.map(([name, value]) => {
    if (name === '+and' || name === '+or') return branchTest(name, value, fields)
    if (name.startsWith('+')) throw wrong(`Unrecognized operator ${name}`)
    const read = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (read === undefined) throw wrong(`Cannot filter on ${name}`)
    return fieldTest(read, value)
  })
  return all(tests)
}

function orderOf<Row>(
  filter: Readonly<Record<string, unknown>>,
  fields: FilterFields<Row>,
): ((a: Row, b: Row) => number) | null {
  const by = filter['+order_by']
  const direction = filter['+order'] ?? 'asc'
  if (direction !== 'asc' && direction !== 'desc') throw wrong('+order must be asc or desc')
  if (by === undefined) return null
  const read = typeof by === 'string' && Object.hasOwn(fields, by) ? fields[by] : undefined
  if (read === undefined) throw wrong(`Cannot order by ${typeof by === 'string' ? by : JSON.stringify(by)}`)
  const sign = direction === 'asc' ? 1 : -1
  return (a, b) => sign * compare(read(a), read(b))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads an X-Filter header; what the API would refuse is a 400 about `X-Filter`. */
export function readFilter<Row>(text: string, fields: FilterFields<Row>): Filter<Row> {
  const filter = parse(text)
  if (!isObject(filter)) throw wrong('X-Filter must be a JSON object')
  return { keeps: objectTest(filter, fields), order: orderOf(filter, fields) }
}
